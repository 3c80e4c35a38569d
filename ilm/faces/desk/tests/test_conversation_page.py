from datetime import timedelta
from urllib.parse import quote

import pytest

from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.talk import safety, templates
from ilm.talk.models import Message, Part
from ilm.talk.sending import due_parts, settle, why_not
from ilm.talk.tests import make as talk
from ilm.talk.tests import test_web as web
from ilm.vault import receipts
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
WORDS = "They keep my passport"


def test_opens_her_words_only_while_the_vault_is_open() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk, text=WORDS)
    where = f"/desk/talk/{thread.ref}/"
    assert WORDS in client.get(where).content.decode()
    assert talk.fresh(thread).unread == 0
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    page = locked.get(where).content.decode()
    assert WORDS not in page
    assert f"/desk/unlock/?next={quote(where)}" in page


def test_answers_by_the_channel_she_used() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    sent = {"do": "reply", "text": "Are you safe now?"}
    assert client.post(f"/desk/talk/{thread.ref}/", sent).status_code == 302
    with entering("owner"):
        assert Part.objects.filter(message__conversation=thread, status="queued").count() == 1


def test_an_empty_answer_comes_back_with_the_form() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    answer = client.post(f"/desk/talk/{thread.ref}/", {"do": "reply", "text": " "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_her_plan_keeps_an_answer_back_in_its_own_words() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(
            thread.alias_id, org_id=desk.org_id, worker_contacts_us_only=True, by=desk.worker
        )
    answer = client.post(f"/desk/talk/{thread.ref}/", {"do": "reply", "text": "Hello"})
    assert answer.status_code == 422
    assert "only she contacts us" in answer.content.decode()
    with entering("owner"):
        assert not Message.objects.filter(conversation=thread, is_inward=False).exists()


def quiet(desk, **more):
    """She wrote on WhatsApp two days ago."""
    return talk.conversation(desk, at=clock.now() - timedelta(days=2), **more)


def test_the_window_is_shown_before_anybody_writes() -> None:
    client, desk = signed_in()
    fresh, late = talk.conversation(desk), quiet(desk, address="959000000002")
    on = talk.conversation(desk, address="5550001", account=talk.account(desk, "telegram"))
    page = client.get(f"/desk/talk/{fresh.ref}/").content.decode()
    assert "Free words are taken until 24 hours after her last." in page
    assert "She has to write first" not in page
    page = client.get(f"/desk/talk/{late.ref}/").content.decode()
    assert "She has to write first" in page
    assert "WhatsApp took free words until" in page
    assert "no neutral note is approved" in page
    assert "Tell a supervisor." in page
    assert "Free words" not in client.get(f"/desk/talk/{on.ref}/").content.decode()


def test_nobody_is_sent_to_approve_notes_where_there_are_none() -> None:
    client, desk = signed_in()
    late = quiet(desk, account=talk.account(desk, "messenger"))
    page = client.get(f"/desk/talk/{late.ref}/").content.decode()
    assert "She has to write first" in page
    assert "Messenger took free words until" in page
    assert "no neutral note is approved" not in page
    assert "Tell a supervisor." not in page


def test_what_is_paid_by_part_is_counted_before_it_is_sent() -> None:
    client, desk = signed_in()
    sms = talk.conversation(desk, address="+959000000003", account=talk.account(desk, "kannel"))
    chat = talk.conversation(desk)
    page = client.get(f"/desk/talk/{sms.ref}/").content.decode()
    assert 'data-counts="id_text"' in page
    assert "A part holds 160 Latin letters" in page
    assert "data-counts" not in client.get(f"/desk/talk/{chat.ref}/").content.decode()


def test_the_note_that_asks_her_is_shown_unless_her_plan_forbids_it() -> None:
    client, desk = signed_in()
    account = talk.account(desk)
    with entering("desk", desk.supervisor.user_id):
        templates.keep_template(
            account, purpose="answer", language="en", name="note", wording="Please write to us.",
            by=desk.supervisor,
        )  # fmt: skip
    late = quiet(desk, account=account)
    page = client.get(f"/desk/talk/{late.ref}/").content.decode()
    assert '<q lang="en">Please write to us.</q>' in page
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(late.alias_id, org_id=desk.org_id, may_leave_message=False, by=desk.worker)
    page = client.get(f"/desk/talk/{late.ref}/").content.decode()
    assert "her plan allows no such note" in page


def test_what_waits_for_her_is_said_in_the_thread_and_in_the_inbox() -> None:
    client, desk = signed_in()
    late = quiet(desk)
    talk.conversation(desk, address="959000000002")
    sent = {"do": "reply", "text": "We found something out."}
    assert client.post(f"/desk/talk/{late.ref}/", sent).status_code == 302
    with entering("sender"):
        [part] = due_parts(10)
        settle(part, why_not(part, clock.now()))
    assert "Waiting for her to write" in client.get(f"/desk/talk/{late.ref}/").content.decode()
    inbox = client.get("/desk/").content.decode()
    assert "nothing asks the person to write" in inbox
    listed = client.get("/desk/?only=untold").content.decode()
    assert late.ref in listed
    assert listed.count("rowheader") == 1
    other = stranger().get("/desk/").content.decode()
    assert "nothing asks the person to write" not in other


def test_a_locked_vault_answers_nobody() -> None:
    client, desk = signed_in(is_unlocked=False)
    thread = talk.conversation(desk)
    sent = {"do": "reply", "text": "Hello"}
    assert client.post(f"/desk/talk/{thread.ref}/", sent).status_code == 423


def test_another_organisation_cannot_tell_it_exists() -> None:
    _, desk = signed_in()
    thread, outside = talk.conversation(desk), stranger()
    for path in ("", "plan/", "consent/"):
        assert outside.get(f"/desk/talk/{thread.ref}/{path}").status_code == 404


def test_her_plan_is_kept_and_shown() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    where = f"/desk/talk/{thread.ref}/plan/"
    plan = {
        "channels": ["whatsapp"],
        "from_hour": "20",
        "to_hour": "22",
        "time_zone": "Asia/Bangkok",
        "code_word": "mango",
        "is_phone_shared": "on",
    }
    assert client.post(where, plan).status_code == 302
    page = client.get(f"/desk/talk/{thread.ref}/").content.decode()
    assert "mango" in page
    assert "20:00" in page
    assert client.post(where, plan | {"from_hour": "22", "to_hour": "22"}).status_code == 422


def test_a_call_is_written_down_and_becomes_a_report() -> None:
    client, desk = signed_in()
    call = {
        "number": "+66 81 234 5678",
        "language": "my",
        "minutes_ago": "10",
        "text": "The dormitory is locked at night.",
    }
    where = client.post("/desk/call/", call).url
    page = client.get(where).content.decode()
    assert "The dormitory is locked at night." in page
    assert "To triage" in page
    assert client.post("/desk/call/", call | {"text": ""}).status_code == 422
    assert client.post("/desk/call/", call | {"number": "12"}).status_code == 422
    assert desk.org.name in page


def test_only_a_supervisor_sees_who_she_is_and_it_is_written_down() -> None:
    client, desk = signed_in("supervisor")
    thread = talk.conversation(desk)
    where = f"/desk/talk/{thread.ref}/person/"
    assert talk.WORKER not in client.get(where).content.decode()
    page = client.post(where, {"because": "danger_to_life"}, follow=True).content.decode()
    assert talk.WORKER in page
    assert client.post(where, {"because": "curiosity"}).status_code == 422
    assert signed_in(desk=desk)[0].get(where).status_code == 403
    from ilm.ledger.models import Entry

    with entering("owner"):
        assert Entry.objects.filter(verb="identity.revealed", org_id=desk.org_id).count() == 1


def test_a_thread_is_taken_and_stands_under_mine() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    where = f"/desk/talk/{thread.ref}/hand/"
    assert client.get(where).status_code == 405
    assert client.post(where, {"do": "take"}).status_code == 302
    assert thread.ref in client.get("/desk/?only=mine").content.decode()
    client.post(where, {"do": "back"})
    assert talk.fresh(thread).assigned_to is None


def test_where_it_happened_and_how_she_may_be_answered_stand_beside_her_words() -> None:
    client, desk = signed_in()
    left = web.report(desk, receipts.issue(), site_hint="Gate 4", answer="here")
    page = client.get(f"/desk/talk/{left.heard.conversation.ref}/").content.decode()
    assert "Gate 4" in page
    assert "only here, on her page" in page


def test_words_that_may_mean_danger_are_pointed_out_while_the_vault_is_open() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk, text="พวกเราถูกขังอยู่ในห้อง ไฟไหม้")
    where = f"/desk/talk/{thread.ref}/"
    page = client.get(where).content.decode()
    assert "May tell of danger:" in page
    assert page.index("Fire, explosion or gas") < page.index("Locked in"), "the gravest first"
    assert '<span lang="th">ไฟไหม้</span>' in page
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert "May tell of danger" not in locked.get(where).content.decode()


def test_our_own_words_are_no_sign_of_danger() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk, text="When is pay day?")
    client.post(f"/desk/talk/{thread.ref}/", {"do": "reply", "text": "Is there a fire?"})
    page = client.get(f"/desk/talk/{thread.ref}/").content.decode()
    assert "Is there a fire?" in page
    assert "May tell of danger" not in page
