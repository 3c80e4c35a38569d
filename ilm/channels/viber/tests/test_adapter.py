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
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Stopped,
    Unknown,
    Unreachable,
    Unreadable,
    Welcome,
    WindowClosed,
)
from ilm.channels.cutting import units
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import Scripted, fixture
from ilm.channels.viber.adapter import Viber

KEY = UUID(int=7)
WORKER, NAME = "01234567890A=", "4912661846655238145"
channel = Viber(token="t0ken", sender="Heron", api_url="https://api.test")
TAKEN = Answer(200, b'{"status":0,"status_message":"ok","message_token":5741311803571721087}')


def heard(name: str) -> Event:
    [event] = channel.parse(fixture("viber", name))
    return event


def post(body: bytes, signature: str = "") -> RawRequest:
    heads = {"X-Viber-Content-Signature": signature} if signature else {}
    return RawRequest("POST", "https://ilm.test/", heads, body)


def refusal(status: int, http: int = 200) -> Answer:
    return Answer(http, json.dumps({"status": status, "status_message": "no"}).encode())


def test_it_knows_who_signed() -> None:
    body = fixture("viber", "text_burmese").body
    right = hmac.new(b"t0ken", body, hashlib.sha256).hexdigest()
    channel.verify(post(body, right))
    old = hmac.new(b"old", body, hashlib.sha256).hexdigest()
    for wrong in ("", right[:-1] + "x", right.upper(), f"sha256={right}", old, "ä"):
        with pytest.raises(Rejected):
            channel.verify(post(body, wrong))
    for other in (body.replace(b"A=", b"B=", 1), json.dumps(json.loads(body)).encode()):
        with pytest.raises(Rejected):
            channel.verify(post(other, right))


def test_without_a_token_nobody_is_let_in() -> None:
    with pytest.raises(Rejected):
        Viber(token="", sender="x").verify(
            post(b"{}", hmac.new(b"", b"{}", hashlib.sha256).hexdigest())
        )


def test_it_hears_burmese() -> None:
    assert channel.greet(fixture("viber", "text_burmese")) is None
    assert heard("text_burmese") == Said(
        address=WORKER,
        external_id=NAME,
        at=datetime(2026, 11, 22, 9, 46, 20, tzinfo=UTC),
        text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
        language_hint="my",
    )


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("photo", {"kind": "image", "size": 73627}),
        ("video", {"kind": "video", "seconds": 11}),
        ("document", {"kind": "document", "size": 2138, "name": "payslip.pdf"}),
        ("sticker", {"kind": "sticker"}),
    ],
)
def test_it_hears_files(name: str, ref: dict[str, object]) -> None:
    said = heard(name)
    assert isinstance(said, Said)
    [found] = said.media
    assert {field: getattr(found, field) for field in ref} == ref
    assert found.external_id.startswith("https://dl-media.viber.test/")


def test_it_hears_places_numbers_and_links() -> None:
    place, shared, link = heard("location"), heard("contact"), heard("link")
    assert isinstance(place, Said)
    assert place.location == (13.5475, 100.2744)
    assert isinstance(shared, Said)
    assert shared.shared_contacts == ("+959000000003",)
    assert isinstance(link, Said)
    assert (link.text, link.media) == ("https://elsewhere.example/offer", ())


def test_she_comes_and_goes() -> None:
    came, stays, gone = heard("started"), heard("subscribed"), heard("unsubscribed")
    assert isinstance(came, Welcome)
    assert (came.token, came.language_hint) == ("poster-7", "my")
    assert isinstance(stays, Welcome)
    assert isinstance(gone, Blocked)
    assert came.address == stays.address == gone.address == WORKER


def test_how_far_ours_came() -> None:
    told = [heard(name) for name in ("delivered", "seen", "failed")]
    known = [(one.status, one.external_id) for one in told if isinstance(one, Receipt)]
    assert known == [("delivered", NAME), ("read", NAME), ("failed", NAME)]


def test_setting_the_address_tells_nothing() -> None:
    assert [*channel.parse(fixture("viber", "webhook"))] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rich", "message-rich_media"),
        ("client_status", "client_status"),
        ("broken", "broken-message"),
    ],
)
def test_what_it_leaves_alone(name: str, kind: str) -> None:
    event = heard(name)
    assert isinstance(event, Other)
    assert event.kind == kind


