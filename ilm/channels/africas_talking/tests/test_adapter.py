import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ilm.channels.africas_talking.adapter import AfricasTalking
from ilm.channels.africas_talking.trying import trouble
from ilm.channels.base import (
    Answer,
    Blocked,
    Broken,
    Event,
    Malformed,
    MediaOut,
    MediaRef,
    Other,
    Outgoing,
    RawRequest,
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Stopped,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import Scripted, asked

KEY, NOW = UUID(int=7), datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
HER, SECRET, API_KEY = "+959000000001", "talking-secret-of-the-test", "atsk_twin"
HOOK = f"https://ilm.test/hooks/africas-talking/demo/{SECRET}/"
channel = AfricasTalking(
    username="ilm", api_key=API_KEY, api_url="https://api.test", secret=SECRET, sender="40404"
)


def heard(name: str) -> list[Event]:
    return list(channel.parse(asked("africas_talking", name, at=NOW)))


def taken(code: int = 101, message_id: object = "ATXid_1") -> Answer:
    person = {"statusCode": code, "number": HER, "status": "Success", "messageId": message_id}
    told = {"SMSMessageData": {"Message": "Sent to 1/1", "Recipients": [person]}}
    return Answer(201, json.dumps(told).encode())


def test_it_knows_who_speaks() -> None:
    channel.verify(asked("africas_talking", "text_burmese"))
    assert channel.greet(asked("africas_talking", "text_burmese")) is None


@pytest.mark.parametrize("given", ["", "guess", SECRET[:-1], SECRET.upper()])
def test_who_has_not_the_secret_is_rejected_and_does_not_learn_it(given: str) -> None:
    url = f"https://ilm.test/hooks/africas-talking/demo/{given}/?{SECRET}"
    with pytest.raises(Rejected) as why:
        channel.verify(RawRequest("POST", url, {}, b"id=1"))
    assert SECRET not in str(why.value)
    weak = AfricasTalking(username="x", api_key="x", api_url="x", secret="short")
    with pytest.raises(Rejected):
        weak.verify(RawRequest("POST", "https://ilm.test/hooks/x/demo/short/", {}, b"id=1"))


def test_it_hears_burmese() -> None:
    at = datetime(2026, 11, 22, 10, 6, 20, tzinfo=UTC)
    assert heard("text_burmese") == [Said(address=HER, external_id="5f0c-1", at=at, text="လစာ မရ")]


def test_stop_is_kept_and_stops() -> None:
    said, blocked = heard("stop")
    assert isinstance(said, Said)
    assert isinstance(blocked, Blocked)


def test_reports() -> None:
    assert heard("report_success") == [Receipt(external_id="ATXid_1", status="delivered", at=NOW)]
    [failed] = heard("report_failed")
    assert isinstance(failed, Receipt)
    assert (failed.status, failed.code) == ("failed", "userinblacklist")


@pytest.mark.parametrize(("name", "kind"), [("call", "call"), ("broken", "broken-message")])
def test_what_it_leaves_alone(name: str, kind: str) -> None:
    [event] = heard(name)
    assert isinstance(event, Other)
    assert event.kind == kind


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("id=1&status=Dreamt", "report-dreamt"),
        ("id=1&from=1800&text=", "empty"),
        ("id=1", "broken-message"),
    ],
)
def test_no_hole_breaks_it(form: str, kind: str) -> None:
    [event] = channel.parse(RawRequest("POST", HOOK, {}, form.encode(), NOW))
    assert isinstance(event, Other)
    assert event.kind == kind


def test_our_clock_stands_in_for_theirs_and_without_any_it_waits() -> None:
    form = b"id=1&from=1800&text=x&date=yesterday"
    [said] = channel.parse(RawRequest("POST", HOOK, {}, form, NOW))
    assert isinstance(said, Said)
    assert said.at == NOW
    [event] = channel.parse(RawRequest("POST", HOOK, {}, form))
    assert isinstance(event, Other)
    assert event.why


