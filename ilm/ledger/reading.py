"""An organisation's chain as rows, for whoever verifies it or hands it on. Never all at once."""

from collections.abc import Iterator
from uuid import UUID

from ilm.ledger.verifying import START, Head, Row
from ilm.wall.entering import ask

AT_ONCE = 5000
_LINKS = (
    "select l.seq, l.entry_id::text, l.canon, l.hash,"
    " case when e.id is not null then wall.canon(e) end from ledger_link l"
    " left join ledger_entry e on e.id = l.entry_id"
    " where l.org_id = %s and l.seq > %s order by l.seq limit %s"
)
_LOOSE = (
    "select e.id::text from ledger_entry e left join ledger_link l"
    " on l.entry_id = e.id where e.org_id = %s and l.entry_id is null"
)


def rows(org_id: UUID, *, after: int = 0) -> Iterator[Row]:
    """The links after a place in their order, each with what its entry says now."""
    while found := some(org_id, after=after):
        yield from found
        after = found[-1].seq


def some(org_id: UUID, *, after: int) -> list[Row]:
    """The next few thousand of them."""
    return [
        Row(seq, entry, canon, bytes(digest), says or "")
        for seq, entry, canon, digest, says in ask(_LINKS, [org_id, after, AT_ONCE])
    ]


def loose(org_id: UUID) -> list[str]:
    """Entries that no link names."""
    return [entry for (entry,) in ask(_LOOSE, [org_id])]


def head(org_id: UUID) -> Head:
    """How far the chain reaches now."""
    sql = "select seq, hash from ledger_link where org_id = %s order by seq desc limit 1"
    found = ask(sql, [org_id])
    return Head(found[0][0], bytes(found[0][1])) if found else START


def at(org_id: UUID, seq: int) -> Head | None:
    """The link at a place; None where there is none."""
    found = ask("select hash from ledger_link where org_id = %s and seq = %s", [org_id, seq])
    return Head(seq, bytes(found[0][0])) if found else None
