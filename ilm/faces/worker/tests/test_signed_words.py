"""V9, tried: who writes to the database puts words into our mouth, to her and to the desk."""

import json
from uuid import uuid4

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in
from ilm.faces.worker import reading as page_of
from ilm.faces.worker import tokens
from ilm.kit import clock
from ilm.talk import reading, replying
from ilm.talk.models import Conversation, Message
from ilm.vault import keys, receipts, saying
from ilm.vault.models import DataKey, Receipt
from ilm.vault.opening import Reader
from ilm.vault.routing import keep_receipt
from ilm.vault.sealing import bind, new_pair, pad, seal
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(transaction=True)
OURS, FORGED = "Are you safe tonight?", "Come to the gate at eight"
FOREIGN = "This is not signed by us"


def hers(desk) -> tuple[Conversation, receipts.Issued]:
    """A thread whose worker holds a receipt, and one answer by the case worker."""
    thread, issued = cases.message(desk).conversation, receipts.issue()
    with entering("owner"):
        keep_receipt(desk.org_id, thread.alias_id, issued.lookup, issued.public, issued.locked)
        Conversation.objects.filter(pk=thread.pk).update(channel="web")
    thread.channel = "web"
    with entering("desk", desk.worker.user_id):
        replying.reply(thread, text=OURS, unlocked=desk.unlocked, by=desk.worker)
    return thread, issued


def forge(thread: Conversation, mark: str, text: str = FORGED, author: object = None) -> Message:
    """As the owner of the database, who has every public half and no private one."""
    with entering("owner"):
        key, held = DataKey.objects.get(pk=thread.key_id), Receipt.objects.get()
        row = Message(
            id=uuid4(), org_id=thread.org_id, conversation=thread, is_inward=False, kind="text",
            key_id=key.pk, at=clock.now(), received_at=clock.now(), author=author, state="kept",
        )  # fmt: skip
        body = json.dumps({"text": text, "said": mark}).encode()
        place = bind("field", "talk_message", row.pk, "body", key.pk, 1)
        row.sealed = seal(bytes(key.public), pad(body), place)
        row.for_reporter = seal(bytes(held.public), pad(body), bind("reply", row.pk, 1))
        row.save(force_insert=True)
    return row


def marks(desk, thread: Conversation) -> list[str]:
    """What somebody could try: nothing, own keys, and a true signature of another message."""
    with entering("desk", desk.worker.user_id):
        true = Message.objects.filter(conversation=thread, is_inward=False).first()
        said = reading.body_of(true, Reader(desk.unlocked))["said"]
    own = keys.sign(new_pair().private, saying.said(uuid4(), thread.pk, FORGED)).hex()
    return ["", own, said]


def test_her_page_says_what_is_not_ours_without_scripts(client: Client) -> None:
    _, desk = signed_in()
    thread, issued = hers(desk)
    for mark in marks(desk, thread):
        forge(thread, mark, author=desk.worker.user_id)
    code = {"token": tokens.new_token(), "receipt": receipts.show(issued.receipt)}
    page = client.post(reverse("worker:receipt") + "?lang=en", code)
    told = page.content.decode()
    assert told.count(FORGED) == told.count(FOREIGN) == 3
    assert told.count("Signed by us.") == told.count(OURS) == 1
    assert told.index(OURS) < told.index("Signed by us.") < told.index(FORGED)


def test_a_true_answer_is_worth_nothing_in_another_thread() -> None:
    _, desk = signed_in()
    thread, _ = hers(desk)
    said = marks(desk, thread)[2]
    other = cases.message(desk).conversation
    with entering("desk", desk.worker.user_id):
        true = Message.objects.get(author=desk.worker.user_id)
        signers = saying.signers(desk.org_id)
    assert saying.is_signed(signers, said, true.pk, thread.pk, OURS)
    assert not saying.is_signed(signers, said, true.pk, other.pk, OURS)


def test_nobody_of_another_house_speaks_for_us() -> None:
    """Her receipt turned to an organisation whose member signed: it opens nothing any more."""
    _, desk = signed_in()
    _, other = signed_in()
    _, issued = hers(desk)
    with entering("owner"):
        Receipt.objects.filter(lookup=issued.lookup).update(org_id=other.org_id)
    with entering("worker"):
        assert page_of.thread(issued.lookup) is None


def test_her_page_gets_the_keys_of_whoever_wrote_to_her_and_of_nobody_else(client: Client) -> None:
    """How many work there, and with which keys, is nothing that a found receipt shows."""
    _, desk = signed_in()
    _, issued = hers(desk)
    shown = client.post(reverse("worker:replies"), {"proof": receipts.proof(issued.receipt).hex()})
    assert shown.json()["signers"] == [desk.unlocked.ring.signs.public.hex()]
    with entering("worker"):
        assert len(saying.signers(desk.org_id)) > 1


def test_a_page_from_before_an_upgrade_asks_for_a_fresh_one(client: Client) -> None:
    old = TimestampSigner(salt="worker form").sign("abcdefghijkl")
    assert tokens.read(old) is None
    assert client.post("/w/report/", {"token": old, "text": "x"}).status_code < 500


def test_the_desk_says_so_too_and_whoever_is_named_must_have_signed() -> None:
    client, desk = signed_in()
    thread, _ = hers(desk)
    where = f"/desk/talk/{thread.ref}/"
    assert "Not signed by whom it names" not in client.get(where).content.decode()
    mine = forge(thread, "", author=desk.supervisor.user_id)
    with entering("owner"):  # by a colleague, under another's name
        mark = saying.sign(mine.pk, thread.pk, FORGED, private=desk.unlocked.ring.signs.private)
        key = DataKey.objects.get(pk=thread.key_id)
        body = json.dumps({"text": FORGED, "said": mark}).encode()
        place = bind("field", "talk_message", mine.pk, "body", key.pk, 1)
        Message.objects.filter(pk=mine.pk).update(sealed=seal(bytes(key.public), pad(body), place))
    assert client.get(where).content.decode().count("Not signed by whom it names") == 1
    with entering("owner"):
        Message.objects.filter(pk=mine.pk).update(author=desk.worker.user_id)
    assert "Not signed by whom it names" not in client.get(where).content.decode()


def test_her_phone_checks_it_itself(page: Page, live_server) -> None:
    _, desk = signed_in()
    thread, issued = hers(desk)
    for mark in marks(desk, thread):
        forge(thread, mark)
    page.goto(f"{live_server}/w/receipt/?lang=en")
    page.fill("[name=receipt]", receipts.show(issued.receipt))
    page.click("button:has-text('Open')")
    page.wait_for_selector(f"text={OURS}")
    rows = page.locator("#replies li").all_inner_texts()
    assert [(OURS in row, "Signed by us." in row, FOREIGN in row) for row in rows] == [
        (True, True, False), *[(False, False, True)] * 3,
    ]  # fmt: skip
