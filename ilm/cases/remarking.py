"""Writing remarks with nobody unlocked, and reading them with somebody who is."""

from uuid import uuid4

from ilm.access.actor import Actor
from ilm.cases.models import Case
from ilm.cases.remarks import Remark, RemarkKind
from ilm.kit import clock
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.storing import sealer_for
from ilm.wall.entering import ask

SAID = """
select id, leaf, kind, key_id, sealed from cases_remark
 where org_id = %s and case_id = %s order by written_at, id
"""
Remarks = dict[tuple[str, str], str]


def remark(case: Case, leaf: str, kind: RemarkKind, text: str, *, by: Actor) -> Remark | None:
    """Seal a few words on this leaf of the case; None where there are none to keep."""
    if not (said := text.strip()):
        return None
    row, sealer = uuid4(), sealer_for(case.key_id)
    kept = Remark(
        id=row, org_id=case.org_id, case=case, leaf=leaf, kind=kind, key_id=sealer.key_id,
        sealed=sealer.field("cases_remark", row, "text", said.encode()),
        written_by=by.user_id, written_at=clock.now(),
    )  # fmt: skip
    kept.save(force_insert=True)
    return kept


def remarks_on(case: Case, reader: Reader) -> Remarks:
    """(leaf, kind) → the last words on it, opened; what opens with no key of ours is left out."""
    said: Remarks = {}
    for pk, leaf, kind, key_id, sealed in ask(SAID, [case.org_id, case.pk]):
        place = ("cases_remark", pk, "text", bytes(sealed))
        try:
            said[leaf, kind] = reader.field(key_id, 1, *place).decode(errors="replace")
        except Denied:
            continue
    return said
