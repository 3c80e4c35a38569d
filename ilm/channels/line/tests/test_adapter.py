import base64
import hashlib
import hmac
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
    Rejected,
    Retry,
    Said,
    SendError,
    Unknown,
    Unreachable,
    Unreadable,
    Welcome,
    Withdrawn,
)
from ilm.channels.cutting import units
from ilm.channels.line.adapter import Line
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import Scripted, fixture

KEY = UUID("3f1c7a52-0000-4000-8000-000000000001")
WORKER = "U4af4980629aa0000000000000000001"
channel = Line(
    channel_secret="s3cret", access_token="t0ken", api_url="https://api.test", data_url="https://d"
)
TAKEN = Answer(200, b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]}')


def heard(name: str) -> Event:
    [event] = channel.parse(fixture("line", name))
    return event


def signed(body: bytes, secret: bytes = b"s3cret") -> str:
    return base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()


def post(body: bytes, signature: str = "") -> RawRequest:
    heads = {"x-line-signature": signature} if signature else {}
    return RawRequest("POST", "https://ilm.test/", heads, body)


def refusal(status: int, message: str = "", **headers: str) -> Answer:
    return Answer(status, json.dumps({"message": message}).encode(), headers)


def test_it_knows_who_signed() -> None:
    body = fixture("line", "text_burmese").body
    right = signed(body)
    channel.verify(post(body, right))
    wrong = ("", right[:-2], right.lower(), signed(body, b"last year's"), "ä", right + "\n")
    for given in wrong:
        with pytest.raises(Rejected):
            channel.verify(post(body, given))
    with pytest.raises(Rejected):
        channel.verify(post(body.replace(b"U4af", b"U4ag", 1), right))
    again = json.dumps(json.loads(body)).encode()
    with pytest.raises(Rejected):
        channel.verify(post(again, right))


def test_without_a_secret_nobody_is_let_in() -> None:
    with pytest.raises(Rejected):
        Line(channel_secret="", access_token="t").verify(post(b"{}", signed(b"{}", b"")))


def test_it_hears_burmese() -> None:
    assert channel.greet(fixture("line", "text_burmese")) is None
    assert heard("text_burmese") == Said(
        address=WORKER,
        external_id="444573844083572737",
        at=datetime(2026, 11, 22, 9, 46, 21, 123000, tzinfo=UTC),
        text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
        reply_to="444573844083572000",
    )


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("voice", {"external_id": "444573844083572738", "kind": "voice", "seconds": 6}),
        ("photo", {"external_id": "444573844083572739", "kind": "image"}),
        ("video", {"external_id": "444573844083572740", "kind": "video", "seconds": 15}),
        (
            "document",
            {"external_id": "444573844083572741", "kind": "document", "size": 2138,
             "name": "payslip.pdf"},
        ),
        ("sticker", {"external_id": "sticker:444573844083572743", "kind": "sticker"}),
    ],
)  # fmt: skip
def test_it_hears_files(name: str, ref: dict[str, object]) -> None:
    said = heard(name)
    assert isinstance(said, Said)
    [found] = said.media
    assert {field: getattr(found, field) for field in ref} == ref


def test_it_hears_places_and_buttons() -> None:
    place, pressed = heard("location"), heard("pressed")
    assert isinstance(place, Said)
    assert place.location == (13.5475, 100.2744)
    assert isinstance(pressed, Said)
    assert (pressed.choice, pressed.external_id) == (
        "yes-fixed",
        "postback:01JD8ZK2V8Q6M3N4P5R6S7T8V3",
    )


def test_she_takes_back_comes_and_goes() -> None:
    back, came, gone = heard("unsent"), heard("followed"), heard("blocked")
    assert isinstance(back, Withdrawn)
    assert back.external_id == "444573844083572738"
    assert isinstance(came, Welcome)
    assert isinstance(gone, Blocked)
    assert came.address == gone.address == WORKER


def test_the_console_tries_the_address_with_no_events() -> None:
    assert [*channel.parse(fixture("line", "console"))] == []


def test_what_it_leaves_alone() -> None:
    group = heard("group")
    assert isinstance(group, Other)
    assert group.kind == "group"
    others = [*channel.parse(fixture("line", "other_kinds"))]
    kinds = [event.kind for event in others if isinstance(event, Other)]
    assert kinds == ["accountlink", "message-image", "memberjoined"]


def test_one_broken_item_leaves_the_others_whole() -> None:
    one, broken, two = channel.parse(fixture("line", "batch_one_broken"))
    assert isinstance(one, Said)
    assert isinstance(two, Said)
    assert (one.text, two.text) == ("one", "two")
    assert isinstance(broken, Other)
    assert (broken.kind, broken.why) == ("broken-event", "TypeError")


