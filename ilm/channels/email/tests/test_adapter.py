"""Letters in, letters out, and whom not to believe."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest

from ilm.channels.base import (
    MediaRef,
    Other,
    RawRequest,
    Receipt,
    Rejected,
    Said,
    Unreachable,
    Unreadable,
)
from ilm.channels.email.adapter import Email
from ilm.channels.tests.made import HERE, Scripted

KEY = UUID("00112233445566778899aabbccddeeff")
AT = datetime(2026, 11, 27, 5, tzinfo=UTC)
OURS = f"<{KEY.hex}@hotline.test>"
BOX = Email(
    address="report@hotline.test", password="s3cret", imap_host="127.0.0.1", smtp_host="127.0.0.1",
    trusts="mx.hotline.test",
)  # fmt: skip


def fixture(name: str) -> bytes:
    return (HERE / "email" / "fixtures" / f"{name}.eml").read_bytes()


def heard(raw: bytes) -> list:
    return list(BOX.parse(RawRequest("POST", "", {}, raw, AT)))


def letter(text: str = "help", **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {"From": "worker@worker.test", "To": "report@hotline.test", "Message-ID": "<2@w.test>"}
    for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        if value:
            made[name] = value
    made.set_content(text)
    return made


def one(made: EmailMessage) -> Said:
    [event] = heard(made.as_bytes())
    assert isinstance(event, Said)
    return event


def test_a_letter_says_who_what_and_when() -> None:
    [said] = heard(fixture("report"))
    assert isinstance(said, Said)
    assert said.address == "worker@worker.test"
    assert said.text == "အကူအညီ\n\nအလုပ်ရှင်က ပတ်စပို့ သိမ်းထားပါတယ်။"
    assert said.quoted.splitlines()[1] == "> How can we help?"
    assert said.at == datetime(2026, 11, 27, 3, 30, tzinfo=UTC)
    assert said.is_sure
    assert said.reply_to is None


@pytest.mark.parametrize("told", [
    "", "mx.hotline.test; dmarc=fail header.from=worker.test",
    "mx.evil.test; dmarc=pass header.from=worker.test",
    "mx.hotline.test; dmarc=pass header.from=evil.test",
    "mx.hotline.test; dmarc=none header.from=worker.test",
    "mx.hotline.test; spf=pass smtp.mailfrom=worker.test",
    "mx.hotline.test.evil.test; dmarc=pass header.from=worker.test",
    "mx.hotline.test (; dmarc=pass header.from=worker.test); dmarc=fail header.from=worker.test",
])  # fmt: skip
def test_without_our_own_servers_word_nobody_is_believed(told: str) -> None:
    assert not one(letter(Authentication_Results=told)).is_sure


def test_a_line_below_somebody_elses_is_not_ours() -> None:
    raw = letter().as_bytes()
    good = b"Authentication-Results: mx.hotline.test; dmarc=pass header.from=worker.test\n"
    bad = b"Authentication-Results: elsewhere; none\n"
    for head, is_sure in ((good, True), (good + bad, True), (bad + good, False)):
        [said] = heard(head + raw)
        assert said.is_sure is is_sure


def test_two_senders_are_nobody_sure() -> None:
    raw = (
        letter()
        .as_bytes()
        .replace(b"From: worker@worker.test", b"From: worker@worker.test, boss@worker.test")
    )
    head = b"Authentication-Results: mx.hotline.test; dmarc=pass header.from=worker.test\n"
    [said] = heard(head + raw)
    assert not said.is_sure


@pytest.mark.parametrize("how", [
    {"To": f"Report+{KEY.hex.upper()}@hotline.test"}, {"References": f"<1@w.test> {OURS}"},
    {"In_Reply_To": OURS}, {"Delivered_To": f"report+{KEY.hex}@hotline.test"},
])  # fmt: skip
def test_her_answer_names_our_letter(how: dict[str, str]) -> None:
    assert one(letter(**how)).reply_to == OURS


def test_the_address_comes_before_the_references() -> None:
    other = f"<{'f' * 32}@hotline.test>"
    made = letter(To=f"report+{KEY.hex}@hotline.test", References=other)
    assert one(made).reply_to == OURS


@pytest.mark.parametrize("how", [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x=y"},
    {"Precedence": "auto_reply"}, {"Return_Path": "<>"},
])  # fmt: skip
def test_a_machines_letter_is_nobodys_report(how: dict[str, str]) -> None:
    [event] = heard(letter(**how).as_bytes())
    assert isinstance(event, Other)
    assert not event.why


@pytest.mark.parametrize("how", [
    {"Precedence": "bulk"}, {"List_Id": "<l.test>"}, {"X_Auto_Response_Suppress": "All"},
])  # fmt: skip
def test_what_goes_to_many_is_heard_and_not_believed(how: dict[str, str]) -> None:
    proof = "mx.hotline.test; dmarc=pass header.from=worker.test"
    assert one(letter(Authentication_Results=proof)).is_sure
    assert not one(letter(Authentication_Results=proof, **how)).is_sure


def test_our_own_letter_and_one_from_nobody() -> None:
    [own] = heard(letter(From="Report@hotline.test").as_bytes())
    assert own == Other(kind="own-mail")
    [nobody] = heard(letter(From="").as_bytes())
    assert nobody.why  # it stays, sealed, where operators see it


def test_a_bounce_names_the_letter_that_failed() -> None:
    [told] = heard(fixture("bounce"))
    assert told == Receipt(external_id=OURS, status="failed", at=AT, code="5.1.1")
    late = fixture("bounce").replace(b"Action: failed", b"Action: delayed")
    assert heard(late) == [Other(kind="mail-report")]
    theirs = fixture("bounce").replace(b"@hotline.test>", b"@other.test>")
    assert heard(theirs) == [Other(kind="mail-report")]


def test_html_becomes_text_and_the_letter_is_kept() -> None:
    made = letter()
    made.set_content(
        "<style>p{}</style><p>He took my &lt;passport&gt;</p><p>Help<img src='https://x.test/1'>"
        "<script>alert(1)</script></p>",
        subtype="html",
    )
    said = one(made)
    assert said.text == "He took my <passport>\nHelp"
    [kept] = said.media
    assert (kept.kind, kept.mime_type, kept.content) == (
        "document", "message/rfc822", made.as_bytes(),
    )  # fmt: skip


def test_files_come_with_it_and_are_not_shown() -> None:
    made = letter("listen")
    made.add_alternative("<p>listen</p>", subtype="html")
    made.add_attachment(b"OggS" + bytes(50), maintype="audio", subtype="ogg", filename="v.ogg")
    made.add_attachment(letter("inner"))
    voice, inner = one(made).media
    assert (voice.kind, voice.content) == ("audio", b"OggS" + bytes(50))
    assert inner.kind == "document"
    assert b"inner" in (inner.content or b"")
    assert "OggS" not in repr(voice)


def test_the_same_letter_has_one_name_and_another_under_its_id_has_another() -> None:
    first = letter("one").as_bytes()
    again = b"Received: from x by y\n" + first
    assert one(message_from_bytes(first, policy=default)).external_id == heard(again)[0].external_id
    assert one(letter("two")).external_id != one(letter("one")).external_id


@pytest.mark.parametrize("raw", [
    b"From: a@b.test\nContent-Type: text/plain; charset=no-such\n\nhelp\xff",
    b"From: a@b.test\nDate: yesterday\nSubject: =?utf-8?b?!!?=\nMessage-ID: <\n\nhelp",
    b"From: a@b.test\nContent-Type: multipart/mixed; boundary=x\n\nhelp",
    b"From: =?x?q?=?= <a@b.test>\nTo: ,,;\n\nhelp",
])  # fmt: skip
def test_odd_letters_are_heard(raw: bytes) -> None:
    [said] = heard(raw)
    assert isinstance(said, Said)
    assert said.address == "a@b.test"


def test_an_empty_one_is_none_and_nothing_is_delivered_here() -> None:
    with pytest.raises(Unreadable):
        BOX.parse(RawRequest("POST", "", {}, b" \n"))
    with pytest.raises(Rejected):
        BOX.verify(RawRequest("POST", "", {}, b"x"))
    assert BOX.greet(RawRequest("GET", "", {}, b"")) is None
    with pytest.raises(Unreachable):
        BOX.media(MediaRef(external_id="", kind="image"), http=Scripted([]))
