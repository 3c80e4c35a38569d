import re

import pytest

from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties.tests import make
from ilm.talk import safety
from ilm.talk.models import Link
from ilm.talk.tests import make as talk
from ilm.talk.tests import test_web as web
from ilm.vault import receipts
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_her_receipt_shown_in_a_chat_links_the_chat_to_her_report() -> None:
    client, desk = signed_in()
    mine = receipts.issue()
    told = web.report(desk, mine, answer="here").heard.conversation
    chat = talk.conversation(desk)
    where = f"/desk/talk/{chat.ref}/link/"
    assert "Link one more" in client.get(where).content.decode()
    wrong = {"ref": told.ref, "how": "receipt", "proof": receipts.show(receipts.issue().receipt)}
    refused = client.post(where, wrong)
    assert (refused.status_code, "not the code of the other" in refused.content.decode()) == (
        422,
        True,
    )
    shown = receipts.show(mine.receipt)
    done = client.post(where, wrong | {"proof": f"my code: {shown}", "ref": told.ref.lower()})
    assert done.url == f"/desk/talk/{chat.ref}/"
    page = client.get(done.url).content.decode()
    assert told.ref in page
    assert chat.ref in client.get(f"/desk/talk/{told.ref}/").content.decode()
    chief, _ = signed_in("supervisor", desk)
    page = chief.get(f"/desk/talk/{chat.ref}/erase/").content.decode()
    assert "Each is erased on its own" in page


def test_it_is_taken_back() -> None:
    client, desk = signed_in()
    at = talk.account(desk)
    one, other = (
        talk.messages(at, talk.said(address=f"95900000000{n}"))[0].conversation for n in "12"
    )
    where = f"/desk/talk/{one.ref}/link/"
    sent = {"ref": other.ref, "how": "member", "proof": "Her voice"}
    assert client.post(where, sent).status_code == 302
    page = client.get(where).content.decode()
    assert "a note says why" in page
    [back] = re.findall(r'action="([^"]+/unlink/[^"]+)"', page)
    assert client.post(back).url == where
    assert other.ref not in client.get(where).content.decode()
    assert client.post(back).status_code == 409
    with entering("owner"):
        assert Link.objects.get().ended_at is not None


def test_turned_away() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    where, sent = f"/desk/talk/{thread.ref}/link/", {"ref": "X", "how": "member", "proof": "y"}
    assert client.post(where, sent).status_code == 422
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert locked.post(where, sent).status_code == 423
    assert "in an open vault" in locked.get(where).content.decode()
    away, _ = signed_in(desk=make.desk(name="Harbour"))
    assert away.get(where).status_code == 404
    assert stranger().get(where).status_code in {302, 403, 404}


def test_a_plan_kept_in_a_closed_vault_keeps_its_words() -> None:
    client, desk = signed_in(is_unlocked=False)
    thread = talk.conversation(desk)
    with entering("desk", desk.worker.user_id):
        words = {"code_word": "mango 12", "distress_word": "rain"}
        safety.keep_plan(thread.alias_id, org_id=thread.org_id, words=words, by=desk.worker)
    told = {"from_hour": 20, "to_hour": 23, "time_zone": "Asia/Bangkok", "call_code": "270418"}
    assert client.post(f"/desk/talk/{thread.ref}/plan/", told).status_code == 302
    with entering("desk", desk.worker.user_id):
        plan = safety.whole_plan(thread.alias_id)
        assert (plan.from_hour, bool(plan.call_code_key)) == (20, True)
        assert safety.words_of(plan, Reader(desk.unlocked)) == words
