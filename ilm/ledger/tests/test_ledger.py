"""Entries are linked at commit, cannot be changed, and tell on whoever changes them all the same."""

from uuid import UUID

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from ilm.access import actor as actors
from ilm.catalog.urgency import Urgency
from ilm.ledger.models import Entry, subject_of
from ilm.ledger.moves import record
from ilm.ledger.verifying import Head, check
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db


def chain(org: UUID) -> tuple[list, dict]:
    links = ask("select seq, entry_id::text, canon, hash from ledger_link where org_id = %s", [org])
    entries = ask(
        "select id::text, org_id::text, (extract(epoch from at) * 1000000)::bigint, actor, verb,"
        " subject, to_jsonb(audience), facts from ledger_entry where org_id = %s",
        [org],
    )
    return [(s, e, c, bytes(h)) for s, e, c, h in links], {r[0]: r for r in map(_plain, entries)}


def _plain(row: tuple) -> tuple:
    import json

    return (*row[:6], *(json.loads(v) if isinstance(v, str) else v for v in row[6:]))


def written(n: int = 3) -> UUID:
    actor = make.actor()
    with entering("desk", actor.user_id):
        member = Member.objects.get(user_id=actor.user_id)
        for i in range(n):
            record(member, "member.tested", by=actor, number=i, urgency=Urgency.HIGH)
        tell("set constraints all immediate")
    return actor.org_id


def test_each_entry_is_linked_to_the_one_before() -> None:
    org = written()
    with entering("owner"):
        links, entries = chain(org)
    assert [link[0] for link in links] == [1, 2, 3]
    assert check(links, entries) == []


@pytest.mark.parametrize("sql", ["update ledger_entry set verb = 'x'", "delete from ledger_link"])
def test_a_face_may_not_change_history(sql: str) -> None:
    written(1)
    with entering("desk", make.actor().user_id), pytest.raises(ProgrammingError), atomic():
        tell(sql)


@pytest.mark.parametrize("sql", ["update ledger_entry set verb = 'x'", "delete from ledger_entry"])
def test_not_even_the_owner_changes_history_by_accident(sql: str) -> None:
    written(1)
    with entering("owner"), pytest.raises(ProgrammingError, match="append-only"), atomic():
        tell(sql)


@pytest.mark.parametrize(
    ("sql", "finds"),
    [
        ("update ledger_entry set verb = 'case.nothing'", "differs from its entry"),
        ("update ledger_link set canon = '[]' where seq = 2", "does not follow"),
        ("delete from ledger_link where seq = 2", "2 is missing"),
        ("delete from ledger_link where seq = 3", "was never linked"),
        ("delete from ledger_entry where facts->>'number' = '1'", "has lost its entry"),
    ],
)
def test_a_dishonest_owner_is_found(sql: str, finds: str) -> None:
    org = written()
    with entering("owner"):
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} disable trigger frozen")
        tell(sql)
        links, entries = chain(org)
    assert any(finds in fault for fault in check(links, entries))


def test_a_cut_tail_is_found_against_a_witnessed_head() -> None:
    org = written()
    with entering("owner"):
        links, entries = chain(org)
    kept = Head(links[-1][0], links[-1][3])
    shorter = {k: v for k, v in entries.items() if k != links[-1][1]}
    assert check(links[:-1], shorter) == []
    assert check(links[:-1], shorter, kept) == ["the chain ends at 2, 3 was witnessed"]
    assert check(links, entries, Head(3, b"other")) == ["3 is not what was witnessed"]


def test_facts_are_slugs_numbers_and_ids() -> None:
    org = written(1)
    with entering("owner"):
        entry = Entry.objects.get(org_id=org)
        assert entry.facts == {"number": 0, "urgency": "high"}
        assert entry.subject == subject_of(Member.objects.get(org_id=org))


def test_partners_read_only_what_is_meant_for_them() -> None:
    written(1)
    supplier = make.actor("supplier")
    with entering("owner"):
        assert not Entry.objects.visible_to(supplier).exists()
    assert connections["owner"].alias == "owner"


def test_the_clock_reaches_every_row_and_a_worker_none() -> None:
    mine = make.actor()
    with entering("owner"):
        every = Member.objects.all()
        assert every.visible_to(actors.clock()).count() == every.count() > 0
        assert not every.visible_to(actors.worker(mine.org_id, mine.org_id)).exists()
        assert not every.visible_to(make.actor("supplier")).exists()
