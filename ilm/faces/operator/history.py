"""An organisation's ledger as a file that anybody can check without us."""

from collections.abc import Iterator
from pathlib import Path

from ilm.kit.errors import Refused
from ilm.ledger.verifying import Head
from ilm.parties.models import Organisation
from ilm.vault import exporting, remembering, witnessing
from ilm.wall.entering import entering


def export(organisation: str, *, to: Path) -> Head:
    """Write the ledger of an organisation (its slug) to a new file, mode 0600; where it ends.

    Refused where there is no such organisation, or the file exists.
    """
    with entering("owner"):
        org = Organisation.objects.filter(slug=organisation).first()
        if org is None:
            raise Refused(f"There is no organisation {organisation}.")
        try:
            to.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise Refused(f"{to} exists already. Name a new file.") from None
        with to.open("w") as out:
            head = exporting.head_of(org.pk)
            out.writelines(exporting.lines(org.pk, head))
    return head


def faults() -> Iterator[str]:
    """What is wrong with a ledger or with its daily head, one sentence each."""
    with entering("owner"):
        for org in Organisation.objects.order_by("slug"):
            yield from (f"Ledger of {org.slug}: {why}" for why in witnessing.complaints(org.pk))
            if undone := remembering.undone(org.pk):
                yield (f"{len(undone)} erased people of {org.slug} came back with a back-up. Run"
                       " `ilm erase-again`.")  # fmt: skip
            if count := remembering.forgotten(org.pk):
                yield f"{count} erasures of {org.slug} are not in the list in ILM_WITNESS yet."
