"""Somebody telephones: real SIP and sound on loopback, our gateway, an application by HTTP."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.gateways.hotline import ACCOUNT, Application, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, RATE, Phone, is_here, share, silence, voice, write

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not is_here(), reason=NEEDS)]
PROMPT, HERS = voice(1, 3), voice(2, 5)
RECORD = '<Record timeout="3" finishOnKey="#" action="/done" recordingStatusCallback="/kept"/>'


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    return write(tmp_path / "prompt.wav", PROMPT)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Silence while the prompt is heard, then her words."""
    return write(tmp_path / "words.wav", silence(4), HERS, silence(60))


@pytest.fixture
def application(prompt: Path) -> Iterator[Application]:
    script = {"/call": f"<Play>/prompt.wav</Play>{RECORD}", "/done": "<Hangup/>"}
    with Application(script, {"/prompt.wav": prompt}) as application:
        yield application
    assert application.forged == 0


@pytest.fixture
def gateway(tmp_path: Path, application: Application) -> Iterator[HotlineGateway]:
    with HotlineGateway(tmp_path / "gateway", application, allow=["+66", "@127.0.0.1"]) as gateway:
        yield gateway
    assert "959000000001" not in gateway.log()  # who called is in no log


@pytest.fixture
def phone(tmp_path: Path, words: Path) -> Iterator[Phone]:
    with Phone(tmp_path / "phone", words) as phone:
        yield phone


def kept(application: Application, **fields: str) -> dict[str, str]:
    found = until(lambda: application.told("/kept", **fields), "no recording is told of")
    return found[0]


