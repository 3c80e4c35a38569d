import logging
from dataclasses import replace
from uuid import UUID

import pytest

from ilm.channels.base import (
    Blocked,
    Broken,
    Edited,
    Malformed,
    MediaOut,
    MediaRef,
    Outgoing,
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Stopped,
    TemplateOut,
    Unknown,
    Unreachable,
    WindowClosed,
)
from ilm.channels.http import HttpxClient
from ilm.channels.naming import delivery_key
from ilm.channels.telegram.adapter import Telegram
from ilm.channels.whatsapp.adapter import WhatsApp
from tests.twins import Twin
from tests.twins.inbox import Inbox

KEY = UUID(int=5)
WORKER = "959000000001"
BURMESE = "နှစ်လလုံး လစာ မရသေးပါဘူး။ 😀"


def test_what_she_writes_on_whatsapp_arrives(twin: Twin, inbox: Inbox) -> None:
    channel = WhatsApp(**twin.whatsapp.account)
    assert twin.whatsapp.say(WORKER, BURMESE, user_id="MM.1349").status == 200
    [raw] = inbox.got
    assert raw.url == "/hooks/whatsapp/demo/"
    channel.verify(raw)
    [said] = channel.parse(raw)
    assert isinstance(said, Said)
    assert (said.address, said.also_known_as, said.text) == (WORKER, ("MM.1349",), BURMESE)


def test_a_changed_byte_and_an_old_secret_are_rejected(twin: Twin, inbox: Inbox) -> None:
    body = twin.whatsapp.body([twin.whatsapp.written(WORKER, "hi")])
    twin.whatsapp.deliver(body, flip=True)
    twin.whatsapp.deliver(body, secret="last year's")
    twin.telegram.deliver(twin.telegram.update(), secret="guess")
    for raw in inbox.got[:2]:
        with pytest.raises(Rejected):
            WhatsApp(**twin.whatsapp.account).verify(raw)
    with pytest.raises(Rejected):
        Telegram(**twin.telegram.account).verify(inbox.got[2])


def test_a_redelivery_has_the_same_key(twin: Twin, inbox: Inbox) -> None:
    body = twin.whatsapp.body([twin.whatsapp.written(WORKER, "hi")])
    twin.whatsapp.deliver(body)
    twin.whatsapp.deliver(body)
    assert len({delivery_key(WhatsApp, raw) for raw in inbox.got}) == 1


def test_she_sees_each_text_once(twin: Twin, http: HttpxClient) -> None:
    channel = WhatsApp(**twin.whatsapp.account)
    twin.whatsapp.hear(WORKER)
    twin.whatsapp.hear("349")
    parts = channel.render(Outgoing(address=WORKER, text=BURMESE * 200))
    assert len(parts) == 2
    sent = [channel.send(part, key=KEY, http=http) for part in parts]
    assert "".join(twin.whatsapp.ledger.texts(WORKER)) == BURMESE * 200
    assert len({one.external_id for one in sent}) == 2
    [part] = channel.render(Outgoing(address="MM.1349", text="by id"))
    assert channel.send(part, key=KEY, http=http).aliases == ("MM.1349",)


def test_free_words_want_an_open_window_and_a_template_wants_approval(
    twin: Twin, http: HttpxClient
) -> None:
    side, channel = twin.whatsapp, WhatsApp(**twin.whatsapp.account)
    [free] = channel.render(Outgoing(address=WORKER, text="late"))
    note = TemplateOut(name="neutral_note", code="en_US")
    [call] = channel.render(Outgoing(address=WORKER, text="never beside it", template=note))
    with pytest.raises(WindowClosed):
        channel.send(free, key=KEY, http=http)
    with pytest.raises(Malformed, match="132001"):
        channel.send(call, key=KEY, http=http)
    side.approve("neutral_note", "en_US", "Please write to us.")
    channel.send(call, key=KEY, http=http)
    side.press(WORKER, "I am here")
    channel.send(free, key=KEY, http=http)
    assert side.ledger.texts(WORKER) == ["Please write to us.", "late"]


def test_what_she_presses_arrives_as_words(twin: Twin, inbox: Inbox) -> None:
    twin.whatsapp.press(WORKER, "I am here", context="wamid.A")
    [said] = WhatsApp(**twin.whatsapp.account).parse(inbox.got[0])
    assert isinstance(said, Said)
    assert (said.text, said.choice, said.reply_to) == ("I am here", "I am here", "wamid.A")


def test_receipts_come_in_any_order(twin: Twin, inbox: Inbox) -> None:
    twin.whatsapp.receipts("wamid.A", "read", "delivered", key=str(KEY))
    events = WhatsApp(**twin.whatsapp.account).parse(inbox.got[0])
    assert [(e.status, e.key) for e in events if isinstance(e, Receipt)] == [
        ("read", str(KEY)),
        ("delivered", str(KEY)),
    ]


