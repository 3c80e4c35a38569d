import hashlib
import hmac
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ilm.channels.base import (
    AddressChanged,
    Answer,
    Broken,
    Edited,
    Event,
    Malformed,
    MediaOut,
    MediaRef,
    Other,
    Outgoing,
    RawRequest,
    Receipt,
    Rejected,
    Reply,
    Retry,
    Said,
    SendError,
    Stopped,
    Unknown,
    Unreachable,
    Unreadable,
    WindowClosed,
    Withdrawn,
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


def heard(name: str) -> list[Event]:
    return channel.parse(fixture("whatsapp", name))


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


def test_it_hears_burmese() -> None:
    assert heard("text_burmese") == [
        Said(
            address=NUMBER,
            also_known_as=(BSUID,),
            external_id="wamid.HBgMOTU5MDAwMDAwMDAx01",
            at=datetime(2026, 11, 22, 9, 46, 21, tzinfo=UTC),
            text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
            reply_to="wamid.OURS01",
        )
    ]


def test_it_hears_somebody_without_a_number() -> None:
    [said] = heard("without_number")
    assert isinstance(said, Said)
    assert (said.address, said.also_known_as) == (BSUID, ())


@pytest.mark.parametrize(("name", "kind"), [("photo", "image"), ("voice", "voice")])
def test_it_hears_files(name: str, kind: str) -> None:
    [said] = heard(name)
    assert isinstance(said, Said)
    assert [file.kind for file in said.media] == [kind]


def test_one_broken_item_leaves_the_batch_whole() -> None:
    first, broken, last = heard("batch_one_broken")
    assert isinstance(first, Said)
    assert isinstance(last, Said)
    assert [first.text, last.text] == ["ပထမ", "ဒုတိယ"]
    assert broken == Other(
        kind="broken-message", external_id="wamid.HBgMOTU5MDAwMDAwMDAx06", why="TypeError"
    )


def test_it_reads_receipts() -> None:
    read, delivered, failed, strange = heard("statuses")
    assert isinstance(read, Receipt)
    assert (read.status, read.key) == ("read", str(KEY))
    assert isinstance(delivered, Receipt)
    assert isinstance(failed, Receipt)
    assert (failed.status, failed.code) == ("failed", "131047")
    assert strange == Other(kind="status-warned", external_id="wamid.OURS03")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("user_changed_number", NUMBER, "959000000002"),
        ("user_changed_user_id", BSUID, "MM.99991208655302741918"),
    ],
)
def test_it_hears_of_a_new_address(name: str, old: str, new: str) -> None:
    [changed] = heard(name)
    assert isinstance(changed, AddressChanged)
    assert (changed.old, changed.new) == (old, new)


def test_she_may_change_her_words_and_take_them_back() -> None:
    edited, withdrawn, strange = heard("edited_and_withdrawn")
    assert isinstance(edited, Edited)
    assert edited.text == "သုံးလလုံး လစာ မရသေးပါဘူး။"
    assert isinstance(withdrawn, Withdrawn)
    assert edited.external_id == withdrawn.external_id == "wamid.HBgMOTU5MDAwMDAwMDAx01"
    assert strange == Other(kind="edit", external_id="wamid.E3")


def test_other_kinds() -> None:
    place, pressed, shared, *rest, button, paper = heard("other_kinds")
    assert isinstance(place, Said)
    assert place.location == (13.75, 100.5)
    assert isinstance(pressed, Said)
    assert (pressed.choice, pressed.text) == ("yes-fixed", "ဟုတ်")
    assert isinstance(shared, Said)
    assert shared.shared_contacts == ("+959000000003",)
    assert [e.kind for e in rest if isinstance(e, Other)] == ["reaction", "unsupported", "group"]
    assert isinstance(button, Said)
    assert button.choice == "not-fixed"
    assert isinstance(paper, Said)
    assert paper.media[0].name == "payslip.pdf"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not an object"),
        (b'{"object":"page","entry":[]}', "no notice of a WhatsApp business account"),
        (b'{"object":"whatsapp_business_account","entry":7}', "no notice"),
    ],
)
def test_it_says_what_it_cannot_read(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        channel.parse(post(body))


@pytest.mark.parametrize("hole", [None, 1, "x", [], {}, [1], [{}], {"id": "\x00"}])
def test_no_hole_breaks_the_rest(hole: object) -> None:
    whole = json.loads(fixture("whatsapp", "text_burmese").body)
    whole["entry"].append(hole)
    whole["entry"][0]["changes"].append(hole)
    value = whole["entry"][0]["changes"][0]["value"]
    value["messages"].append(hole)
    value["statuses"] = hole
    for name in ("contacts", "errors"):
        value[name] = hole if isinstance(hole, list) else None
    said = [e for e in channel.parse(post(json.dumps(whole).encode())) if isinstance(e, Said)]
    assert len(said) == 1


def test_a_half_surrogate_is_made_whole() -> None:
    body = fixture("whatsapp", "text_burmese").body.replace("လစာ".encode(), b"\\ud83d")
    [said] = channel.parse(post(body))
    assert isinstance(said, Said)
    assert "\ufffd" in said.text
    assert said.text.encode()


def test_what_is_for_another_number_is_not_ours() -> None:
    body = fixture("whatsapp", "voice").body.replace(b"106000000000001", b"106000000000002")
    assert channel.parse(post(body)) == [Other(kind="another-number")]


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
