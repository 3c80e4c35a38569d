import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ilm.channels.base import (
    Answer,
    Blocked,
    Broken,
    Edited,
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
    Stopped,
    Unknown,
    Unreachable,
    Unreadable,
    Welcome,
)
from ilm.channels.telegram.adapter import Telegram
from ilm.channels.tests.made import Scripted, fixture

KEY = UUID(int=7)
channel = Telegram(token="777:t0ken", secret="s3cret", api_url="https://api.test")
TAKEN = Answer(200, b'{"ok":true,"result":{"message_id":31,"chat":{"id":5550001}}}')


def heard(name: str) -> Event:
    [event] = channel.parse(fixture("telegram", name))
    return event


def refusal(code: int, told: str = "", **parameters: int) -> Answer:
    body = {"ok": False, "error_code": code, "description": told, "parameters": parameters}
    return Answer(code, json.dumps(body).encode())


@pytest.mark.parametrize("given", ["", "guess", "s3cret ", "ä"])
def test_it_knows_who_speaks(given: str) -> None:
    header = "X-Telegram-Bot-Api-Secret-Token"
    channel.verify(fixture("telegram", "voice", **{header: "s3cret"}))
    with pytest.raises(Rejected):
        channel.verify(fixture("telegram", "voice", **{header: given}))


def test_without_a_secret_nobody_is_let_in() -> None:
    with pytest.raises(Rejected):
        Telegram(token="t", secret="").verify(fixture("telegram", "voice"))


def test_it_hears_burmese() -> None:
    assert channel.greet(fixture("telegram", "text_burmese")) is None
    assert heard("text_burmese") == Said(
        address="5550001",
        external_id="5550001:17",
        at=datetime(2026, 11, 22, 9, 46, 21, tzinfo=UTC),
        text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
        language_hint="my",
        reply_to="5550001:9",
    )


def test_it_takes_the_largest_photo() -> None:
    said = heard("photo")
    assert isinstance(said, Said)
    assert [file.external_id for file in said.media] == ["large"]
    assert said.text == "လုပ်ခစာရွက်"


def test_it_hears_a_voice() -> None:
    said = heard("voice")
    assert isinstance(said, Said)
    assert said.media == (
        MediaRef(
            external_id="AwACvoice", kind="voice", mime_type="audio/ogg", size=18211, seconds=6
        ),
    )


def test_an_edit_is_a_new_revision_of_the_same_message() -> None:
    edited = heard("edited")
    assert isinstance(edited, Edited)
    assert edited.external_id == "5550001:17"


def test_a_block_and_a_start() -> None:
    assert isinstance(heard("blocked"), Blocked)
    welcome = heard("start")
    assert isinstance(welcome, Welcome)
    assert (welcome.token, welcome.language_hint) == ("poster-7", "my")


def test_a_pressed_button() -> None:
    said = heard("pressed")
    assert isinstance(said, Said)
    assert said.choice == "yes-fixed"


@pytest.mark.parametrize(
    ("name", "kind"), [("group", "group"), ("broken", "broken-message"), ("poll", "poll")]
)
def test_what_it_leaves_alone(name: str, kind: str) -> None:
    event = heard(name)
    assert isinstance(event, Other)
    assert event.kind == kind


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id":true}', b'{"update_id":"1"}'])
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable, match="The body"):
        channel.parse(RawRequest("POST", "https://ilm.test/", {}, body))


@pytest.mark.parametrize("hole", [None, 1, "x", [], {}, [{}], {"chat": {"type": "private"}}])
@pytest.mark.parametrize("kind", ["message", "edited_message", "callback_query", "my_chat_member"])
def test_no_hole_breaks_it(kind: str, hole: object) -> None:
    body = json.dumps({"update_id": 1, kind: hole}).encode()
    events = channel.parse(RawRequest("POST", "https://ilm.test/", {}, body))
    assert all(isinstance(event, Other) for event in events)


def test_it_sends_plain_words() -> None:
    http = Scripted([TAKEN])
    [part] = channel.render(Outgoing(address="5550001", text="_my_ *name*"))
    assert channel.send(part, key=KEY, http=http).external_id == "5550001:31"
    [(url, (payload, _))] = http.asked
    assert url == "https://api.test/bot777:t0ken/sendMessage"
    assert payload["text"] == "_my_ *name*"
    assert "parse_mode" not in payload


