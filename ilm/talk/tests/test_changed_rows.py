"""Somebody writes to the database: what she does on her page is neither lost nor led astray."""

import pytest

from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk.models import Message
from ilm.talk.tests.test_web import leave, report
from ilm.vault import receipts
from ilm.vault.models import DataKey, MemberGrant, Receipt
from ilm.vault.resetting import reset_by_operator
from ilm.vault.sealing import new_pair
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [{"kind": "say", "text": "They keep my passport"},
                                  {"kind": "erase"}])  # fmt: skip
def test_what_she_says_on_her_page_comes_in_under_a_key_of_ours(form: dict[str, str]) -> None:
    desk, hers = parties.desk(), receipts.issue()
    first = report(desk, hers).heard
    with entering("owner"):
        DataKey.objects.filter(pk=first.conversation.key_id).update(public=new_pair().public)
    kind, more = form["kind"], {k: v for k, v in form.items() if k != "kind"}
    leave(desk, kind, lookup=hers.lookup.hex(), **more)
    with entering("owner"):
        said = Message.objects.filter(conversation=first.conversation).order_by("at").last()
        assert said.pk != first.message.pk
        assert said.key_id != first.message.key_id


def test_a_receipt_that_was_turned_to_another_thread_leads_into_none() -> None:
    desk, mine, hers = parties.desk(), receipts.issue(), receipts.issue()
    his, victim = (report(desk, each).heard.conversation for each in (mine, hers))
    with entering("owner"):
        Receipt.objects.filter(alias_id=his.alias_id).delete()
        Receipt.objects.filter(alias_id=victim.alias_id).update(alias_id=his.alias_id)
        before = Message.objects.count()
    with pytest.raises(Refused, match="changed underneath"):
        leave(desk, "say", text="They keep my passport", lookup=hers.lookup.hex())
    with entering("owner"):
        assert Message.objects.count() == before


@pytest.mark.parametrize("who", ["herself", "the operator"])
def test_with_a_lost_ring_go_the_grants_that_were_sealed_to_it(told, who: str) -> None:
    desk, her, *_ = told
    if who == "herself":
        with entering("desk", her.user_id), atomic():
            ask("select wall.drop_ring()")
    else:
        with entering("owner"):
            reset_by_operator(her.user_id, org_id=desk.org_id)
    with entering("owner"):
        assert not MemberGrant.objects.filter(holder=her.user_id).exists()
