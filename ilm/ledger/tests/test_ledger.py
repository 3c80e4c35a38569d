"""Entries are linked at commit, cannot be changed, and tell on whoever changes them all the same."""

import hashlib
from uuid import UUID

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from ilm.access import actor as actors
from ilm.catalog.urgency import Urgency
from ilm.ledger import reading
from ilm.ledger.models import Entry, subject_of
from ilm.ledger.moves import record
from ilm.ledger.verifying import START, Head, Row, check
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.wall.entering import atomic, entering, tell

pytestmark = pytest.mark.django_db


def found(org: UUID, *, heads: tuple[Head, ...] = (), start: Head = START) -> list[str]:
    rows = reading.rows(org, after=start.seq)
    return check(rows, loose=reading.loose(org), witnessed=heads, start=start)


def written(n: int = 3) -> UUID:
    actor = make.actor()
    with entering("desk", actor.user_id):
        member = Member.objects.get(user_id=actor.user_id)
        for i in range(n):
            record(member, "member.tested", by=actor, number=i, urgency=Urgency.HIGH)
        tell("set constraints all immediate")
    return actor.org_id


def test_each_entry_is_linked_to_the_one_before(monkeypatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    org = written()
    with entering("owner"):
        assert [row.seq for row in reading.rows(org)] == [1, 2, 3]
        assert found(org) == []
        second = reading.at(org, 2)
        assert found(org, start=second) == []
        assert found(org, start=Head(2, b"other")) == ["3 does not follow from the one before"]
        assert reading.head(org) == reading.at(org, 3)
        assert reading.at(org, 4) is None


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
        assert any(finds in fault for fault in found(org))


def test_a_cut_tail_is_found_against_a_witnessed_head() -> None:
    org = written()
    with entering("owner"):
        kept = reading.head(org)
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} disable trigger frozen")
        tell(
            "delete from ledger_entry where id in (select entry_id from ledger_link where seq = 3)"
        )
        tell("delete from ledger_link where seq = 3")
        assert found(org) == []
        assert found(org, heads=(kept,)) == ["the chain ends at 2, 3 was witnessed"]
        assert found(org, heads=(Head(2, b"other"),)) == ["2 is not what was witnessed"]


def row(canon: str, says: str) -> Row:
    return Row(1, "a", canon, hashlib.sha256(canon.encode()).digest(), says)


@pytest.mark.parametrize(
    ("canon", "says", "finds"),
    [
        ('["a", 1]', '["a",1]', []),  # the same values, spaced otherwise
        ('["a", 1]', '["a", 2]', ["1 differs from its entry"]),
        ('["a", 1]', "no json", ["1 differs from its entry"]),
        ('["b", 1]', '["b", 1]', ["1 is the link of another entry"]),
        ('["a", 1]', "", ["1 has lost its entry"]),
    ],
)
def test_a_link_and_what_its_entry_says(canon: str, says: str, finds: list[str]) -> None:
    assert check([row(canon, says)]) == finds


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
