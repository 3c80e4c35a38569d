import json
from datetime import UTC, datetime

import pytest

from ilm.channels.base import (
    Edited,
    Event,
    Other,
    RawRequest,
    Receipt,
    ReceivedUpTo,
    Said,
    Unreadable,
    Welcome,
    Withdrawn,
)
from ilm.channels.messenger.adapter import Messenger
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import fixture

WORKER, PAGE = "6011111111111111", "104000000000001"
channel = Messenger(page_id=PAGE, app_secret="s", verify_token="v", access_token="t")


def heard(name: str) -> list[Event]:
    return list(channel.parse(fixture("messenger", name)))


def said(name: str) -> list[Said]:
    found = heard(name)
    assert all(isinstance(event, Said) for event in found)
    return [event for event in found if isinstance(event, Said)]


def test_it_hears_burmese() -> None:
    assert heard("text_burmese") == [
        Said(
            address=WORKER,
            external_id="m_one",
            at=datetime(2026, 11, 22, 9, 46, 20, 123000, tzinfo=UTC),
            text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
            reply_to="m_ours",
        )
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("photo", "image"), ("voice", "voice"), ("video", "video"), ("document", "document")],
)
def test_it_hears_files(name: str, kind: str) -> None:
    [one] = said(name)
    [file] = one.media
    assert file.kind == kind
    assert file.external_id == f"https://cdn.fbsbx.test/v/{name}?oh=1&oe=2"
    assert "cdn" not in repr(one)


def test_both_ways_of_sending_a_sticker() -> None:
    assert [one.media[0].kind for one in said("sticker")] == ["sticker", "sticker"]


def test_places_and_answers() -> None:
    assert said("location")[0].location == (13.5475, 100.2744)
    [quick] = said("quick_reply")
    assert (quick.text, quick.choice) == ("Yes", "yes-fixed")
    first, second = said("postback")
    assert (first.external_id, first.choice, first.text) == ("m_post", "START", "Start")
    assert second.external_id == f"postback:{WORKER}:1795340783123"


def test_she_takes_back_and_changes() -> None:
    [back], [edit] = heard("deleted"), heard("edited")
    assert isinstance(back, Withdrawn)
    assert isinstance(edit, Edited)
    assert back.external_id == edit.external_id == "m_one"
    assert edit.text == "three months"


def test_she_comes_by_a_link() -> None:
    [welcome] = heard("referral")
    assert isinstance(welcome, Welcome)
    assert (welcome.address, welcome.token) == (WORKER, "poster-7")


def test_receipts_name_messages_or_say_until_when() -> None:
    first = datetime(2026, 11, 22, 9, 46, 21, tzinfo=UTC)
    half = datetime(2026, 11, 22, 9, 46, 21, 500000, tzinfo=UTC)
    read = datetime(2026, 11, 22, 9, 46, 22, tzinfo=UTC)
    assert heard("receipts") == [
        Receipt(external_id="m_ours", status="delivered", at=first),
        Receipt(external_id="m_ours2", status="delivered", at=first),
        ReceivedUpTo(address=WORKER, status="delivered", at=first),
        ReceivedUpTo(address=WORKER, status="delivered", at=half),
        ReceivedUpTo(address=WORKER, status="read", at=read),
    ]


def test_an_echo_of_ours_brings_our_key_back_and_is_never_hers() -> None:
    ours, theirs = heard("echoes")
    assert isinstance(ours, Receipt)
    assert (ours.status, ours.key) == ("sent", "3f1c7a52-0000-4000-8000-000000000001")
    assert isinstance(theirs, Other)
    assert theirs.kind == "echo"


def test_what_it_leaves_alone() -> None:
    kinds = [event.kind for event in heard("other_kinds") if isinstance(event, Other)]
    assert kinds == ["user-ref", "optin", "reaction", "message-fallback", "standby", "feed"]
    [other] = heard("another_page")
    assert isinstance(other, Other)
    assert other.kind == "another-page"


def test_one_broken_item_leaves_the_others_whole_in_every_entry() -> None:
    one, broken, two = heard("batch_one_broken")
    assert isinstance(one, Said)
    assert isinstance(two, Said)
    assert (one.text, two.text) == ("one", "two")
    assert isinstance(broken, Other)
    assert (broken.kind, broken.why) == ("broken-item", "TypeError")


@pytest.mark.parametrize("broken", [7, "x", [7], {"field": []}])
@pytest.mark.parametrize("where", ["standby", "changes"])
def test_what_is_broken_beside_her_words_leaves_them_whole(where: str, broken: object) -> None:
    whole = json.loads(fixture("messenger", "text_burmese").body)
    whole["entry"][0][where] = broken
    raw = RawRequest("POST", "https://ilm.test/", {}, json.dumps(whole).encode())
    first, *others = channel.parse(raw)
    assert isinstance(first, Said)
    assert len(others) == 1
    assert isinstance(others[0], Other)


def test_a_repeat_has_the_same_key() -> None:
    keys = {delivery_key(channel, fixture("messenger", "voice")) for _ in range(2)}
    assert len(keys) == 1
    assert delivery_key(channel, fixture("messenger", "photo")) not in keys


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"object":"page"}', b'{"object":"instagram","entry":[]}']
)
def test_it_says_what_it_cannot_read(body: bytes) -> None:
    with pytest.raises(Unreadable, match="The body"):
        channel.parse(RawRequest("POST", "https://ilm.test/", {}, body))


@pytest.mark.parametrize("hole", [None, 1, "x", [], {}, [{}], {"id": {}}, {"mid": 7}])
@pytest.mark.parametrize(
    "kind", ["message", "message_edit", "postback", "referral", "delivery", "read", "sender"]
)
def test_no_hole_breaks_it(kind: str, hole: object) -> None:
    item = {"sender": {"id": WORKER}, "timestamp": 1795340780123, "message": {}, kind: hole}
    for entry in ({"id": PAGE, "messaging": [item, hole]}, {"id": PAGE, "messaging": hole}, hole):
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        events = channel.parse(RawRequest("POST", "https://ilm.test/", {}, body))
        assert not [event for event in events if isinstance(event, Withdrawn | Edited | Receipt)]
