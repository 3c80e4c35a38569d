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
    Unknown,
    Unreachable,
    WindowClosed,
)
from ilm.channels.cutting import units
from ilm.channels.messenger.adapter import Messenger
from ilm.channels.tests.made import Scripted, fixture

KEY = UUID("3f1c7a52-0000-4000-8000-000000000001")
WORKER = "6011111111111111"
channel = Messenger(
    page_id="104000000000001",
    graph_url="https://graph.test/v24.0",
    app_secret="app-s3cret",
    verify_token="verify-s3cret",
    access_token="access-s3cret",
)
TAKEN = Answer(200, b'{"recipient_id":"6011111111111111","message_id":"m_ours"}')


def post(body: bytes, signature: str | None = None) -> RawRequest:
    headers = {} if signature is None else {"X-Hub-Signature-256": signature}
    return RawRequest("POST", "https://ilm.test/hooks/messenger/demo/", headers, body)


def asked(query: str) -> RawRequest:
    return RawRequest("GET", f"https://ilm.test/hooks/messenger/demo/?{query}", {}, b"")


def refusal(code: int, subcode: int = 0, status: int = 400, **headers: str) -> Answer:
    error = {"code": code, "error_subcode": subcode}
    return Answer(status, json.dumps({"error": error}).encode(), headers)


def test_it_knows_who_signed() -> None:
    body = fixture("messenger", "text_burmese").body
    right = "sha256=" + hmac.new(b"app-s3cret", body, hashlib.sha256).hexdigest()
    channel.verify(post(body, right))
    for wrong in (None, "", right[7:], right[:-1] + "x", right.upper(), "sha256=ä"):
        with pytest.raises(Rejected):
            channel.verify(post(body, wrong))
    for other in (body.replace(b"m_one", b"m_onf", 1), json.dumps(json.loads(body)).encode()):
        with pytest.raises(Rejected):
            channel.verify(post(other, right))


def test_without_a_secret_nobody_is_let_in() -> None:
    bare = Messenger(page_id="1", app_secret="", verify_token="", access_token="t")
    with pytest.raises(Rejected):
        bare.verify(post(b"{}", "sha256=" + hmac.new(b"", b"{}", hashlib.sha256).hexdigest()))
    with pytest.raises(Rejected):
        bare.greet(asked("hub.mode=subscribe&hub.verify_token=&hub.challenge=1"))


def test_the_first_question() -> None:
    right = "hub.mode=subscribe&hub.verify_token=verify-s3cret&hub.challenge=1158"
    assert channel.greet(asked(right)) == Reply("1158")
    assert channel.greet(post(b"{}")) is None
    with pytest.raises(Rejected):
        channel.greet(asked(right.replace("verify-s3cret", "guess")))


@pytest.mark.parametrize(("length", "parts"), [(1000, 1), (1001, 2), (2001, 3)])
def test_it_cuts_long_texts(length: int, parts: int) -> None:
    assert len(channel.render(Outgoing(address=WORKER, text="a" * length))) == parts


def test_it_never_cuts_a_letter() -> None:
    text = "👩‍👩‍👧 ကြို့" * 200
    pieces = [part.text for part in channel.render(Outgoing(address=WORKER, text=text))]
    assert "".join(pieces) == text
    assert all(units(piece) <= 1000 for piece in pieces)
    assert all(piece[0] in "👩 က" for piece in pieces)


def test_it_sends_words_with_our_key() -> None:
    http = Scripted([TAKEN])
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert channel.send(part, key=KEY, http=http).external_id == "m_ours"
    [(url, (payload, headers))] = http.asked
    assert url == "https://graph.test/v24.0/me/messages"
    assert payload == {
        "recipient": {"id": WORKER},
        "messaging_type": "RESPONSE",
        "message": {"text": "hello", "metadata": str(KEY)},
    }
    assert headers == {"Authorization": "Bearer access-s3cret"}


def test_it_sends_a_file_after_the_words_and_publishes_nothing() -> None:
    voice = MediaOut(kind="voice", mime_type="audio/mp4", content=b"m4a")
    words, sound = channel.render(Outgoing(address=WORKER, text="hear", media=(voice,)))
    assert [(part.number, part.of) for part in (words, sound)] == [(1, 2), (2, 2)]
    http = Scripted([TAKEN])
    channel.send(sound, key=KEY, http=http)
    [(_, (fields, files))] = http.asked
    assert json.loads(fields["recipient"]) == {"id": WORKER}
    assert json.loads(fields["message"]) == {
        "attachment": {"type": "audio", "payload": {"is_reusable": False}},
        "metadata": str(KEY),
    }
    assert files == {"filedata": ("file", b"m4a", "audio/mp4")}


def test_what_it_cannot_carry() -> None:
    sticker = MediaOut(kind="sticker", mime_type="image/webp", content=b"")
    for message in (Outgoing(address=WORKER), Outgoing(address=WORKER, media=(sticker,))):
        with pytest.raises(Malformed):
            channel.render(message)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(613), Retry),
        (refusal(4), Retry),
        (refusal(1200), Retry),
        (refusal(10, 2018278), WindowClosed),
        (refusal(10, 2018065), WindowClosed),
        (refusal(10), Broken),
        (refusal(551, 1545041), Unreachable),
        (refusal(200, 1545041), Unreachable),
        (refusal(100, 2018001), Unreachable),
        (refusal(100), Malformed),
        (refusal(190), Broken),
        (refusal(230), Broken),
        (refusal(368), Broken),
        (Answer(401, b""), Broken),
        (Answer(429, b""), Retry),
        (Answer(503, b""), Retry),
        (Answer(500, b"<html>"), Unknown),
        (Answer(200, b"{}"), Unknown),
        (Answer(200, b'{"message_id":7}'), Unknown),
        (Answer(400, b'{"error":"x"}'), Malformed),
    ],
)
def test_what_their_no_means(answer: Answer, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert "s3cret" not in str(told.value)
    assert WORKER not in str(told.value)


def test_it_waits_as_long_as_it_is_told() -> None:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    answer = Answer(429, b"", {"Retry-After": "9"})
    with pytest.raises(Retry) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert told.value.after == 9


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "file:///etc/passwd", "ftp://cdn.test/x"])
def test_a_file_is_fetched_from_a_safe_place_and_without_our_token(url: str) -> None:
    safe = MediaRef(external_id="https://cdn.fbsbx.test/v/1?oe=2", kind="voice")
    source = channel.media(safe, http=Scripted([]))
    assert source.url == safe.external_id
    assert source.headers == {}
    with pytest.raises(Malformed):
        channel.media(MediaRef(external_id=url, kind="voice"), http=Scripted([]))


def test_it_keeps_its_secrets() -> None:
    assert "s3cret" not in repr(channel)
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert WORKER not in repr(part)