def test_a_repeat_has_the_same_key_and_its_message_the_same_name() -> None:
    first = fixture("line", "text_burmese")
    assert delivery_key(channel, first) == delivery_key(channel, fixture("line", "text_burmese"))
    again = post(first.body.replace(b'"isRedelivery": false', b'"isRedelivery": true'))
    assert again.body != first.body
    [a], [b] = channel.parse(first), channel.parse(again)
    assert a == b


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events":{}}', b'{"events":null}', b"\xff"])
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable, match="The body"):
        channel.parse(post(body))


@pytest.mark.parametrize("hole", [None, 1, "x", [], {}, [{}], {"type": "user"}])
@pytest.mark.parametrize("kind", ["message", "postback", "unsend", "follow", "unfollow"])
@pytest.mark.parametrize("where", ["source", "message", "postback", "unsend", "timestamp"])
def test_no_hole_breaks_it(kind: str, where: str, hole: object) -> None:
    whole = {
        "type": kind,
        "timestamp": 1795340780123,
        "source": {"type": "user", "userId": WORKER},
        "webhookEventId": "01JD",
    }
    body = json.dumps({"events": [whole | {where: hole}, hole]}).encode()
    for event in channel.parse(post(body)):
        assert isinstance(event, Other | Welcome | Blocked)


@pytest.mark.parametrize(("length", "parts"), [(5000, 1), (5001, 2)])
def test_it_cuts_long_texts(length: int, parts: int) -> None:
    assert len(channel.render(Outgoing(address=WORKER, text="a" * length))) == parts


def test_it_never_cuts_a_letter() -> None:
    text = "👩‍👩‍👧 ကြို့" * 500
    pieces = [part.text for part in channel.render(Outgoing(address=WORKER, text=text))]
    assert "".join(pieces) == text
    assert all(units(piece) <= 5000 for piece in pieces)
    assert all(piece[0] in "👩 က" for piece in pieces)


def test_it_pushes_under_the_parts_own_key() -> None:
    http = Scripted([TAKEN])
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert channel.send(part, key=KEY, http=http).external_id == "461230966842064897"
    [(url, (payload, headers))] = http.asked
    assert url == "https://api.test/v2/bot/message/push"
    assert payload == {"to": WORKER, "messages": [{"type": "text", "text": "hello"}]}
    assert headers == {"Authorization": "Bearer t0ken", "X-Line-Retry-Key": str(KEY)}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (Answer(409, b'{"message":"accepted","sentMessages":[{"id":"46"}]}'), "46"),
        (Answer(409, b'{"message":"accepted"}', {"X-Line-Accepted-Request-Id": "r-1"}), "r-1"),
        (Answer(200, b"{}", {"X-Line-Request-Id": "r-2"}), "r-2"),
    ],
)
def test_a_key_that_was_taken_before_is_sent(answer: Answer, name: str) -> None:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert channel.send(part, key=KEY, http=Scripted([answer])).external_id == name


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, "The API rate limit has been exceeded. Try again later."), Retry),
        (refusal(429, "You have reached your monthly limit."), Broken),
        (refusal(500, "Internal Server Error"), Unknown),
        (Answer(503, b"<html>"), Retry),
        (refusal(401, "Authentication failed."), Broken),
        (refusal(403, "Access to this API is not available for your account"), Broken),
        (refusal(400, "The property, 'to', in the request body is invalid (line: -)"), Unreachable),
        (refusal(400, "Failed to send messages"), Unreachable),
        (refusal(400, "The request body has 1 error(s)"), Malformed),
        (refusal(413, ""), Malformed),
        (Answer(200, b"{}"), Unknown),
        (Answer(200, b'{"sentMessages":[7]}'), Unknown),
    ],
)
def test_what_their_no_means(answer: Answer, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert "t0ken" not in str(told.value)
    assert WORKER not in str(told.value)


def test_what_it_cannot_carry() -> None:
    file = MediaOut(kind="voice", mime_type="audio/mp4", content=b"x")
    assert not channel.can.media_out
    for message in (Outgoing(address=WORKER), Outgoing(address=WORKER, text="x", media=(file,))):
        with pytest.raises(Malformed):
            channel.render(message)


def test_it_finds_a_file_and_knows_that_a_sticker_has_none() -> None:
    ref = MediaRef(external_id="4445/..", kind="voice", mime_type="audio/mp4")
    source = channel.media(ref, http=Scripted([]))
    assert source.url == "https://d/v2/bot/message/4445%2F../content"
    assert source.headers == {"Authorization": "Bearer t0ken"}
    assert "t0ken" not in repr(source)
    sticker = MediaRef(external_id="sticker:4445", kind="sticker")
    with pytest.raises(Unreachable):
        channel.media(sticker, http=Scripted([]))


def test_it_keeps_its_secrets() -> None:
    assert "s3cret" not in repr(channel)
    assert "t0ken" not in repr(channel)
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert WORKER not in repr(part)
