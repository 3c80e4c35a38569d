"""Which machines may be asked, by whose written word; none without it.

Two people must say the same: whoever keeps the server's environment (`ILM_TRANSLATE_URL`,
`ILM_WRITE_DOWN_URL`) and the operator's statement in the database. So nobody who only writes to the
database can lead words to a machine of his own.
"""

from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels.http import stays_inside
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.talk.models import AllowedMachine
from ilm.talk.models.machines import MachineKind

SHORTEST = 40  # letters of a statement
MARKS = UUID("6b1f6a3e-5a55-4d6f-9a4e-0c2f5a1f7a45")  # ours: a mark is made of the words under it


def allow(kind: str, *, statement: str, signed_by: str, by: Actor) -> AllowedMachine:
    """Let the desk ask the machine that the environment names. Refused without a statement of who
    answers for it, and where the machine lies outside of our own network."""
    by.must(Permission.MACHINE_ALLOW)
    if kind not in MachineKind.values:
        raise Refused("Say what it may do: translate or write_down.")
    if len(statement.strip()) < SHORTEST or not signed_by.strip():
        raise Refused("Write down who allows this, what leaves the server, and to whom.")
    url = settings.MACHINES[kind]
    must_be_ours(url)
    end(kind, by=by)
    row = AllowedMachine(
        org_id=by.organisation, kind=kind, url=url, statement=statement.strip(),
        signed_by=signed_by.strip(), begun_at=clock.now(),
    )  # fmt: skip
    row.mark = _mark(row)
    row.save(force_insert=True)
    record(row, "machine.allowed", by=by, kind=Slug(kind), statement=row.mark)
    return row


def end(kind: str, *, by: Actor) -> int:
    """The machine is not asked any more; how many statements ended."""
    by.must(Permission.MACHINE_ALLOW)
    rows = list(AllowedMachine.objects.filter(org_id=by.organisation, kind=kind).standing())
    for row in rows:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        record(row, "machine.ended", by=by, kind=Slug(kind))
    return len(rows)


def allowed(by: Actor) -> dict[str, AllowedMachine]:
    """Kind → the statement in force: of the same machine as the environment's, and in the words
    that the ledger has a mark of."""
    rows = AllowedMachine.objects.visible_to(by).standing()
    return {row.kind: row for row in rows if _is_whole(row, by)}


def must_be_ours(url: str) -> None:
    """Refused where no machine is set up, where words would leave our own network, or would cross
    it unsealed."""
    where = urlsplit(url)
    if where.scheme not in ("http", "https") or not where.hostname:
        raise Refused("No machine is set up for this: its address is missing in the environment.")
    if not stays_inside(url):
        raise Refused("That machine is outside of your own network. Words are not sent there.")
    if where.scheme == "http" and not stays_inside(url, here=True):
        raise Refused("Another machine of your network is asked over https alone.")


def _is_whole(row: AllowedMachine, by: Actor) -> bool:
    if row.url != settings.MACHINES.get(row.kind) or row.mark != _mark(row):
        return False
    said = Entry.objects.visible_to(by).filter(verb="machine.allowed")
    return said.filter(facts__statement=str(row.mark)).exists()


def _mark(row: AllowedMachine) -> UUID:
    told = (str(row.org_id), row.kind, row.url, row.signed_by, row.statement)
    return uuid5(MARKS, "\n\n".join(told))