def test_each_receipt_of_one_message_is_a_delivery_of_its_own_and_a_repeat_is_none() -> None:
    names = ("delivered", "seen", "text_burmese", "seen")
    assert len({delivery_key(channel, fixture("viber", name)) for name in names}) == 3


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event":1}', b"\xff"])
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable, match="The body"):
        channel.parse(post(body))


EVENTS = ("message", "conversation_started", "subscribed", "unsubscribed", "delivered", "failed")


@pytest.mark.parametrize("hole", [None, "x", [], {}, [{}], {"id": 7}, {"type": "text"}])
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("where", ["sender", "message", "user", "user_id", "message_token"])
def test_no_hole_breaks_it(event: str, where: str, hole: object) -> None:
    whole = {
        "event": event,
        "timestamp": 1795340780000,
        "message_token": 7,
        "sender": {"id": WORKER},
        "message": {"type": "picture", "media": 3},
    }
    for found in channel.parse(post(json.dumps(whole | {where: hole}).encode())):
        assert isinstance(found, Other | Receipt) or hole == "x"


@pytest.mark.parametrize(("length", "parts"), [(7000, 1), (7001, 2)])
def test_it_cuts_long_texts(length: int, parts: int) -> None:
    assert len(channel.render(Outgoing(address=WORKER, text="a" * length))) == parts


def test_it_never_cuts_a_letter() -> None:
    text = "👩‍👩‍👧 ကြို့" * 700
    pieces = [part.text for part in channel.render(Outgoing(address=WORKER, text=text))]
    assert "".join(pieces) == text
    assert all(units(piece) <= 7000 for piece in pieces)
    assert all(piece[0] in "👩 က" for piece in pieces)


def test_it_sends_plain_words_under_a_name_that_is_short_enough() -> None:
    http = Scripted([TAKEN])
    long = Viber(token="t0ken", sender="H" * 40, api_url="https://api.test")
    [part] = long.render(Outgoing(address=WORKER, text="hello"))
    assert long.send(part, key=KEY, http=http).external_id == "5741311803571721087"
    [(url, (payload, headers))] = http.asked
    assert url == "https://api.test/pa/send_message"
    assert payload == {
        "receiver": WORKER,
        "min_api_version": 1,
        "sender": {"name": "H" * 28},
        "type": "text",
        "text": "hello",
    }
    assert headers == {"X-Viber-Auth-Token": "t0ken"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(12), Retry),
        (refusal(2), Broken),
        (refusal(3), Malformed),
        (refusal(4), Malformed),
        (refusal(5), Stopped),
        (refusal(6), Stopped),
        (refusal(9), Broken),
        (refusal(11), Unreachable),
        (refusal(23), WindowClosed),
        (refusal(24), Broken),
        (refusal(99), Malformed),
        (Answer(429, b""), Retry),
        (Answer(503, b""), Retry),
        (Answer(500, b"<html>"), Unknown),
        (Answer(200, b"<html>"), Unknown),
        (Answer(200, b'{"status":true}'), Unknown),
        (Answer(200, b'{"status":0}'), Unknown),
        (Answer(404, b""), Malformed),
    ],
)
def test_what_their_no_means(answer: Answer, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert "t0ken" not in str(told.value)
    assert WORKER not in str(told.value)


def test_what_it_cannot_carry() -> None:
    file = MediaOut(kind="image", mime_type="image/jpeg", content=b"x")
    assert not channel.can.media_out
    for message in (Outgoing(address=WORKER), Outgoing(address=WORKER, text="x", media=(file,))):
        with pytest.raises(Malformed):
            channel.render(message)


def test_a_file_is_fetched_from_a_safe_place_and_without_our_token() -> None:
    safe = MediaRef(external_id="https://dl-media.viber.test/a.jpg?Expires=1", kind="image")
    source = channel.media(safe, http=Scripted([]))
    assert (source.url, source.headers) == (safe.external_id, {})
    for url in ("http://127.0.0.1/x", "file:///etc/passwd"):
        with pytest.raises(Malformed):
            channel.media(MediaRef(external_id=url, kind="image"), http=Scripted([]))


def test_it_keeps_its_secrets() -> None:
    assert "t0ken" not in repr(channel)
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    assert WORKER not in repr(part)