@pytest.mark.parametrize("name", ["whatsapp", "telegram"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", Retry),
        ("500", Retry),
        ("drop", Unknown),
        ("drop-after", Unknown),
        ("unauthorised", Broken),
    ],
)
def test_faults(
    twin: Twin, http: HttpxClient, name: str, fault: str, error: type[SendError]
) -> None:
    side = getattr(twin, name)
    channel = WhatsApp(**side.account) if name == "whatsapp" else Telegram(**side.account)
    side.ledger.fail_next(fault)
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=http)
    assert "twin-token" not in f"{told.value!r} {told.value.__cause__!r}"
    assert len(side.ledger.texts("5550001")) == (fault == "drop-after")
    if isinstance(told.value, Retry) and fault == "429":
        assert told.value.after == 3


def test_a_closed_window_and_a_dead_number(twin: Twin, http: HttpxClient) -> None:
    channel = WhatsApp(**twin.whatsapp.account)
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    for fault, error in (("window", WindowClosed), ("blocked", Unreachable)):
        twin.whatsapp.ledger.fail_next(fault)
        with pytest.raises(error):
            channel.send(part, key=KEY, http=http)


def test_files_come_and_go_on_whatsapp(twin: Twin, inbox: Inbox, http: HttpxClient) -> None:
    channel = WhatsApp(**twin.whatsapp.account)
    twin.whatsapp.speak(WORKER, b"OggS her voice")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    source = channel.media(said.media[0], http=http)
    assert http.get(source.url).status == 401
    assert http.fetch(source) == b"OggS her voice"
    for spoilt in (replace(source, size_max=5), replace(source, sha256="0" * 64)):
        with pytest.raises(Malformed):
            http.fetch(spoilt)
    voice = MediaOut(kind="voice", mime_type="audio/ogg; codecs=opus", content=b"OggS ours\r\n\r\n")
    [part] = channel.render(Outgoing(address=WORKER, media=(voice,)))
    channel.send(part, key=KEY, http=http)
    shown = twin.whatsapp.ledger.shown[-1].payload["audio"]["id"]
    assert twin.whatsapp.media[shown][1] == b"OggS ours\r\n\r\n"
    with pytest.raises(Unreachable):
        channel.media(MediaRef(external_id="404", kind="voice"), http=http)


def test_a_whole_talk_on_telegram(twin: Twin, inbox: Inbox, http: HttpxClient) -> None:
    side, channel = twin.telegram, Telegram(**twin.telegram.account)
    side.say("5550001", BURMESE)
    side.speak("5550001", b"OggS")
    side.show("5550001", b"a long photo", "my hand")
    side.edit("5550001", 1, "three months")
    for raw in inbox.got:
        channel.verify(raw)
    said, voice, photo, edited = [next(channel.parse(raw)) for raw in inbox.got]
    assert isinstance(said, Said)
    assert (said.text, said.language_hint) == (BURMESE, "my")
    assert isinstance(voice, Said)
    assert isinstance(photo, Said)
    source = channel.media(photo.media[0], http=http)
    assert http.fetch(source) == b"a long photo"
    with pytest.raises(Unreachable):
        http.fetch(replace(source, url=source.url + "x"))
    assert isinstance(edited, Edited)
    answer = MediaOut(kind="voice", mime_type="audio/ogg", content=b"OggS")
    for part in channel.render(Outgoing(address="5550001", text="heard", media=(answer,))):
        channel.send(part, key=KEY, http=http)
    assert side.ledger.wait_for("5550001", 2) == ["heard", "[sendVoice]"]


def test_a_block_is_respected(twin: Twin, inbox: Inbox, http: HttpxClient) -> None:
    channel = Telegram(**twin.telegram.account)
    twin.telegram.block("5550001")
    [blocked] = channel.parse(inbox.got[0])
    assert isinstance(blocked, Blocked)
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(Stopped):
        channel.send(part, key=KEY, http=http)


def test_nobody_at_home_may_be_tried_again(http: HttpxClient, inbox: Inbox) -> None:
    with Twin() as gone:
        account = gone.telegram.account
    channel = Telegram(**account)
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(Retry):
        channel.send(part, key=KEY, http=http)


def test_no_token_reaches_a_log(
    twin: Twin, http: HttpxClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    channel = Telegram(**twin.telegram.account)
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    channel.send(part, key=KEY, http=http)
    assert "twin-token" not in caplog.text


def test_a_twin_stays_at_home() -> None:
    with Twin(target="http://ilm.example") as twin, pytest.raises(ValueError, match="only to this"):
        twin.whatsapp.say(WORKER, "hi")
