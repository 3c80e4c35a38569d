import json
from datetime import UTC, datetime

import pytest

from ilm.channels.base import (
    AddressChanged,
    Edited,
    Event,
    Other,
    RawRequest,
    Receipt,
    Said,
    Unreadable,
    Withdrawn,
)
from ilm.channels.tests.made import fixture
from ilm.channels.whatsapp.adapter import WhatsApp

NUMBER, BSUID = "959000000001", "MM.13491208655302741918"
channel = WhatsApp(
    phone_number_id="106000000000001",
    graph_url="https://graph.test/v24.0",
    app_secret="app-s3cret",
    verify_token="verify-s3cret",
    access_token="access-s3cret",
)


def heard(name: str) -> list[Event]:
    return list(channel.parse(fixture("whatsapp", name)))


def post(body: bytes) -> RawRequest:
    return RawRequest("POST", "https://ilm.test/hooks/whatsapp/demo/", {}, body)


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
    assert (read.status, read.key) == ("read", "3f1c7a52-0000-4000-8000-000000000001")
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
    assert list(channel.parse(post(body))) == [Other(kind="another-number")]


def test_an_event_shows_nobody() -> None:
    shown = repr([*heard("text_burmese"), *heard("other_kinds"), *heard("user_changed_number")])
    assert NUMBER not in shown
    assert BSUID not in shown
    assert "လစာ" not in shown
