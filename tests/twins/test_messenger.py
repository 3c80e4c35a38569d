"""Messenger's adapter against Meta's twin, over a real socket."""

from uuid import UUID, uuid4

import pytest

from ilm.channels.base import (
    Broken,
    Malformed,
    MediaOut,
    Outgoing,
    Receipt,
    ReceivedUpTo,
    Rejected,
    Retry,
    Said,
    SendError,
    Sent,
    Unknown,
    Unreachable,
    WindowClosed,
    Withdrawn,
)
from ilm.channels.http import HttpxClient
from ilm.channels.messenger import trying
from ilm.channels.messenger.adapter import Messenger
from ilm.channels.naming import delivery_key
from tests.twins import Twin
from tests.twins.inbox import Inbox

WORKER = "6011111111111111"
BURMESE = "နှစ်လလုံး လစာ မရသေးပါဘူး။ 😀"


@pytest.fixture
def channel(twin: Twin) -> Messenger:
    return Messenger(**twin.messenger.account)


def send(channel: Messenger, http: HttpxClient, *, key: UUID | None = None) -> Sent:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    return channel.send(part, key=key or uuid4(), http=http)


def test_what_she_writes_arrives(twin: Twin, inbox: Inbox, channel: Messenger) -> None:
    assert twin.messenger.say(WORKER, BURMESE).status == 200
    [raw] = inbox.got
    assert raw.url == "/hooks/messenger/demo/"
    channel.verify(raw)
    [said] = channel.parse(raw)
    assert isinstance(said, Said)
    assert (said.address, said.text) == (WORKER, BURMESE)


def test_a_changed_byte_and_an_old_secret_are_rejected(
    twin: Twin, inbox: Inbox, channel: Messenger
) -> None:
    body = twin.messenger.body([twin.messenger.written(WORKER, "hi")])
    twin.messenger.deliver(body, flip=True)
    twin.messenger.deliver(body, secret="last year's")
    assert inbox.got[0].body != body
    for raw in inbox.got:
        with pytest.raises(Rejected):
            channel.verify(raw)


def test_every_item_of_every_entry_is_heard_and_a_repeat_is_the_same(
    twin: Twin, inbox: Inbox, channel: Messenger
) -> None:
    words = [twin.messenger.written(WORKER, str(n)) for n in (3, 1, 2)]
    body = twin.messenger.body(words, each=2)
    for _ in range(2):
        twin.messenger.deliver(body)
    assert len({delivery_key(channel, raw) for raw in inbox.got}) == 1
    events = list(channel.parse(inbox.got[0]))
    assert [event.text for event in events if isinstance(event, Said)] == ["3", "1", "2"]


def test_what_she_takes_back(twin: Twin, inbox: Inbox, channel: Messenger) -> None:
    twin.messenger.say(WORKER, "hi")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    twin.messenger.unsend(WORKER, said.external_id)
    [back] = channel.parse(inbox.got[1])
    assert isinstance(back, Withdrawn)
    assert back.external_id == said.external_id


def test_receipts_come_in_any_order(twin: Twin, inbox: Inbox, channel: Messenger) -> None:
    twin.messenger.read(WORKER, 1795340782)
    twin.messenger.reach(WORKER, "m_1", watermark=1795340781)
    [read], [named, reached] = (list(channel.parse(raw)) for raw in inbox.got)
    assert isinstance(read, ReceivedUpTo)
    assert isinstance(named, Receipt)
    assert isinstance(reached, ReceivedUpTo)
    assert (read.status, named.external_id, reached.status) == ("read", "m_1", "delivered")
    assert read.at > reached.at


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", Retry),
        ("500", Unknown),
        ("drop", Unknown),
        ("drop-after", Unknown),
        ("window", WindowClosed),
        ("blocked", Unreachable),
        ("unauthorised", Broken),
    ],
)
def test_faults(
    twin: Twin, http: HttpxClient, channel: Messenger, fault: str, error: type[SendError]
) -> None:
    twin.messenger.hear(WORKER)
    twin.messenger.ledger.fail_next(fault)
    with pytest.raises(error) as told:
        send(channel, http)
    assert twin.messenger.access_token not in f"{told.value!r} {told.value.__cause__!r}"
    assert len(twin.messenger.ledger.texts(WORKER)) == (fault == "drop-after")


def test_an_echo_settles_what_stayed_unanswered(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Messenger
) -> None:
    twin.messenger.hear(WORKER)
    twin.messenger.echoes, key = True, uuid4()
    twin.messenger.ledger.fail_next("drop-after")
    with pytest.raises(Unknown):
        send(channel, http, key=key)
    channel.verify(inbox.got[0])
    [echo] = channel.parse(inbox.got[0])
    assert isinstance(echo, Receipt)
    assert (echo.status, echo.key) == ("sent", str(key))
    assert echo.external_id == twin.messenger.ledger.shown[0].external_id


def test_the_window_closes_and_her_word_opens_it(
    twin: Twin, http: HttpxClient, channel: Messenger
) -> None:
    with pytest.raises(WindowClosed):
        send(channel, http)
    twin.messenger.press(WORKER, "Start", "START")
    send(channel, http)
    twin.messenger.blocked.add(WORKER)
    with pytest.raises(Unreachable):
        send(channel, http)
    assert twin.messenger.ledger.texts(WORKER) == ["hello"]


def test_files_come_and_go(twin: Twin, inbox: Inbox, http: HttpxClient, channel: Messenger) -> None:
    twin.messenger.speak(WORKER, b"m4a her voice")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    source = channel.media(said.media[0], http=http)
    assert http.fetch(source) == b"m4a her voice"
    twin.messenger.files.clear()
    with pytest.raises(Unreachable):
        http.fetch(source)
    answer = MediaOut(kind="voice", mime_type="audio/mp4", content=b"m4a ours\r\n\r\n")
    for part in channel.render(Outgoing(address=WORKER, text=BURMESE, media=(answer,))):
        channel.send(part, key=uuid4(), http=http)
    assert twin.messenger.ledger.texts(WORKER) == [BURMESE, "[audio]"]
    assert twin.messenger.uploads[twin.messenger.ledger.shown[-1].external_id] == (
        b"m4a ours\r\n\r\n"
    )


def test_nobody_of_that_name(http: HttpxClient, channel: Messenger) -> None:
    [part] = channel.render(Outgoing(address="U4af", text="hello"))
    with pytest.raises(Unreachable):
        channel.send(part, key=uuid4(), http=http)


def test_the_twin_takes_no_more_than_meta_does(
    twin: Twin, http: HttpxClient, channel: Messenger
) -> None:
    twin.messenger.hear(WORKER)
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    too_long = {**part.payload, "message": {"text": "a" * 2001}}
    with pytest.raises(Malformed):
        channel.send(type(part)(number=1, of=1, payload=too_long), key=uuid4(), http=http)


def test_the_account_is_tried(twin: Twin, http: HttpxClient, channel: Messenger) -> None:
    assert trying.trouble(channel, http=http) == ""
    twin.messenger.page_id = "105"
    assert "not the page's" in trying.trouble(channel, http=http)
    twin.messenger.access_token = "another"
    assert "access_token" in trying.trouble(channel, http=http)
