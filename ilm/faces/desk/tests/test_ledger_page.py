import json

import pytest

from ilm.faces.desk.tests.make import signed_in
from ilm.faces.operator import witnessing
from ilm.kit import clock
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.vault import witnessing as daily
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
PAGE = "/desk/ledger/"


def linked(desk, n=1):
    with entering("owner"):
        member = Member.objects.filter(org_id=desk.org_id)[0]
        for _ in range(n):
            record(member, "member.tested", by=desk.worker)
        tell("set constraints all immediate")


def vouched(desk):
    with entering("jobs"):
        return daily.witness(desk.org_id, on=clock.today())


def test_a_supervisor_sees_the_last_head_and_how_to_check_it(settings):
    desk = parties.desk()
    linked(desk)
    client, _ = signed_in("supervisor", desk)
    assert b"None yet" in client.get(PAGE).content
    head = vouched(desk)
    linked(desk, 2)
    text = client.get(PAGE).content.decode()
    assert f"{head.seq}:{head.hash.hex()}" in text
    assert settings.LEDGER_PUBLIC.read_bytes().hex()[:10] in text
    assert "cannot be relied on" not in text
    daily.file_of(desk.org_id).write_text("x\n")
    text = client.get(PAGE).content.decode()
    assert "cannot be relied on" in text
    assert "Head 1 cannot be read" in text


def test_what_she_downloads_an_outsider_verifies(tmp_path, settings):
    desk, other = parties.desk(), parties.desk()
    linked(desk, 3)
    linked(other)
    head = vouched(desk)
    client, _ = signed_in("supervisor", desk)
    answer = client.post(PAGE)
    assert answer["Content-Disposition"].startswith('attachment; filename="ledger-')
    file = tmp_path / "ledger"
    file.write_bytes(b"".join(answer.streaming_content))
    found = witnessing.verify(file, key=settings.LEDGER_PUBLIC.read_bytes())
    assert found.faults == []
    assert found.notes == [f"Signed as far as {head.seq}, on {head.on}."]
    assert str(other.org_id) not in file.read_text()
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert rows[0]["seq"] == head.seq
    with entering("owner"):
        entry = Entry.objects.get(org_id=desk.org_id, verb="ledger.exported")
    assert entry.facts == {"seq": head.seq}
    assert "Ledger exported" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", ["case_worker", "interpreter"])
def test_nobody_else_of_the_desk_may(role):
    client, _ = signed_in(role, parties.desk())
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403
