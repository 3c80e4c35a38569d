import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

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
from ilm.channels.tests.made import HERE, Scripted, asked
from ilm.channels.twilio.adapter import Twilio

KEY, NOW = UUID(int=7), datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
HER, TOKEN = "+959000000001", "twin-auth-token"
HOOK = "https://ilm.test/hooks/twilio/demo/"
GIVEN = {"account_sid": "AC0001", "auth_token": TOKEN, "api_url": "https://api.test"}
channel = Twilio(**GIVEN, sender="+6620000000", hook_url=HOOK)
SIGNED = json.loads((HERE / "twilio/fixtures/signed_by_their_library.json").read_text())
TAKEN = Answer(201, b'{"sid": "SM0002", "status": "queued"}')
PICTURE = "https://api.test/2010-04-01/Accounts/AC0001/Messages/MM0003/Media/ME1"


def heard(name: str) -> list[Event]:
    return list(channel.parse(asked("twilio", name, at=NOW)))


def signed(one: dict[str, str], **wrong: str) -> RawRequest:
    one = one | wrong
    headers = {"X-Twilio-Signature": one["signature"]}
    return RawRequest("POST", one["url"], headers, one["body"].encode())


def holder(one: dict[str, str]) -> Twilio:
    if one["algorithm"] == "HMAC_SHA1":
        return channel
    return Twilio(**GIVEN | {"auth_token": "another"}, sender="1", signing_key=TOKEN)


@pytest.mark.parametrize("one", SIGNED, ids=[each["what"] for each in SIGNED])
def test_it_takes_what_the_vendors_library_signed_and_nothing_else(one: dict[str, str]) -> None:
    who = holder(one)
    who.verify(signed(one))
    assert who.greet(signed(one)) is None
    for wrong in (
        {"body": one["body"] + "&x=1"},
        {"body": one["body"].replace("S", "T", 1).replace("k", "K", 1)},
        {"url": one["url"].replace("demo", "else")},
        {"url": one["url"] + ("&" if "?" in one["url"] else "?") + "part=1"},
        {"signature": ""},
        {"signature": one["signature"].lower()},
        {"signature": "ä"},
    ):
        with pytest.raises(Rejected) as why:
            who.verify(signed(one, **wrong))
        assert one["signature"] not in str(why.value)


def test_the_header_does_not_choose_the_way_of_signing() -> None:
    [shared] = [one for one in SIGNED if one["what"] == "shared_key"]
    raw = signed(shared)
    headers = {**raw.headers, "X-Twilio-Webhooks-Signature-Settings": "algorithm=HMAC_SHA256"}
    with pytest.raises(Rejected):
        channel.verify(RawRequest("POST", raw.url, headers, raw.body))


def test_without_a_token_nobody_is_let_in() -> None:
    empty = Twilio(**GIVEN | {"auth_token": ""}, sender="1")
    raw = asked("twilio", "text_burmese")
    right = empty._signed(raw.url + "x").decode()
    for given in ("", right):
        with pytest.raises(Rejected):
            empty.verify(RawRequest("POST", raw.url, {"X-Twilio-Signature": given}, raw.body))


def test_a_form_without_end_is_rejected() -> None:
    with pytest.raises(Rejected):
        channel.verify(RawRequest("POST", HOOK, {}, b"&".join([b"a=1"] * 300)))
    with pytest.raises(Rejected):
        channel.verify(RawRequest("POST", "https://ilm.test:x/", {}, b""))


def test_it_hears_burmese_at_our_time() -> None:
    assert heard("text_burmese") == [Said(address=HER, external_id="SM0001", at=NOW, text="လစာ မရ")]


def test_pictures_come_by_name() -> None:
    [said] = heard("picture")
    assert isinstance(said, Said)
    assert [file.kind for file in said.media] == ["image", "audio"]
    assert said.media[0].external_id == PICTURE


def test_stop_is_kept_and_stops() -> None:
    said, blocked = heard("stop")
    assert isinstance(said, Said)
    assert blocked == Blocked(address=HER, at=NOW)


def test_reports_move_our_part() -> None:
    assert heard("status_delivered") == [
        Receipt(external_id="SM0002", status="delivered", at=NOW, key=str(KEY))
    ]
    [failed] = heard("status_failed")
    assert isinstance(failed, Receipt)
    assert (failed.status, failed.code) == ("failed", "30005")


@pytest.mark.parametrize(("name", "kind"), [("call", "call"), ("broken", "broken-message")])
def test_what_it_leaves_alone(name: str, kind: str) -> None:
    [event] = heard(name)
    assert isinstance(event, Other)
    assert event.kind == kind


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("MessageSid=SM1&MessageStatus=dreamt", "status-dreamt"),
        ("MessageSid=SM1&From=1800&Body=", "empty"),
        ("MessageSid=&SmsSid=&From=1800&Body=x", "broken-message"),
        ("MessageSid=SM1&From=1800&NumMedia=x", "broken-message"),
        ("MessageSid=SM1&From=1800&NumMedia=1", "broken-message"),
        ("AccountSid=AC1", "form"),
    ],
)
def test_no_hole_breaks_it(form: str, kind: str) -> None:
    [event] = channel.parse(RawRequest("POST", HOOK, {}, form.encode(), NOW))
    assert isinstance(event, Other)
    assert event.kind == kind


def test_without_any_time_it_waits() -> None:
    [event] = channel.parse(asked("twilio", "text_burmese"))
    assert isinstance(event, Other)
    assert event.why


@pytest.mark.parametrize("body", [b"", b"{}", b"From=1"])
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        channel.parse(RawRequest("POST", HOOK, {}, body))