def test_she_hears_a_prompt_and_leaves_words_that_only_we_can_open(
    gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    application.fails["/kept"] = 1  # told again until it is heard
    phone.dial(gateway.address)
    phone.happened("CALL_CLOSED", seconds=30)
    assert share(PROMPT, phone.heard()) > 0.7
    told = kept(application, RecordingStatus="completed")
    [first] = application.told("/call")
    assert (first["From"], first["CallStatus"]) == (phone.name, "ringing")
    [file] = (gateway.folder / "spool").glob("*.sealed")
    opened = gateway.recording(told)
    assert opened.is_whole
    said = np.frombuffer(opened.samples, "<i2").astype(float)
    assert share(HERS, said) > 0.7
    assert (
        share(HERS, np.frombuffer(file.read_bytes()[: len(opened.samples)], "<i2").astype(float))
        == 0
    )
    assert b"959000000001" not in file.with_suffix(".note").read_bytes()
    assert httpx.delete(told["RecordingUrl"], auth=(ACCOUNT, "wrong")).status_code == 401
    gone = httpx.delete(told["RecordingUrl"], auth=(ACCOUNT, "s3cret-of-the-hotline"))
    assert gone.status_code == 204
    assert [*(gateway.folder / "spool").glob("RE*")] == []
    [end] = until(lambda: application.told("/ended", CallStatus="completed"), "no end is told")
    assert int(end["RxPackets"]) > 100


def test_killed_in_mid_sentence_what_was_said_arrives(
    gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    phone.dial(gateway.address)
    until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
    time.sleep(4)
    gateway.kill()
    gateway.start()
    told = kept(application, RecordingStatus="partial")
    opened = gateway.recording(told)
    assert not opened.is_whole
    assert opened.seconds >= 2.5
    assert told["From"] == phone.name
    said = np.frombuffer(opened.samples, "<i2").astype(float)
    assert share(HERS[: RATE * 2], said) > 0.7
    until(lambda: application.told("/ended", CallSid=told["CallSid"]), "no end is told")
    until(lambda: not [*(gateway.folder / "spool").glob("*.call")], "its end is told for ever")


def test_who_hangs_up_in_mid_sentence_is_heard_as_far_as_she_came(
    gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    phone.dial(gateway.address)
    until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
    time.sleep(3)
    phone.hang_up()
    until(lambda: application.told("/done", Digits="hangup"), "the action is not asked")
    opened = gateway.recording(kept(application, RecordingStatus="completed"))
    assert opened.is_whole
    assert opened.seconds > 2


def test_while_the_application_is_away_a_message_is_taken(
    gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    application.fails = {"/call": 20, "/ended": 2}  # for as long as the call lasts
    phone.dial(gateway.address)
    time.sleep(14)
    phone.hang_up()
    phone.happened("CALL_CLOSED")
    assert application.posts == []
    application.fails = {}
    [told] = until(lambda: application.told("/call", RecordingStatus="completed"), "nothing told")
    assert told["From"] == phone.name
    said = np.frombuffer(gateway.recording(told).samples, "<i2").astype(float)
    assert share(HERS, said) > 0.7
    until(lambda: application.told("/ended", From=phone.name), "no end is told")


def test_keys_choose_and_an_agent_is_put_through(
    tmp_path: Path, gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    theirs = voice(3, 6)
    says = write(tmp_path / "theirs.wav", silence(1), theirs, silence(60))
    with Phone(tmp_path / "agent", says, name="agent", answers=True) as agent:
        there = agent.address
        application.script |= {
            "/call": '<Gather numDigits="1" action="/menu"><Play>/prompt.wav</Play></Gather>',
            "/menu": f'<Dial timeout="2" action="/dialled"><Sip>sip:nobody@127.0.0.1:9</Sip><Sip>{there}</Sip></Dial>',
            "/dialled": "<Hangup/>",
        }
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED")
        time.sleep(1)
        phone.press("2")
        agent.happened("CALL_ESTABLISHED")
        time.sleep(9)
        agent.hang_up()
        phone.happened("CALL_CLOSED")
        assert application.told("/menu")[0]["Digits"] == "2"
        assert application.told("/dialled", DialCallStatus="completed")
        assert share(theirs, phone.heard()) > 0.7
        assert share(HERS, agent.heard()) > 0.5
        assert share(PROMPT[RATE * 2 :], phone.heard()) < 0.5  # cut by the key


def test_a_call_is_placed_moved_and_ended_by_the_application(
    tmp_path: Path, gateway: HotlineGateway, application: Application
) -> None:
    application.script |= {"/back": '<Pause length="60"/>', "/more": RECORD}
    words = write(tmp_path / "soon.wav", silence(1), HERS, silence(60))
    with Phone(tmp_path / "worker", words, answers=True) as worker:
        form = {"To": "+882161234567", "Url": application.at("/back")}
        assert gateway.post("/Calls.json", **form).json()["code"] == 21215
        form["To"] = worker.address
        ended = application.at("/over")
        placed = gateway.post("/Calls.json", StatusCallback=ended, **form)
        assert placed.status_code == 201
        sid = placed.json()["sid"]
        until(lambda: application.told("/back", CallSid=sid, CallStatus="in-progress"), "no call")
        moved = gateway.post(f"/Calls/{sid}.json", Url=application.at("/more"))
        assert moved.json()["status"] == "in-progress"
        opened = gateway.recording(kept(application, CallSid=sid))
        assert share(HERS, np.frombuffer(opened.samples, "<i2").astype(float)) > 0.7
        until(lambda: application.told("/over", CallStatus="completed"), "no end is told")
        again = gateway.post("/Calls.json", StatusCallback=ended, **form).json()["sid"]
        until(lambda: application.told("/back", CallSid=again), "no second call")
        assert gateway.post(f"/Calls/{again}.json", Status="completed").status_code == 200
        until(lambda: application.told("/over", CallSid=again), "no second end")
        assert gateway.post(f"/Calls/{again}.json", Status="completed").status_code == 404


def test_above_the_limit_she_hears_busy_and_the_application_hears_of_her(
    tmp_path: Path, application: Application, words: Path
) -> None:
    with (
        HotlineGateway(tmp_path / "gateway", application, calls=1) as gateway,
        Phone(tmp_path / "one", words) as one,
        Phone(tmp_path / "two", words, name="+959000000002") as two,
    ):
        one.dial(gateway.address)
        one.happened("CALL_ESTABLISHED")
        two.dial(gateway.address)
        two.happened("CALL_CLOSED")
        assert until(lambda: application.told("/ended", CallStatus="busy"), "nothing is told")
        assert application.told("/ended")[0]["From"] == two.name
        two.dial(f"sip:100@127.0.0.1:{gateway.sip}")  # as a scanner does
        time.sleep(1)
        assert {post["From"] for post in application.told("/call")} == {one.name}
