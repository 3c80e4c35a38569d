"""The daily head: signed outside the database, found wanting where either was changed."""

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.ledger.verifying import Head
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import deployment, exporting, heads, witnessing
from ilm.vault.heads import NotWhole
from ilm.vault.sealing import new_pair
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def org():
    actor = make.actor()
    wrote(actor)
    wrote(actor)
    return actor


def wrote(actor):
    with entering("desk", actor.user_id):
        record(Member.objects.get(user_id=actor.user_id), "member.tested", by=actor)
        tell("set constraints all immediate")


def tampered(sql):
    with entering("owner"):
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} disable trigger frozen")
        tell(sql)


def vouch(actor, on=TODAY):
    with entering("jobs"):
        return witnessing.witness(actor.org_id, on=on)


def complaints(actor):
    with entering("owner"):
        return list(witnessing.complaints(actor.org_id))


def test_a_head_is_signed_once_a_day_and_each_follows_from_the_last(org):
    first = vouch(org)
    assert (first.seq, first.on, vouch(org)) == (2, TODAY, None)
    wrote(org)
    vouch(org, TODAY + timedelta(1))
    last = vouch(org, TODAY + timedelta(2))  # a day on which nothing happened has one too
    found = witnessing.witnessed(org.org_id)
    assert [each.seq for each in found] == [2, 3, 3]
    assert found[-1] == last
    assert witnessing.file_of(org.org_id).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("sql", "finds"),
    [
        ("update ledger_entry set verb = 'case.nothing'", "differs from its entry"),
        ("update ledger_link set canon = '[]' where seq = 3", "does not follow"),
        ("delete from ledger_link where seq = 3", "was never linked"),
        ("update ledger_link set hash = 'x' where seq = 2", "does not hold the head"),
        ("delete from ledger_link where seq >= 2", "does not hold the head"),
    ],
)
def test_nothing_is_signed_over_a_changed_history(org, sql, finds):
    vouch(org)
    wrote(org)
    tampered(sql)
    with pytest.raises(Refused, match=finds):
        vouch(org, TODAY + timedelta(1))
    assert len(witnessing.witnessed(org.org_id)) == 1


def test_an_owner_who_writes_the_whole_chain_anew_is_found(org):
    vouch(org)
    tampered("update ledger_entry set verb = 'case.nothing'")
    tampered(
        "update ledger_link l set canon = wall.canon(e) from ledger_entry e where e.id = l.entry_id"
    )
    tampered("update ledger_link set hash = sha256(convert_to(canon, 'UTF8')) where seq = 1")
    tampered(
        "update ledger_link l set hash = sha256(b.hash || convert_to(l.canon, 'UTF8'))"
        " from ledger_link b where b.seq = 1 and l.seq = 2 and b.org_id = l.org_id"
    )
    assert complaints(org)[0] == "2 is not what was witnessed"


@pytest.mark.parametrize("change", [
    {"seq": 3}, {"hash": "00" * 32}, {"on": "2026-11-28"}, {"kind": "restored"}, {"before": "x"},
    {"signature": "00" * 64}, {"signature": "00"}, {"organisation": str(uuid4())}, {"seq": "x"},
])  # fmt: skip
def test_a_changed_line_is_no_head(org, change):
    vouch(org)
    file = witnessing.file_of(org.org_id)
    file.write_text(json.dumps(json.loads(file.read_text()) | change) + "\n")
    with pytest.raises(NotWhole):
        witnessing.witnessed(org.org_id)
    with pytest.raises(Refused, match="file of heads was changed"):
        vouch(org, TODAY + timedelta(1))
    assert "The file of heads was changed" in complaints(org)[0]


def test_a_line_taken_out_of_the_middle_is_missed(org):
    for day in range(3):
        vouch(org, TODAY + timedelta(day))
    file = witnessing.file_of(org.org_id)
    one, _, three = file.read_text().splitlines()
    file.write_text(f"{one}\n{three}\n")
    assert complaints(org) == [
        "The file of heads was changed. Head 2 does not follow from the one before."
    ]


def test_a_head_older_than_two_days_is_red(org):
    assert complaints(org) == []  # of today: it will come
    with clock.set_to(clock.now() + timedelta(days=4)):
        assert complaints(org) == ["No head was ever signed. The worker's clock signs one a day."]
    vouch(org, clock.today() - timedelta(days=2))
    assert complaints(org) == []
    witnessing.file_of(org.org_id).unlink()
    vouch(org, clock.today() - timedelta(days=3))
    assert "The last head was signed on" in complaints(org)[0]


def looked(actor):
    with entering("desk", actor.user_id):
        return witnessing.look(actor.org_id)


def test_a_look_at_the_last_head_is_quick_and_tells_what_is_wrong(org, monkeypatch):
    assert (looked(org).last, looked(org).since, looked(org).why_not) == (None, 2, "")
    made = vouch(org, clock.today())
    wrote(org)
    assert (looked(org).last, looked(org).since, looked(org).why_not) == (made, 1, "")
    tampered("update ledger_link set hash = 'x' where seq = 2")
    assert "does not hold the head" in looked(org).why_not
    witnessing.file_of(org.org_id).write_text("x\n")
    assert looked(org).why_not == "The file of heads was changed. Head 1 cannot be read."
    monkeypatch.setattr(deployment, "ledger_public", lambda: Path("/nowhere").read_bytes())
    assert looked(org).why_not == witnessing.UNREADABLE


def test_without_a_key_the_check_says_what_to_do(org, monkeypatch):
    monkeypatch.setattr(deployment, "ledger_public", lambda: Path("/nowhere").read_bytes())
    assert complaints(org) == [
        "The daily head cannot be read. The operator runs `ilm keys` and looks at ILM_WITNESS."
    ]
    assert exporting.key_hex() == ""


def test_what_a_back_up_lost_is_said_and_missed_no_more(org):
    pair = new_pair()
    lines = []
    for seq, kind in ((5, "daily"), (9, "daily"), (6, "restored"), (8, "daily")):
        head = Head(seq, bytes([seq]) * 32)
        lines.append(
            heads.vouch(head, org=org.org_id, on=TODAY, before=lines, by=pair.private, kind=kind)
        )
    read = heads.read([each.line for each in lines], org=org.org_id, public=pair.public)
    assert read == lines
    assert [head.seq for head in heads.standing(read)] == [5, 6, 8]
    assert heads.losses(read) == [
        "A back-up was put back on 2026-11-27: what stood after 6, as far as 9 was witnessed,"
        " is lost."
    ]
    with pytest.raises(NotWhole, match="not signed by this key"):
        forged = dataclasses.replace(lines[0], kind="restored").line
        heads.read([forged], org=org.org_id, public=pair.public)


def test_a_file_ends_where_its_head_says(org):
    with entering("owner"):
        head = exporting.head_of(org.org_id)
    wrote(org)
    with entering("owner"):
        tell("alter table ledger_link disable trigger frozen")
        tell("delete from ledger_link where seq = 1")
        first, *rest = map(json.loads, exporting.lines(org.org_id, head))
    assert (first["seq"], [row.get("seq") for row in rest]) == (2, [2, None])
    assert "loose" in rest[-1]