@pytest.mark.parametrize("body", [b"", b"{}", b"id=", b"\xff"])
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        channel.parse(RawRequest("POST", HOOK, {}, body))


def test_a_repeat_has_the_same_key() -> None:
    one, two = (asked("africas_talking", name) for name in ("report_success", "report_failed"))
    assert delivery_key(channel, one) == delivery_key(channel, one)
    assert delivery_key(channel, one) != delivery_key(channel, two)


def test_it_sends_a_form() -> None:
    http = Scripted([taken()])
    [part] = channel.render(Outgoing(address=HER, text="We heard you."))
    assert channel.send(part, key=KEY, http=http).external_id == "ATXid_1"
    [(url, (method, fields, headers))] = http.asked
    assert (url, method) == ("https://api.test/version1/messaging", "POST")
    assert fields == {"username": "ilm", "to": HER, "message": "We heard you.", "from": "40404"}
    assert headers["apiKey"] == API_KEY


def test_without_a_sender_it_is_theirs() -> None:
    plain = AfricasTalking(username="ilm", api_key="k", api_url="u", secret=SECRET)
    assert "from" not in plain.render(Outgoing(address=HER, text="x"))[0].payload


@pytest.mark.parametrize(("length", "calls", "counted"), [(70, 1, 1), (402, 1, 6), (403, 2, 6)])
def test_what_is_too_long_for_one_call_is_several(length: int, calls: int, counted: int) -> None:
    parts = channel.render(Outgoing(address=HER, text="က" * length))
    assert (len(parts), parts[0].counted) == (calls, counted)
    assert "".join(part.text for part in parts) == "က" * length


@pytest.mark.parametrize("letter", ["👩‍👩‍👧", "ကြို့", "é"])
def test_no_letter_is_cut(letter: str) -> None:
    parts = channel.render(Outgoing(address=HER, text=letter * 500))
    assert all(part.text == letter * (len(part.text) // len(letter)) for part in parts)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Outgoing(address=HER), Malformed),
        (Outgoing(address="Bank", text="x"), Unreachable),
        (
            Outgoing(address=HER, media=(MediaOut(kind="image", mime_type="x", content=b""),)),
            Malformed,
        ),
    ],
)
def test_what_it_cannot_carry(message: Outgoing, error: type[SendError]) -> None:
    with pytest.raises(error):
        channel.render(message)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (taken(403), Unreachable),
        (taken(405), Broken),
        (taken(406), Stopped),
        (taken(500), Unknown),
        (taken(999), Unknown),
        (taken(101, "None"), Unknown),
        (
            Answer(201, b'{"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}}'),
            Broken,
        ),
        (Answer(201, b"{}"), Unknown),
        (Answer(401, b"The supplied authentication is invalid"), Broken),
        (Answer(429, b""), Retry),
        (Answer(502, b""), Unknown),
        (Answer(400, b""), Malformed),
        (Unknown("no answer"), Unknown),
    ],
)
def test_what_their_no_means(answer: Answer | SendError, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=HER, text="her secret words"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert not any(word in str(told.value) for word in (API_KEY, HER, SECRET, "secret words"))


def test_it_has_no_files_and_keeps_its_secrets() -> None:
    with pytest.raises(Unreachable):
        channel.media(MediaRef(external_id="x", kind="image"), http=Scripted([]))
    assert not any(word in repr(channel) for word in (API_KEY, SECRET))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(200, b'{"UserData": {"balance": "KES 1"}}'), ""),
        (Answer(401, b""), "api_key"),
        (Answer(200, b"<html>"), "api_url"),
        (Answer(500, b""), "status 500"),
    ],
)
def test_the_try_says_in_plain_words_what_is_wrong(answer: Answer, says: str) -> None:
    told = trouble(channel, http=Scripted([answer]))
    assert says in told if says else told == ""
    assert API_KEY not in told
