"""What is wrong with the keys of organisations, for `ilm check`; and the pin, for a new machine."""

from collections.abc import Iterator
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.parties import membership
from ilm.parties.models import Kind, Organisation
from ilm.talk import vouching
from ilm.vault import entitling, giving_out, health, holding, pinning, resealing, trusting
from ilm.wall.entering import entering

DIGITS = 30


def problems() -> Iterator[str]:
    """One sentence for each vault whose list does not verify, or where something is due."""
    with entering("owner"):
        for org in Organisation.objects.order_by("slug"):
            if holding.is_founded(org.pk):
                yield from _of(org)
        for row in vouching.changed():
            yield f"{row._meta.db_table} {row.pk} was changed underneath: its mark does not hold."


def _of(org: Organisation) -> Iterator[str]:
    looked = trusting.look(org.pk)
    if looked.why_not:
        yield f"The key list of {org.slug} does not verify: {looked.why_not}"
        return
    if looked.standing is None:
        yield f"The keys of {org.slug} have no signed list: a supervisor who holds them unlocks."
        return
    if is_rotation_due(org.pk):
        yield (
            f"Somebody who held keys of {org.slug} has left, or holds more than their role is for:"
            " a supervisor begins new keys."
        )
    if count := resealing.remaining(org.pk):
        yield f"{count} grants of {org.slug} are sealed to old keys: see Members at the desk."


def few_holders() -> Iterator[str]:
    """Organisations whose words hang on fewer than two people, or on paper nobody tried lately."""
    with entering("owner"):
        for org in Organisation.objects.filter(kind=Kind.WORKER_ORGANISATION).order_by("slug"):
            found = health.standing(org.pk, membership.at_the_desk(org.pk))
            for purpose in found.short:
                count = found.holders[purpose]
                yield f"{org.slug}: {count} member(s) can open {purpose.value}; let in another one."
            if found.is_founded and not found.has_recovery:
                yield f"{org.slug}: recovery is not set up. A supervisor does that on Keys."
            if giving_out.owed(org.pk, membership.at_the_desk(org.pk)).is_due:
                yield f"{org.slug}: new recovery shares are due. A supervisor makes them on Keys."
            if found.is_drill_overdue:
                yield f"{org.slug}: the recovery drill has been due since {found.drill_by}."


def is_rotation_due(org_id: UUID) -> bool:
    """Whether somebody on the list has left or has another role now. False where the list does
    not verify."""
    return not trusting.complaint(org_id) and bool(
        entitling.due(org_id, membership.roles_at_the_desk(org_id))
    )


def pinned(organisation: str, fingerprint: str = "") -> str:
    """The founder's fingerprint that this machine holds an organisation's list to.

    With `fingerprint` it is pinned anew, and what was known of the list is forgotten: for another
    machine, or after an old back-up was put back. Read it from paper or hear it from the founder.
    """
    with entering("owner"):
        org = Organisation.objects.filter(slug=organisation).first()
        if org is None:
            raise Refused(f"There is no organisation {organisation}.")
        if fingerprint:
            if len(plain := "".join(fingerprint.split())) != DIGITS or not plain.isdigit():
                raise Refused("A fingerprint is six groups of five digits.")
            groups = (plain[at : at + 5] for at in range(0, DIGITS, 5))
            pinning.pin(org.pk, " ".join(groups))
            trusting.forget()
        known = pinning.pinned(org.pk)
        wrong = trusting.complaint(org.pk)
    return f"{known.founder if known else 'Nobody is pinned here.'} {wrong}".strip()


def vouched_anew() -> str:
    """Trust every public key as the database has it: after a back-up from before there were marks
    was put back, or the key `vouch` was lost. Whoever wrote one before that is trusted too."""
    with entering("owner"):
        wrong, count = sum(1 for _ in vouching.changed()), vouching.anew()
    return f"{count} rows are vouched for as they are; {wrong} of them had another mark."
