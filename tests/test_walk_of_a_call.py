"""A worker calls: signed forms over real HTTP, documents back, her voice sealed in the inbox."""

import threading
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest
import uvicorn

from ilm.cases.models import Report
from ilm.channels.http import HttpxClient
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs.fetching import Fetcher
from ilm.parties.tests import make as parties
from ilm.talk import phoning
from ilm.talk.attaching import attachment_bytes
from ilm.talk.models import Attachment, Call, CallBack, Contact, Conversation, Delivery, Message
from ilm.talk.tests import make
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.gateways.calling import Caller, Provider, tone
from tests.gateways.kannel import free_port, until

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def hook(desk, provider, settings) -> Iterator[str]:
    port = free_port()
    settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(hooks, port=port, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    until(lambda: server.started, "the hooks do not listen")
    account = make.account(desk, "voice", api_url=provider.url)
    yield f"{settings.PUBLIC_URL}/hooks/voice/{account.name}/"
    server.should_exit = server.force_exit = True
    running.join(8)


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def fetch_all() -> None:
    with HttpxClient(reaches=("127.0.0.1",)) as http:
        Fetcher(http).fetch_due()


def spoken(document: ElementTree.Element) -> str:
    return " ".join(each.text or "" for each in document.iter("Say"))


def leave_message(caller: Caller, provider: Provider, *, key: str = "#") -> ElementTree.Element:
    menu = caller.press(caller.hear(CallStatus="ringing"), "1")
    record = caller.press(menu, "1").find("Record")
    url = f"{provider.url}/2010-04-01/Accounts/AC0001/Recordings/RE1"
    told = {"RecordingSid": "RE1", "RecordingUrl": url, "RecordingDuration": "2"}
    thanks = caller.hear(record.get("action"), Digits=key, **told)
    kept = caller.tell(record.get("recordingStatusCallback"), RecordingStatus="completed", **told)
    assert kept.text == "<Response/>"
    return thanks


def test_she_leaves_a_message_and_it_is_heard_at_the_desk(hook, provider, desk) -> None:
    caller = Caller(hook)
    thanks = leave_message(caller, provider)
    assert thanks.find("Gather") is not None
    caller.end()
    fetch_all()
    [thread], [sound] = rows(Conversation), rows(Attachment)
    assert (thread.channel, thread.language, sound.state) == ("voice", "my", "kept")
    assert sorted(m.kind for m in rows(Message)) == ["call_note", "voice"]
    assert len(rows(Contact)) == len(rows(Report)) == 1
    [call] = rows(Call)
    assert (call.state, call.outcome, call.seconds, call.handle) == ("ended", "message", 30, None)
    assert call.conversation_id == thread.pk
    assert rows(CallBack) == []
    with entering("desk", desk.supervisor.user_id):
        found = Attachment.objects.select_related("message").get()
        content, media_type = attachment_bytes(found, Reader(desk.unlocked))
    assert (content[:4], media_type) == (b"RIFF", "audio/wav")
    assert len(content) > 30_000


def test_the_line_breaks_while_she_speaks_and_what_she_said_is_kept(hook, provider, desk) -> None:
    caller = Caller(hook)
    leave_message(caller, provider, key="hangup")
    caller.end()
    fetch_all()
    assert [a.state for a in rows(Attachment)] == ["kept"]
    assert [c.outcome for c in rows(Call)] == ["cut_off"]
    [due] = rows(CallBack)
    assert (due.because, due.status) == ("cut_off", "due")


@pytest.mark.parametrize(
    ("status", "outcome"), [("no-answer", "missed"), ("completed", "silent"), ("busy", "missed")]
)
def test_a_missed_or_silent_call_is_a_contact_to_be_called_back(
    hook, status: str, outcome: str
) -> None:
    caller = Caller(hook)
    caller.hear(CallStatus="ringing")
    caller.end(status, seconds=4 if status == "completed" else 0)
    assert [c.outcome for c in rows(Call)] == [outcome]
    [contact], [due] = rows(Contact), rows(CallBack)
    assert contact.kind == ("silent_call" if outcome == "silent" else "unsorted")
    assert due.because == outcome
    assert rows(Report) == []
    assert rows(Conversation)[0].unread == 1


def test_hidden_callers_are_never_one_person_and_cannot_be_called(hook) -> None:
    for sid in ("CA1", "CA2"):
        caller = Caller(hook, sid=sid, who="anonymous")
        caller.hear(CallStatus="ringing")
        caller.end("no-answer")
    assert len(rows(Conversation)) == 2
    assert rows(CallBack) == []


def test_she_asks_to_be_called_in_the_evening(hook) -> None:
    caller = Caller(hook)
    menu = caller.press(caller.hear(CallStatus="ringing"), "1")
    caller.press(caller.press(menu, "3"), "3")
    caller.end()
    [due] = rows(CallBack)
    assert (due.because, due.wish) == ("asked", "evening")
    assert 10 <= due.due_at.hour < 14  # 17 to 21 in Bangkok


def test_two_stars_end_the_call_and_alarm_the_desk(hook) -> None:
    caller = Caller(hook)
    menu = caller.press(caller.hear(CallStatus="ringing"), "1")
    gone = caller.press(caller.press(menu, "*"), "*")
    assert [each.tag for each in gone] == ["Hangup"]
    [call] = rows(Call)
    assert (call.outcome, call.seen_at) == ("distress", None)
    caller.end()
    assert rows(CallBack) == []


def test_a_recorded_sentence_is_played_from_its_one_address(hook, desk) -> None:
    with entering("desk", desk.supervisor.user_id):
        first = phoning.keep_prompt("my", "menu", tone(), by=desk.supervisor)
        second = phoning.keep_prompt("my", "menu", tone(2), by=desk.supervisor)
    menu = Caller(hook).press(Caller(hook).hear(CallStatus="ringing"), "1")
    [play] = [each.text for each in menu.iter("Play")]
    assert second.token in play
    sound = httpx.get(play, trust_env=False)
    assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/wav")
    assert 30_000 < len(sound.content) < 34_000
    gone = play.replace(second.token, first.token)
    assert httpx.get(gone, trust_env=False).status_code == 404


def test_a_forged_step_is_refused_and_a_repeat_is_kept_once(hook) -> None:
    forged = httpx.post(f"{hook}?step=asks", data={"CallSid": "CA1"}, trust_env=False)
    assert forged.status_code == 403
    caller = Caller(hook)
    assert caller.tell(CallStatus="ringing").text == caller.tell(CallStatus="ringing").text
    assert len(rows(Delivery)) == len(rows(Call)) == 1
