"""Viber's adapter against Viber's twin, over a real socket."""

from uuid import uuid4

import pytest

from ilm.channels.base import (
    Blocked,
    Broken,
    Outgoing,
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Sent,
    Stopped,
    Unknown,
    Unreachable,
    Welcome,
    WindowClosed,
)
from ilm.channels.http import HttpxClient
from ilm.channels.naming import delivery_key
from ilm.channels.viber import trying
from ilm.channels.viber.adapter import Viber
from tests.twins import Twin
from tests.twins.inbox import Inbox

WORKER = "01234567890A="
BURMESE = "နှစ်လလုံး လစာ မရသေးပါဘူး။ 😀"


@pytest.fixture
def channel(twin: Twin) -> Viber:
    return Viber(**twin.viber.account)


def send(channel: Viber, http: HttpxClient) -> Sent:
    [part] = channel.render(Outgoing(address=WORKER, text="hello"))
    return channel.send(part, key=uuid4(), http=http)


def test_what_she_writes_arrives(twin: Twin, inbox: Inbox, channel: Viber) -> None:
    assert twin.viber.say(WORKER, BURMESE).status == 200
    [raw] = inbox.got
    assert raw.url == "/hooks/viber/demo/"
    channel.verify(raw)
    [said] = channel.parse(raw)
    assert isinstance(said, Said)
    assert (said.address, said.text, said.language_hint) == (WORKER, BURMESE, "my")


def test_setting_the_address_is_signed_and_tells_nothing(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Viber
) -> None:
    asked = {"url": twin.viber.hook, "event_types": ["delivered", "seen"]}
    heads = {"X-Viber-Auth-Token": channel.token}
    answer = http.post_json(f"{twin.url}/pa/set_webhook", asked, headers=heads)
    assert answer.json()["status"] == 0
    channel.verify(inbox.got[0])
    assert [*channel.parse(inbox.got[0])] == []


def test_a_changed_byte_and_an_old_token_are_rejected(
    twin: Twin, inbox: Inbox, channel: Viber
) -> None:
    body = twin.viber.written(WORKER, {"type": "text", "text": "hi"})
    twin.viber.deliver(body, flip=True)
    twin.viber.deliver(body, secret="last year's")
    assert inbox.got[0].body != body
    for raw in inbox.got:
        with pytest.raises(Rejected):
            channel.verify(raw)


def test_a_repeat_is_the_same_and_receipts_come_in_any_order(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Viber
) -> None:
    body = twin.viber.written(WORKER, {"type": "text", "text": "hi"})
    twin.viber.deliver(body)
    twin.viber.deliver(body)
    assert len({delivery_key(channel, raw) for raw in inbox.got}) == 1
    name = send(channel, http).external_id
    twin.viber.receipts(WORKER, name, "seen", "delivered", "failed")
    told = [event for raw in inbox.got[2:] for event in channel.parse(raw)]
    known = [(one.external_id, one.status) for one in told if isinstance(one, Receipt)]
    assert known == [(name, "read"), (name, "delivered"), (name, "failed")]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", Retry),
        ("500", Unknown),
        ("drop", Unknown),
        ("drop-after", Unknown),
        ("window", WindowClosed),
        ("quota", Broken),
        ("blocked", Stopped),
        ("unauthorised", Broken),
    ],
)
def test_faults(
    twin: Twin, http: HttpxClient, channel: Viber, fault: str, error: type[SendError]
) -> None:
    twin.viber.subscribed.add(WORKER)
    twin.viber.ledger.fail_next(fault)
    with pytest.raises(error) as told:
        send(channel, http)
    assert twin.viber.token not in f"{told.value!r} {told.value.__cause__!r}"
    assert len(twin.viber.ledger.texts(WORKER)) == (fault == "drop-after")


def test_she_comes_by_a_link_writes_and_leaves(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Viber
) -> None:
    twin.viber.start(WORKER, "poster-7")
    [came] = channel.parse(inbox.got[0])
    assert isinstance(came, Welcome)
    assert came.token == "poster-7"
    with pytest.raises(Stopped):
        send(channel, http)
    twin.viber.say(WORKER, "hi")
    send(channel, http)
    twin.viber.block(WORKER)
    [gone] = channel.parse(inbox.got[2])
    assert isinstance(gone, Blocked)
    with pytest.raises(Stopped):
        send(channel, http)
    assert twin.viber.ledger.texts(WORKER) == ["hello"]


def test_long_words_arrive_whole(twin: Twin, http: HttpxClient, channel: Viber) -> None:
    twin.viber.subscribed.add(WORKER)
    parts = channel.render(Outgoing(address=WORKER, text=BURMESE * 400))
    assert len(parts) == 2
    for part in parts:
        channel.send(part, key=uuid4(), http=http)
    assert "".join(twin.viber.ledger.texts(WORKER)) == BURMESE * 400


def test_her_photo_is_fetched_while_it_is_there(
    twin: Twin, inbox: Inbox, http: HttpxClient, channel: Viber
) -> None:
    twin.viber.show(WORKER, b"a photo", "my hand")
    [said] = channel.parse(inbox.got[0])
    assert isinstance(said, Said)
    assert said.text == "my hand"
    source = channel.media(said.media[0], http=http)
    assert http.fetch(source) == b"a photo"
    twin.viber.files.clear()
    with pytest.raises(Unreachable):
        http.fetch(source)


def test_the_account_is_tried(twin: Twin, http: HttpxClient, channel: Viber) -> None:
    assert trying.trouble(channel, http=http) == ""
    twin.viber.is_suspended = True
    assert "contract" in trying.trouble(channel, http=http)
    twin.viber.token = "another"
    assert "token" in trying.trouble(channel, http=http)
    long = Viber(token="t", sender="x" * 29, api_url=twin.url)
    assert "28 letters" in trying.trouble(long, http=http)
