"""The page of calls: who is on the line, who takes calls, whom to call back; who may; who sees."""

from uuid import uuid4

import pytest

from ilm.channels.base import Called
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.accounts import named
from ilm.talk.models import Call, CallBack, Taking
from ilm.talk.phoning import sealed_handle
from ilm.talk.receiving import receive
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE = "/desk/calls/"


def call(desk, *, state: str = "waiting", outcome: str = "", **event: object) -> Call:
    """A call as the hooks wrote it and the parse process heard it."""
    account, sid = make.account(desk, "voice"), f"CA{uuid4().hex}"
    now = clock.now()
    with entering("owner"):
        row = Call(
            org_id=desk.org_id, account_id=account.pk, sid=named(account.pk, sid), state=state,
            outcome=outcome, language="my", began_at=now, state_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
    told = {"external_id": sid, "address": "+959000000001", "to": "", "at": now}
    with entering("parse"):
        receive(account, [Called(**told | {"status": "ringing"} | event)], received_at=now)
    return row


def stored(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def test_who_is_on_the_line_and_in_which_place() -> None:
    client, desk = signed_in()
    call(desk)
    call(desk, state="recording")
    page = client.get(PAGE).content.decode()
    assert "1 waits for a person" in page
    assert "Waits, number 1" in page
    assert "Leaves a message" in page
    other = stranger().get(PAGE).content.decode()
    assert "Nobody is on the line" in other


def test_a_member_takes_calls_and_stops() -> None:
    client, desk = signed_in()
    make.account(desk, "voice")
    wrong = client.post(PAGE, {"do": "take", "address": "ann"})
    assert wrong.status_code == 422
    assert "Write a SIP address" in wrong.content.decode()
    make.account(desk, "voice", allow="+66,@phones.test")
    dear = client.post(PAGE, {"do": "take", "address": "+19005550123"})
    assert "may not call there" in dear.content.decode()
    sent = {"do": "take", "address": "sip:ann@phones.test", "languages": ["my"]}
    assert client.post(PAGE, sent).status_code == 302
    [mine] = stored(Taking)
    assert (mine.user_id, mine.is_on, mine.languages) == (desk.worker.user_id, True, ["my"])
    assert b"ann@phones" not in bytes(mine.address)
    assert "sip:ann@phones.test" in client.get(PAGE).content.decode()
    colleague = signed_in("supervisor", desk)[0].get(PAGE).content.decode()
    assert "Burmese" in colleague
    assert "sip:ann@phones.test" not in colleague
    client.post(PAGE, {"do": "stop"})
    assert not stored(Taking)[0].is_on


def test_a_sign_of_distress_stands_on_every_page_until_somebody_has_seen_it() -> None:
    client, desk = signed_in()
    row = call(desk, state="ended", outcome="distress")
    assert "sign of distress" in client.get("/desk/").content.decode()
    assert "do not call back" in client.get(PAGE).content.decode()
    assert stranger().post(f"{PAGE}{row.pk}/notice/").status_code == 404
    assert client.post(f"{PAGE}{row.pk}/notice/").status_code == 302
    assert "sign of distress" not in client.get("/desk/").content.decode()


def test_a_missed_call_is_called_back_inside_the_plan_alone() -> None:
    client, desk = signed_in()
    call(desk, state="menu", status="missed")
    [due] = stored(CallBack)
    page = client.get(PAGE).content.decode()
    assert "Nobody took her call" in page
    assert stranger().post(f"{PAGE}back/{due.pk}/", {"do": "reached"}).status_code == 404
    no = client.post(f"{PAGE}back/{due.pk}/", {"do": "call"})
    assert no.status_code == 409 or "Switch on first" in no.content.decode()
    assert client.post(f"{PAGE}back/{due.pk}/", {"do": "nonsense"}).status_code != 302
    assert client.post(f"{PAGE}back/{due.pk}/", {"do": "reached"}).status_code == 302
    assert [row.status for row in stored(CallBack)] == ["reached"]


def test_what_became_of_a_call_stands_in_its_thread() -> None:
    client, desk = signed_in()
    row = call(desk, state="menu", status="completed", seconds=7)
    with entering("owner"):
        ref = Call.objects.select_related("conversation").get(pk=row.pk).conversation.ref
    page = client.get(f"/desk/talk/{ref}/").content.decode()
    assert "Silent, 7 s" in page
    assert "nobody reads words there" in page
    assert client.post(f"/desk/talk/{ref}/ring/").status_code == 302


def test_the_thread_says_which_of_us_talked_with_her() -> None:
    client, desk = signed_in()
    row = call(desk, state="ringing")
    with entering("owner"):
        mine = Call.objects.filter(pk=row.pk)
        mine.update(agent=desk.supervisor.user_id)
        ref = Call.objects.select_related("conversation").get(pk=row.pk).conversation.ref
    page = client.get(f"/desk/talk/{ref}/").content.decode()
    assert "On the line · with" not in page  # it only rings at her
    assert "Rings" in client.get(PAGE).content.decode()
    with entering("owner"):
        mine.update(state="talking", outcome="talked")
    assert "On the line · with" in client.get(f"/desk/talk/{ref}/").content.decode()
    assert "Talks" in client.get(PAGE).content.decode()


def test_whoever_talks_brings_somebody_in_and_nobody_else() -> None:
    client, desk = signed_in()
    row = call(desk, state="talking")
    where = f"{PAGE}{row.pk}/join/"
    with entering("owner"):
        handle = sealed_handle(row.sid, "CA1")
        Call.objects.filter(pk=row.pk).update(agent=desk.worker.user_id, handle=handle)
    assert client.post(where, {"address": "sip:i@x.test"}).status_code == 409
    client.post(PAGE, {"do": "take", "address": "sip:ann@phones.test"})
    assert "Bring somebody in" in client.get(PAGE).content.decode()
    supervisor = signed_in("supervisor", desk)[0]
    assert "Bring somebody in" not in supervisor.get(PAGE).content.decode()
    assert supervisor.post(where, {"address": "sip:i@x.test"}).status_code == 409
    assert client.post(where, {"address": "nowhere"}).status_code == 409
    assert stranger().post(where, {"address": "sip:i@x.test"}).status_code == 404
    assert client.post(where, {"address": "sip:i@x.test"}).status_code == 302
    [wanted] = stored(Call)
    assert wanted.wants is not None
    assert b"i@x.test" not in bytes(wanted.wants)


def test_whoever_talks_asks_her_whether_it_may_be_recorded() -> None:
    client, desk = signed_in()
    row = call(desk, state="talking", outcome="talked")
    where = f"{PAGE}{row.pk}/record/"
    with entering("owner"):
        handle = sealed_handle(row.sid, "CA1")
        Call.objects.filter(pk=row.pk).update(agent=desk.worker.user_id, handle=handle)
    client.post(PAGE, {"do": "take", "address": "sip:ann@phones.test"})
    assert where in client.get(PAGE).content.decode()
    assert client.get(where).status_code == 405
    supervisor = signed_in("supervisor", desk)[0]
    assert where not in supervisor.get(PAGE).content.decode()
    assert supervisor.post(where).status_code == 409
    assert stranger().post(where).status_code == 404
    assert client.post(where).status_code == 302
    [wanted] = stored(Call)
    assert b"ann@phones" not in bytes(wanted.wants)
    assert "Recorded: she agreed" not in client.get(PAGE).content.decode()
    with entering("owner"):
        Call.objects.filter(pk=row.pk).update(agreed="record")
    assert "Recorded: she agreed" in client.get(PAGE).content.decode()


def test_an_interpreter_and_partners_have_no_calls() -> None:
    desk = parties.desk()
    assert signed_in("interpreter", desk)[0].get(PAGE).status_code == 403
    assert signed_in("supplier")[0].get(PAGE).status_code in (403, 404)
