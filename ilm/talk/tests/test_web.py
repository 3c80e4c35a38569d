"""Each form of the worker page becomes one message; what her phone sealed stays sealed."""

import base64
import json
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from ilm.channels.base import Unreadable
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import attaching, web
from ilm.talk.models import Attachment, Conversation, Message
from ilm.talk.reading import thread
from ilm.talk.tests import make
from ilm.vault import keys, receipts
from ilm.vault.models import OrgKey, Person, Receipt
from ilm.vault.sealing import bind, new_pair, pad, seal
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def leave(desk, kind: str, **fields: object) -> web.Left:
    item = {"v": 1, "kind": kind, "org": str(desk.org_id), "id": str(uuid4()), "language": "my"}
    body = json.dumps(item | fields).encode()
    with entering("parse"), atomic():
        return web.hear(body, org_id=desk.org_id, received_at=clock.now())


def report(desk, mine: receipts.Issued, **fields: object) -> web.Left:
    kept = {"lookup": mine.lookup.hex(), "public": b64(mine.public), "locked": b64(mine.locked)}
    return leave(desk, "report", text="No pay for two months.", receipt=kept, **fields)


def shown(desk, conversation):
    with entering("desk", desk.worker.user_id):
        return thread(conversation, make.reader(desk))


def test_a_report_without_javascript_is_sealed_on_arrival(desk) -> None:
    mine = receipts.issue()
    file = {"kind": "document", "media_type": "text/plain", "name": "a.txt", "b64": b64(b"hello")}
    left = report(desk, mine, contact="+959000000001", site_hint="Gate 4", files=[file])
    [one] = shown(desk, left.heard.conversation)
    assert (one.text, one.more["site_hint"]) == ("No pay for two months.", "Gate 4")
    with entering("desk", desk.worker.user_id):
        kept = attaching.attachment_bytes(one.attachments[0], make.reader(desk))
        assert Person.objects.count() == 1
        assert Receipt.objects.get().lookup == mine.lookup
    assert kept == (b"hello", "text/plain")


def sealed(desk, text: str = "They keep our passports.") -> dict:
    """What report.js sends."""
    with entering("owner"):
        talk = OrgKey.objects.get(org_id=desk.org_id, purpose="talk")
    item, key_id, pair, mine = uuid4(), uuid4(), new_pair(), receipts.issue()

    def field(table: str, row: UUID, name: str, data: bytes) -> str:
        return b64(seal(pair.public, pad(data), bind("field", table, row, name, key_id, 1)))

    photo = uuid4()
    grant = keys.grant(bytes(talk.public), pair.private, desk.org_id, "talk", 1, key_id, 1)
    return {
        "id": str(item), "key_id": str(key_id), "epoch": 1, "data_public": b64(pair.public),
        "sealed": field("talk_message", item, "body", json.dumps({"text": text}).encode()),
        "grant": b64(grant), "lookup": b64(mine.lookup), "reporter_public": b64(mine.public),
        "reporter_locked": b64(mine.locked),
        "attachments": [{
            "id": str(photo), "kind": "photo", "media_type": "image/jpeg",
            "sealed": field("talk_attachment", photo, "body", b"pixels"),
        }],
    }  # fmt: skip


def test_a_report_sealed_on_her_phone_opens_at_the_desk_alone(desk) -> None:
    left = leave(desk, "sealed_report", **sealed(desk))
    [one] = shown(desk, left.heard.conversation)
    assert one.text == "They keep our passports."
    with entering("desk", desk.worker.user_id):
        kept = attaching.attachment_bytes(one.attachments[0], make.reader(desk))
    assert kept == (b"pixels", "image/jpeg")
    assert left.heard.text == ""


def test_a_report_cannot_put_its_file_in_the_place_of_another(desk) -> None:
    first = leave(desk, "sealed_report", **sealed(desk))
    [kept] = shown(desk, first.heard.conversation)[0].attachments
    stranger = sealed(desk)
    stranger["attachments"][0]["id"] = str(kept.pk)
    with pytest.raises(IntegrityError):
        leave(desk, "sealed_report", **stranger)
    with entering("desk", desk.worker.user_id):
        assert attaching.attachment_bytes(kept, make.reader(desk))[0]


def test_the_same_form_twice_is_one_message(desk) -> None:
    item = sealed(desk)
    assert leave(desk, "sealed_report", **item).heard is not None
    assert leave(desk, "sealed_report", **item).heard is None
    with entering("owner"):
        assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)


def test_she_says_more_approves_declines_and_withdraws(desk) -> None:
    mine = receipts.issue()
    first = report(desk, mine)
    hers, about = {"lookup": mine.lookup.hex()}, uuid4()
    assert leave(desk, "say", text="And no rice.", **hers).heard.text == "And no rice."
    yes = leave(desk, "approve", disclosure=str(about), **hers)
    assert (yes.heard.text, yes.heard.conversation.about_id) == ("yes", about)
    assert leave(desk, "decline", disclosure=str(about), **hers).heard.text == "no"
    out = leave(desk, "withdraw", **hers)
    assert out.withdraws == first.heard.conversation.alias_id
    with entering("owner"):
        assert Conversation.objects.get().unread == 5


def test_her_wish_to_be_erased_is_no_report(desk) -> None:
    mine = receipts.issue()
    first = report(desk, mine)
    left = leave(desk, "erase", lookup=mine.lookup.hex())
    assert left.erases == first.heard.conversation.alias_id
    assert left.heard.is_said is False


def test_her_answer_to_a_question_and_what_her_page_showed_are_passed_on(desk) -> None:
    mine = receipts.issue()
    first = report(desk, mine)
    hers, about = {"lookup": mine.lookup.hex()}, uuid4()
    partly = leave(desk, "answer", check_in=str(about), answer="partly", **hers).heard
    assert (partly.text, partly.conversation.about_id) == ("partly", about)
    assert partly.conversation.topic == "validating"
    assert "a part of it" in shown(desk, first.heard.conversation)[-1].text
    yes = leave(desk, "approve", disclosure=str(about), words="ab", **hers).heard
    assert (yes.seen, yes.text) == ("ab", "yes")
    with pytest.raises(Unreadable):
        leave(desk, "answer", check_in=str(about), answer="perhaps", **hers)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sing"},
        {"kind": "say", "text": "x", "lookup": "00" * 32},
        {"kind": "say", "text": "x"},
        {"kind": "say", "text": "x", "lookup": "!!"},
        {"kind": "report", "org": str(uuid4())},
    ],
)
def test_it_refuses_what_is_none_of_ours(desk, wrong: dict) -> None:
    with pytest.raises(Unreadable):
        leave(desk, **wrong)
