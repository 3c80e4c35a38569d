"""The key of a case file; a new one where the old was erased with the last person behind it."""

from ilm.cases.models import Case
from ilm.vault.models import DataKey, Purpose
from ilm.vault.storing import Sealer, new_data_key, sealer_for


def sealer_of(case: Case) -> Sealer:
    """What notes of this case are sealed with."""
    if DataKey.objects.filter(pk=case.key_id).exists():
        return sealer_for(case.key_id)
    sealer, _, _ = new_data_key(case.org_id, Purpose.TALK)
    Case.objects.filter(pk=case.pk).update(key_id=sealer.key_id)
    case.key_id = sealer.key_id
    return sealer
