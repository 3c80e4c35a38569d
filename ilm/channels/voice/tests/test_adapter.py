import json
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree

import pytest

from ilm.channels.base import (
    Answer,
    Broken,
    Called,
    Event,
    Malformed,
    MediaRef,
    Other,
    Outgoing,
    RawRequest,
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import HERE, Scripted, asked
from ilm.channels.voice.adapter import Voice
from ilm.channels.voice.menu import Line

KEY, NOW = UUID(int=7), datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
HER, HOOK = "+959000000001", "https://ilm.test/hooks/voice/demo/"
GIVEN = {"account_sid": "AC0001", "auth_token": "twin-auth-token", "api_url": "https://api.test"}
channel = Voice(**GIVEN, sender="+6620000000", languages="my, th", hook_url=HOOK)
SIGNED = json.loads((HERE / "voice/fixtures/signed_by_their_library.json").read_text())
SOUND = "https://api.test/2010-04-01/Accounts/AC0001/Recordings/RE0001"


def heard(name: str) -> list[Event]:
    return list(channel.parse(asked("voice", name, at=NOW)))


def called(**more: object) -> Called:
    told = {"external_id": "CA0001", "address": HER, "to": "+6620000000", "at": NOW}
    return Called(**told | more)  # type: ignore[arg-type]


@pytest.mark.parametrize("one", SIGNED, ids=[each["what"] for each in SIGNED])
def test_it_takes_what_the_vendors_library_signed_and_nothing_else(one: dict[str, str]) -> None:
    def signed(**wrong: str) -> RawRequest:
        said = one | wrong
        headers = {"X-Twilio-Signature": said["signature"]}
        return RawRequest("POST", said["url"], headers, said["body"].encode())

    channel.verify(signed())
    for wrong in ({"url": one["url"] + "&step=asks"}, {"body": one["body"] + "&Digits=7"},
                  {"signature": ""}):  # fmt: skip
        with pytest.raises(Rejected):
            channel.verify(signed(**wrong))


def test_a_call_begins_and_ends() -> None:
    assert heard("ringing") == [called(status="ringing")]
    assert heard("menu") == [called(status="in-progress")]
    assert heard("ended") == [called(status="completed", seconds=31)]
    assert heard("wish") == [called(status="in-progress", wish="evening")]


@pytest.mark.parametrize(
    ("name", "seconds", "is_cut"), [("recorded", 12, False), ("hung_up", 4, True)]
)
def test_what_she_said_comes_as_a_voice_message(name: str, seconds: int, is_cut: bool) -> None:
    said, call = heard(name)
    sound = MediaRef(external_id=SOUND, kind="voice", mime_type="audio/wav", seconds=seconds)
    assert said == Said(
        address=HER, external_id="RE0001", at=NOW, media=(sound,), is_cut_off=is_cut
    )
    assert isinstance(call, Called)


def test_what_was_kept_of_a_broken_call_comes_once_under_the_same_name() -> None:
    [said] = heard("partial")
    assert isinstance(said, Said)
    assert (said.external_id, said.is_cut_off) == ("RE0001", True)


def test_a_provider_that_names_no_caller_gives_our_sealed_copy_back() -> None:
    began = asked("voice", "menu", at=NOW)
    turn = channel.turn(began)
    assert turn is not None
    document = ElementTree.fromstring(channel.answer(turn, Line(), began).body)
    there = document.find("Record").get("recordingStatusCallback", "")  # type: ignore[union-attr]
    assert HER[1:] not in there
    body = f"CallSid=CA0001&RecordingSid=RE2&RecordingDuration=6&RecordingUrl={SOUND}"
    [said] = channel.parse(RawRequest("POST", there, {}, body.encode(), NOW))
    assert isinstance(said, Said)
    assert said.address == HER
    forged = RawRequest("POST", f"{HOOK}?step=kept&who=abcd", {}, body.encode(), NOW)
    [other] = channel.parse(forged)
    assert isinstance(other, Other)
    assert other.kind == "broken-call"


def test_two_hidden_callers_are_two_people() -> None:
    [one] = heard("hidden")
    assert isinstance(one, Called)
    assert one.address == "withheld CA0001"


def test_her_answer_and_no_answer_to_a_call_of_ours() -> None:
    said, call = heard("answered")
    assert said == Said(
        address=HER, external_id="CA0009 answered 5", at=NOW, text="1", reply_to="CA0009"
    )
    assert isinstance(call, Called)
    assert call.is_ours
    receipt, call = heard("no_answer")
    assert receipt == Receipt(
        external_id="CA0009", status="failed", at=NOW, code="no-answer", key=str(KEY)
    )


def test_what_is_broken_waits_and_what_is_no_call_is_refused() -> None:
    [other] = heard("broken")
    assert isinstance(other, Other)
    with pytest.raises(Unreadable):
        channel.parse(RawRequest("POST", HOOK, {}, b"MessageSid=1", NOW))


def test_each_step_has_its_key_and_a_repeat_has_the_same() -> None:
    names = ("ringing", "menu", "recorded", "hung_up", "partial", "ended", "wish")
    keys = [delivery_key(channel, asked("voice", name)) for name in names]
    assert len(set(keys)) == len(names)
    assert delivery_key(channel, asked("voice", "menu")) == keys[1]


@pytest.mark.parametrize("name", ["ended", "partial", "no_answer"])
def test_nobody_waits_for_a_document_at_the_end(name: str) -> None:
    assert channel.turn(asked("voice", name)) is None


def test_a_call_is_placed_without_a_word_of_what_it_is_about() -> None:
    [part] = channel.render(Outgoing(address=HER, text="is_it_fixed"))
    http = Scripted([Answer(201, b'{"sid": "CA0009"}')])
    assert channel.send(part, key=KEY, http=http).external_id == "CA0009"
    [(url, (_, fields, _))] = http.asked
    assert url == "https://api.test/2010-04-01/Accounts/AC0001/Calls.json"
    assert fields["Url"] == f"{HOOK}?step=ring&n=0&part={KEY}"
    assert "fixed" not in str(fields)


def test_words_and_hidden_numbers_are_not_called() -> None:
    with pytest.raises(Malformed):
        channel.render(Outgoing(address=HER, text="They said that they paid you."))
    with pytest.raises(Unreachable):
        channel.render(Outgoing(address="withheld CA1", text="talk"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(429, b""), Retry), (Answer(500, b""), Unknown), (Answer(401, b"{}"), Broken),
        (Answer(400, b'{"code": 21211}'), Unreachable), (Answer(400, b"{}"), Malformed),
        (Answer(201, b"{}"), Unknown), (Retry(5), Retry), (Unknown("gone"), Unknown),
    ],
)  # fmt: skip
def test_errors(answer: Answer | Exception, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=HER, text="talk"))
    with pytest.raises(error):
        channel.send(part, key=KEY, http=Scripted([answer]))


def test_recordings_are_fetched_with_the_token_and_from_the_provider_alone() -> None:
    ref = MediaRef(external_id=SOUND, kind="voice", mime_type="audio/wav")
    source = channel.media(ref, http=Scripted([]))
    assert source.headers["Authorization"].startswith("Basic ")
    with pytest.raises(Unreachable):
        away = MediaRef(external_id="https://elsewhere.test/RE1", kind="voice")
        channel.media(away, http=Scripted([]))


def test_secrets_are_not_shown() -> None:
    assert "twin-auth-token" not in repr(channel)