def test_a_repeat_has_the_same_key() -> None:
    once, other = asked("twilio", "status_delivered"), asked("twilio", "status_failed")
    assert delivery_key(channel, once) == delivery_key(channel, asked("twilio", "status_delivered"))
    assert delivery_key(channel, once) != delivery_key(channel, other)


def test_it_sends_a_form_with_our_name_and_where_to_report() -> None:
    http = Scripted([TAKEN])
    [part] = channel.render(Outgoing(address=HER, text="We heard you."))
    assert channel.send(part, key=KEY, http=http).external_id == "SM0002"
    [(url, (method, fields, headers))] = http.asked
    assert (url, method) == ("https://api.test/2010-04-01/Accounts/AC0001/Messages.json", "POST")
    assert fields == {
        "To": HER,
        "From": "+6620000000",
        "Body": "We heard you.",
        "StatusCallback": f"{HOOK}?part={KEY}",
    }
    pair = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert pair == f"AC0001:{TOKEN}"


def test_a_service_sends_too_and_no_address_asks_for_no_report() -> None:
    http = Scripted([TAKEN])
    service = Twilio(**GIVEN, sender="MG0001")
    service.send(service.render(Outgoing(address=HER, text="x"))[0], key=KEY, http=http)
    assert http.asked[0][1][1] == {"To": HER, "MessagingServiceSid": "MG0001", "Body": "x"}


@pytest.mark.parametrize(("length", "calls", "counted"), [(70, 1, 1), (670, 1, 10), (671, 2, 10)])
def test_what_is_too_long_for_one_call_is_several(length: int, calls: int, counted: int) -> None:
    parts = channel.render(Outgoing(address=HER, text="က" * length))
    assert (len(parts), parts[0].counted) == (calls, counted)
    assert "".join(part.text for part in parts) == "က" * length


@pytest.mark.parametrize("letter", ["👩‍👩‍👧", "ကြို့", "é"])
def test_no_letter_is_cut(letter: str) -> None:
    parts = channel.render(Outgoing(address=HER, text=letter * 900))
    assert all(part.text == letter * (len(part.text) // len(letter)) for part in parts)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Outgoing(address=HER), Malformed),
        (Outgoing(address="Twilio", text="x"), Unreachable),
        (
            Outgoing(
                address=HER, media=(MediaOut(kind="image", mime_type="image/jpeg", content=b""),)
            ),
            Malformed,
        ),
    ],
)
def test_what_it_cannot_carry(message: Outgoing, error: type[SendError]) -> None:
    with pytest.raises(error):
        channel.render(message)


def refusal(status: int, code: object = None) -> Answer:
    return Answer(status, json.dumps({"code": code, "message": f"{HER} {TOKEN}"}).encode())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, 21610), Stopped),
        (refusal(400, 21211), Unreachable),
        (refusal(400, 21602), Malformed),
        (refusal(401, 20003), Broken),
        (refusal(401), Broken),
        (refusal(429, 20429), Retry),
        (refusal(429), Retry),
        (refusal(503), Retry),
        (refusal(500, 20500), Unknown),
        (refusal(422, "x"), Malformed),
        (Answer(201, b"{}"), Unknown),
        (Unknown("no answer"), Unknown),
    ],
)
def test_what_their_no_means(answer: Answer | SendError, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=HER, text="her secret words"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert not any(word in str(told.value) for word in (TOKEN, HER, "secret words"))


REF = MediaRef(external_id=PICTURE, kind="image", mime_type="image/jpeg")


@pytest.mark.parametrize("answer", [Answer(200, b"picture"), Malformed("size")])
def test_a_file_is_fetched_with_our_token_from_their_own_place(answer: Answer | SendError) -> None:
    source = channel.media(REF, http=Scripted([answer]))
    assert (source.url, "Authorization" in source.headers) == (PICTURE, True)
    assert TOKEN not in repr(source)


def test_where_they_lead_on_our_token_does_not_go() -> None:
    there = "https://media.test/x?signed=1"
    source = channel.media(REF, http=Scripted([Answer(307, b"", {"Location": there})]))
    assert (source.url, source.headers) == (there, {})
    with pytest.raises(Malformed):
        channel.media(REF, http=Scripted([Answer(307, b"", {"Location": "http://10.0.0.1/"})]))


@pytest.mark.parametrize(
    ("url", "answer", "error"),
    [
        ("https://evil.test/x", Answer(200, b""), Unreachable),
        ("http://api.test/x", Answer(200, b""), Unreachable),
        (PICTURE, Answer(404, b""), Unreachable),
        (PICTURE, Answer(401, b""), Broken),
    ],
)
def test_what_is_no_file_of_theirs(url: str, answer: Answer, error: type[SendError]) -> None:
    with pytest.raises(error):
        channel.media(MediaRef(external_id=url, kind="image"), http=Scripted([answer]))


def test_it_keeps_its_secrets() -> None:
    assert TOKEN not in repr(channel)
    assert "shared" not in repr(Twilio(**GIVEN, sender="1", signing_key="shared"))


def test_a_file_that_we_have_is_deleted_there() -> None:
    http = Scripted([Answer(204, b""), Answer(404, b"")])
    channel.forget(REF, http=http)
    channel.forget(REF, http=http)
    [(url, (method, fields, headers)), _] = http.asked
    assert (url, method, fields) == (REF.external_id, "DELETE", {})
    assert headers == channel.basic
    with pytest.raises(Unreachable):
        channel.forget(MediaRef(external_id="https://evil.test/x", kind="image"), http=http)
    with pytest.raises(Retry):
        channel.forget(REF, http=Scripted([Answer(503, b"")]))
