import pytest

from ilm.faces.jobs import vouching as daily
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import vouching
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
    assert (daily.vouch_daily(), daily.vouch_daily()) == (1, 0)
    assert vouching.vouched(org)[0].seq == 1


def test_a_changed_ledger_is_not_signed_and_keeps_nobody_else_from_it(org, caplog):
    daily.vouch_daily()
    daily._looked.clear()
    vouching.file_of(org).write_text("{}\n")
    assert daily.vouch_daily() == 0
    assert daily._looked
    assert f"the ledger of organisation {org} was not signed today" in caplog.text
    vouching.file_of(org).unlink()
