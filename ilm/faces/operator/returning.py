"""After a back-up was put back: what its ledger lost is said, and who was erased since is erased
again, by the files in ILM_WITNESS."""

from collections.abc import Iterator

from ilm.access.actor import operator
from ilm.disclosure import erasing, recalling
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Organisation
from ilm.vault import remembering, witnessing
from ilm.wall.entering import ask, entering


def settle() -> Iterator[str]:
    """A sentence for each thing that an operator should know. Run again, it does nothing more."""
    with entering("owner"):
        orgs = list(Organisation.objects.order_by("slug"))
    for org in orgs:
        if witnessing.file_of(org.pk).exists():
            yield from _head(org)
        else:
            yield f"{org.slug}: ILM_WITNESS holds nothing of it: whoever was erased since is back."
        yield from _erased(org)
        with entering("owner"):
            if count := recalling.again(org.pk):
                yield f"{org.slug}: {count} people had withdrawn since; ask them again."


def close_passings() -> Iterator[str]:
    """Who was passed on is closed to the other organisation: whether that was taken back after the
    back-up, or she withdrew, nobody here knows."""
    with entering("owner"):
        grounds = ask("select distinct ground from vault_passed where ended_at is null")
        for (ground,) in grounds:
            ask("select wall.drop_passing(%s)", [ground])
    if grounds:
        yield (
            f"{len(grounds)} referrals are closed to those who received them: take each back and,"
            " if she still agrees, pass her on again."
        )


def _head(org: Organisation) -> Iterator[str]:
    try:
        with entering("owner"):
            made = witnessing.put_back(org.pk, on=clock.today())
    except Refused as why:
        yield f"{org.slug}: {why}"
        return
    except OSError:
        yield f"{org.slug}: the ledger's key is not on this machine, so nothing was signed."
        return
    if made:
        yield f"{org.slug}: the ledger reaches to {made.seq} again; what came after is lost."


def _erased(org: Organisation) -> Iterator[str]:
    with entering("owner"):
        undone = remembering.undone(org.pk)
    count = 0
    for gone in undone:  # each by itself: what keeps one person keeps no other
        try:
            with entering("owner"):
                erasing.again(gone.alias_id, org_id=org.pk, verb=gone.verb, by=operator(org.pk))
            count += 1
        except Refused as why:
            yield f"{org.slug}: alias {gone.alias_id} is not erased again. {why}"
    if count:
        yield f"{org.slug}: {count} erased since this back-up are erased again."