def test_it_sends_a_voice_after_the_words() -> None:
    voice = MediaOut(kind="voice", mime_type="audio/ogg", content=b"OggS")
    words, sound = channel.render(Outgoing(address="5550001", text="hear", media=(voice,)))
    assert [(p.number, p.of) for p in (words, sound)] == [(1, 2), (2, 2)]
    http = Scripted([TAKEN])
    channel.send(sound, key=KEY, http=http)
    [(url, (fields, files))] = http.asked
    assert url.endswith("/sendVoice")
    assert fields == {"chat_id": "5550001"}
    assert files["voice"][1] == b"OggS"


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(address="5550001"),
        Outgoing(address="@name", text="x"),
        Outgoing(
            address="1", media=(MediaOut(kind="sticker", mime_type="image/webp", content=b""),)
        ),
    ],
)
def test_what_it_cannot_carry(message: Outgoing) -> None:
    with pytest.raises(Malformed):
        channel.render(message)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, "Too Many Requests", retry_after=9), Retry),
        (refusal(403, "Forbidden: bot was blocked by the user"), Stopped),
        (refusal(403, "Forbidden: user is deactivated"), Unreachable),
        (refusal(400, "Bad Request: chat not found"), Unreachable),
        (refusal(400, "Bad Request: message text is empty"), Malformed),
        (refusal(401, "Unauthorized"), Broken),
        (refusal(500, "Internal Server Error"), Retry),
        (Answer(502, b"<html>"), Unknown),
        (Answer(200, b'{"ok":true,"result":true}'), Unknown),
    ],
)
def test_what_their_no_means(answer: Answer, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert "t0ken" not in str(told.value)
    assert "5550001" not in str(told.value)


def test_it_waits_as_long_as_it_is_told() -> None:
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(Retry) as told:
        channel.send(part, key=KEY, http=Scripted([refusal(429, "", retry_after=9)]))
    assert told.value.after == 9


def test_it_finds_a_file() -> None:
    ref = MediaRef(external_id="Aw&x", kind="voice", mime_type="audio/ogg")
    http = Scripted([Answer(200, b'{"ok":true,"result":{"file_path":"voice/file_1.oga"}}')])
    source = channel.media(ref, http=http)
    assert source.url == "https://api.test/file/bot777:t0ken/voice/file_1.oga"
    assert http.asked[0][0].endswith("/getFile?file_id=Aw%26x")
    assert "t0ken" not in repr(source)
    with pytest.raises(Unreachable):
        channel.media(ref, http=Scripted([refusal(400, "Bad Request: file is too big")]))


def test_it_keeps_its_secrets() -> None:
    assert "t0ken" not in repr(channel)
    assert "s3cret" not in repr(channel)


def told(**what: object) -> Event:
    body = json.dumps({"update_id": 1, **what}).encode()
    [event] = channel.parse(RawRequest("POST", "https://ilm.test/", {}, body))
    return event


def message(**more: object) -> dict[str, object]:
    chat, sender = {"id": 5550001, "type": "private"}, {"id": 5550001, "is_bot": False}
    return {"message_id": 1, "date": 1795340780, "chat": chat, "from": sender, **more}


def member(status: str, kind: str = "private") -> dict[str, object]:
    chat = {"id": 5550001, "type": kind}
    return {"chat": chat, "date": 1795340790, "new_chat_member": {"status": status}}


def test_places_numbers_and_papers() -> None:
    place = told(message=message(location={"latitude": 13.75, "longitude": 100.5}))
    assert isinstance(place, Said)
    assert place.location == (13.75, 100.5)
    shared = told(message=message(contact={"phone_number": "+959000000003", "first_name": "D"}))
    assert isinstance(shared, Said)
    assert shared.shared_contacts == ("+959000000003",)
    paper = told(message=message(document={"file_id": "f", "file_name": "payslip.pdf"}))
    assert isinstance(paper, Said)
    assert (paper.media[0].kind, paper.media[0].name) == ("document", "payslip.pdf")


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({"message": message(**{"from": {"id": 777, "is_bot": True}})}, "bot"),
        ({"message": message(dice={"value": 3})}, "message"),
        ({"edited_message": message(chat={"id": -1, "type": "group"})}, "group"),
        ({"callback_query": {"message": message(chat={"id": -1, "type": "group"})}}, "group"),
        ({"my_chat_member": member("kicked", "group")}, "group"),
        ({"my_chat_member": member("administrator")}, "membership-administrator"),
        ({}, "empty"),
    ],
)
def test_what_is_not_said_to_us_alone(what: dict[str, object], kind: str) -> None:
    event = told(**what)
    assert isinstance(event, Other)
    assert event.kind == kind


def test_she_comes_back() -> None:
    assert isinstance(told(my_chat_member=member("left")), Blocked)
    assert isinstance(told(my_chat_member=member("member")), Welcome)
