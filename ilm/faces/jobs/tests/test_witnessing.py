import pytest

from ilm.faces.jobs import witnessing as daily
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import witnessing
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def org(monkeypatch):
    monkeypatch.setattr(daily, "_looked", {})
    actor = make.actor()
    with entering("desk", actor.user_id):
        record(Member.objects.get(user_id=actor.user_id), "member.tested", by=actor)
        tell("set constraints all immediate")
    return actor.org_id


def test_each_ledger_gets_one_head_a_day(org):
    assert (daily.witness_daily(), daily.witness_daily()) == (1, 0)
    assert witnessing.witnessed(org)[0].seq == 1


def test_a_changed_ledger_is_not_signed_and_keeps_nobody_else_from_it(org, caplog):
    daily.witness_daily()
    daily._looked.clear()
    witnessing.file_of(org).write_text("{}\n")
    assert daily.witness_daily() == 0
    assert daily._looked
    assert f"the ledger of organisation {org} was not signed today" in caplog.text
    witnessing.file_of(org).unlink()
