"""LINE's adapter against LINE's twin, over a real socket."""

from uuid import UUID, uuid4

import pytest

from ilm.channels.base import (
    Blocked,
    Broken,
    MediaRef,
    Outgoing,
    Rejected,
    Retry,
    Said,
    SendError,
    Sent,
    Unknown,
    Unreachable,
    Withdrawn,
)
from ilm.channels.http import HttpxClient
from ilm.channels.line import trying
from ilm.channels.line.adapter import Line
from ilm.channels.naming import delivery_key
from tests.twins import Twin
from tests.twins.inbox import Inbox

WORKER = "U4af4980629aa0000000000000000001"
BURMESE = "နှစ်လလုံး လစာ မရသေးပါဘူး။ 😀"


@pytest.fixture
def channel(twin: Twin) -> Line:
    return Line(**twin.line.account)


def push(channel: Line, http: HttpxClient, text: str = "hello", key: UUID | None = None) -> Sent:
    [part] = channel.render(Outgoing(address=WORKER, text=text))
    return channel.send(part, key=key or uuid4(), http=http)


def test_what_she_writes_arrives(twin: Twin, inbox: Inbox, channel: Line) -> None:
    assert twin.line.say(WORKER, BURMESE).status == 200
    [raw] = inbox.got
    assert raw.url == "/hooks/line/demo/"
    channel.verify(raw)
    [said] = channel.parse(raw)
    assert isinstance(said, Said)
    assert (said.address, said.text) == (WORKER, BURMESE)


def test_the_consoles_question_is_signed_and_tells_nothing(
    twin: Twin, inbox: Inbox, channel: Line
) -> None:
    assert twin.line.introduce().status == 200
    channel.verify(inbox.got[0])
    assert [*channel.parse(inbox.got[0])] == []


def test_a_changed_byte_and_an_old_secret_are_rejected(
    twin: Twin, inbox: Inbox, channel: Line
) -> None:
    body = twin.line.body([twin.line.written(WORKER, "hi")])
    twin.line.deliver(body, flip=True)
    twin.line.deliver(body, secret="last year's")
    assert inbox.got[0].body != body
    for raw in inbox.got:
        with pytest.raises(Rejected):
            channel.verify(raw)


def test_a_redelivery_names_the_same_message(twin: Twin, inbox: Inbox, channel: Line) -> None:
    first, second = twin.line.written(WORKER, "one"), twin.line.written(WORKER, "two")
    body = twin.line.body([second, first])  # out of order, too
    for sent in (body, body, twin.line.again(body)):
        twin.line.deliver(sent)
    assert len({delivery_key(channel, raw) for raw in inbox.got}) == 2
    told = [list(channel.parse(raw)) for raw in inbox.got]
    assert told[0] == told[1] == told[2]
    assert [event.text for event in told[0] if isinstance(event, Said)] == ["two", "one"]


def test_what_she_takes_back_and_a_block(twin: Twin, inbox: Inbox, channel: Line) -> None:
    twin.line.say(WORKER, "hi")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    twin.line.unsend(WORKER, said.external_id)
    twin.line.block(WORKER)
    [back], [gone] = channel.parse(inbox.got[1]), channel.parse(inbox.got[2])
    assert isinstance(back, Withdrawn)
    assert back.external_id == said.external_id
    assert isinstance(gone, Blocked)
    assert gone.address == WORKER


def test_a_push_to_whom_has_blocked_us_is_taken_and_shown_to_nobody(
    twin: Twin, http: HttpxClient, channel: Line
) -> None:
    twin.line.blocked.add(WORKER)
    assert push(channel, http).external_id
    assert twin.line.ledger.texts(WORKER) == []
    assert "delivered" not in channel.can.receipts


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", Retry),
        ("quota", Broken),
        ("500", Unknown),
        ("drop", Unknown),
        ("drop-after", Unknown),
        ("unauthorised", Broken),
    ],
)
def test_whatever_goes_wrong_she_sees_it_once(
    twin: Twin, http: HttpxClient, channel: Line, fault: str, error: type[SendError]
) -> None:
    key = uuid4()
    twin.line.ledger.fail_next(fault)
    with pytest.raises(error) as told:
        push(channel, http, key=key)
    assert twin.line.access_token not in f"{told.value!r} {told.value.__cause__!r}"
    assert len(twin.line.ledger.texts(WORKER)) == (fault == "drop-after")
    again, once_more = push(channel, http, key=key), push(channel, http, key=key)
    assert again == once_more
    assert twin.line.ledger.texts(WORKER) == ["hello"]


def test_long_words_arrive_whole_and_in_order(twin: Twin, http: HttpxClient, channel: Line) -> None:
    parts = channel.render(Outgoing(address=WORKER, text=BURMESE * 300))
    assert len(parts) == 2
    for part in parts:
        channel.send(part, key=uuid4(), http=http)
    assert "".join(twin.line.ledger.texts(WORKER)) == BURMESE * 300


def test_nobody_of_that_name(http: HttpxClient, channel: Line) -> None:
    [part] = channel.render(Outgoing(address="5550001", text="hello"))
    with pytest.raises(Unreachable):
        channel.send(part, key=uuid4(), http=http)


def test_her_voice_is_fetched_once_it_is_ready(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Line
) -> None:
    twin.line.speak(WORKER, b"m4a her voice")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    source = channel.media(said.media[0], http=http)
    twin.line.is_preparing = True
    with pytest.raises(Retry):
        http.fetch(source)
    twin.line.is_preparing = False
    assert http.fetch(source) == b"m4a her voice"
    assert http.get(source.url).status == 401
    with pytest.raises(Unreachable):
        http.fetch(channel.media(MediaRef(external_id="404", kind="voice"), http=http))


def test_the_account_is_tried(twin: Twin, http: HttpxClient, channel: Line) -> None:
    assert trying.trouble(channel, http=http) == ""
    twin.line.chat_mode = "chat"
    assert "Turn Chat off" in trying.trouble(channel, http=http)
    twin.line.access_token = "another"
    assert "access_token" in trying.trouble(channel, http=http)
