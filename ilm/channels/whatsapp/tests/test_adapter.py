import hashlib
import hmac
import json
from uuid import UUID

import pytest

from ilm.channels.base import (
    Answer,
    Broken,
    Malformed,
    MediaOut,
    MediaRef,
    Outgoing,
    RawRequest,
    Rejected,
    Reply,
    Retry,
    SendError,
    Stopped,
    Unknown,
    Unreachable,
    WindowClosed,
)
from ilm.channels.tests.made import Scripted, fixture
from ilm.channels.whatsapp.adapter import WhatsApp

KEY = UUID("3f1c7a52-0000-4000-8000-000000000001")
NUMBER, BSUID = "959000000001", "MM.13491208655302741918"
channel = WhatsApp(
    phone_number_id="106000000000001",
    graph_url="https://graph.test/v24.0",
    app_secret="app-s3cret",
    verify_token="verify-s3cret",
    access_token="access-s3cret",
)


def post(body: bytes, signature: str | None = None) -> RawRequest:
    headers = {} if signature is None else {"X-Hub-Signature-256": signature}
    return RawRequest("POST", "https://ilm.test/hooks/whatsapp/demo/", headers, body)


def refusal(code: int, status: int = 400, **headers: str) -> Answer:
    return Answer(status, json.dumps({"error": {"code": code}}).encode(), headers)


def send(*answers: Answer | Exception) -> object:
    [part] = channel.render(Outgoing(address=NUMBER, text="hello"))
    return channel.send(part, key=KEY, http=Scripted([*answers]))


def test_it_knows_who_signed() -> None:
    body = fixture("whatsapp", "text_burmese").body
    right = "sha256=" + hmac.new(b"app-s3cret", body, hashlib.sha256).hexdigest()
    channel.verify(post(body, right))
    for wrong in (None, "", right[7:], right[:-1] + "x", right.upper(), "sha256=ä"):
        with pytest.raises(Rejected):
            channel.verify(post(body, wrong))
    with pytest.raises(Rejected):
        channel.verify(post(body + b" ", right))


def test_it_answers_the_first_question() -> None:
    asked = "https://ilm.test/?hub.mode=subscribe&hub.verify_token={}&hub.challenge=1158"
    assert channel.greet(RawRequest("GET", asked.format("verify-s3cret"), {}, b"")) == Reply("1158")
    assert channel.greet(post(b"")) is None
    with pytest.raises(Rejected):
        channel.greet(RawRequest("GET", asked.format("guess"), {}, b""))


def test_it_renders_to_a_number_or_to_an_id() -> None:
    [part] = channel.render(Outgoing(address=f"+{NUMBER}", text="_hello_"))
    assert part.payload["to"] == NUMBER
    assert part.payload["text"]["body"] == "_hello_"
    [part] = channel.render(Outgoing(address=BSUID, text="hello"))
    assert part.payload["recipient"] == BSUID
    assert "to" not in part.payload


def test_a_long_text_goes_in_parts() -> None:
    parts = channel.render(Outgoing(address=NUMBER, text="လစာ " * 1500))
    assert [(p.number, p.of) for p in parts] == [(1, 2), (2, 2)]
    assert all(len(p.text) <= 4096 for p in parts)


def test_nothing_and_stickers_cannot_be_sent() -> None:
    with pytest.raises(Malformed, match="nothing to send"):
        channel.render(Outgoing(address=NUMBER, text=" "))
    sticker = MediaOut(kind="sticker", mime_type="image/webp", content=b"")
    with pytest.raises(Malformed, match="no file of this kind"):
        channel.render(Outgoing(address=NUMBER, media=(sticker,)))


def test_it_sends() -> None:
    taken = {"messages": [{"id": "wamid.A"}], "contacts": [{"wa_id": NUMBER, "user_id": BSUID}]}
    http = Scripted([Answer(200, json.dumps(taken).encode())])
    [part] = channel.render(Outgoing(address=NUMBER, text="hello"))
    sent = channel.send(part, key=KEY, http=http)
    assert (sent.external_id, sent.aliases) == ("wamid.A", (NUMBER, BSUID))
    [(url, (payload, headers))] = http.asked
    assert url == "https://graph.test/v24.0/106000000000001/messages"
    assert headers == {"Authorization": "Bearer access-s3cret"}
    assert payload["biz_opaque_callback_data"] == str(KEY)


def test_it_hands_a_voice_over_and_then_sends_it() -> None:
    voice = MediaOut(kind="voice", mime_type="audio/ogg; codecs=opus", content=b"OggS")
    [part] = channel.render(Outgoing(address=NUMBER, media=(voice,)))
    http = Scripted([Answer(200, b'{"id":"m1"}'), Answer(200, b'{"messages":[{"id":"w"}]}')])
    assert channel.send(part, key=KEY, http=http).external_id == "w"
    assert http.asked[1][1][0]["audio"] == {"id": "m1"}
    with pytest.raises(Retry):
        channel.send(part, key=KEY, http=Scripted([Unknown("silence")]))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(131047), WindowClosed),
        (refusal(131026), Unreachable),
        (refusal(131050), Stopped),
        (refusal(190, 401), Broken),
        (refusal(131031), Broken),
        (refusal(100), Malformed),
        (refusal(131056), Retry),
        (Answer(429, b""), Retry),
        (Answer(503, b"<html>"), Retry),
        (Answer(502, b"<html>"), Unknown),
        (Answer(401, b""), Broken),
        (Answer(200, b"{}"), Unknown),
        (Answer(200, b'{"messages":[3]}'), Unknown),
    ],
)
def test_what_their_no_means(answer: Answer, error: type[SendError]) -> None:
    with pytest.raises(error) as told:
        send(answer)
    assert "s3cret" not in str(told.value)
    assert NUMBER not in str(told.value)


def test_it_waits_as_long_as_it_is_told() -> None:
    with pytest.raises(Retry) as told:
        send(refusal(130429, 429, **{"Retry-After": "17"}))
    assert told.value.after == 17


def test_it_finds_a_file() -> None:
    ref = MediaRef(external_id="123/../x", kind="voice")
    found = {"url": "https://lookaside.test/f", "mime_type": "audio/ogg", "sha256": "ab"}
    http = Scripted([Answer(200, json.dumps(found).encode())])
    source = channel.media(ref, http=http)
    assert source.headers == {"Authorization": "Bearer access-s3cret"}
    assert (source.url, source.sha256) == ("https://lookaside.test/f", "ab")
    assert http.asked[0][0].endswith("/123%2F..%2Fx")
    assert "s3cret" not in repr(source)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(100), Unreachable),
        (Answer(404, b""), Unreachable),
        (Answer(200, b'{"url":"http://elsewhere.test/f"}'), Malformed),
    ],
)
def test_the_token_goes_nowhere_else(answer: Answer, error: type[SendError]) -> None:
    with pytest.raises(error):
        channel.media(MediaRef(external_id="1", kind="voice"), http=Scripted([answer]))


def test_it_keeps_its_secrets() -> None:
    assert "s3cret" not in repr(channel)
