"""What a code opens without JavaScript, and what she answers."""

import json
import re
from base64 import b64decode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ilm.assistance.models import Referral
from ilm.cases.models import Case
from ilm.disclosure.models import Disclosure
from ilm.faces.worker import tokens
from ilm.faces.worker.tests import make
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.vault import receipts
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers():
    org, issued = make.taker(name="Mangrove House (demo)")[0], receipts.issue()
    return org, issued, make.thread(org, issued)


def open_thread(client: Client, code: str):
    url = reverse("worker:receipt") + "?lang=en"
    return client.post(url, {"token": tokens.new_token(), "receipt": code})


def answer(client: Client, issued: receipts.Issued, act: str, **fields: object):
    given = {
        "token": tokens.new_token(),
        "proof": receipts.proof(issued.receipt).hex(),
        "act": act,
    } | fields
    return client.post(reverse("worker:thread") + "?lang=en", given)


def test_her_code_opens_replies_statuses_and_exact_texts(client: Client, hers) -> None:
    org, issued, alias = hers
    make.told(org, alias)
    make.said(org, alias, issued, "ဘေးကင်းပါသလား <b>")
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    for words in (
        "ဘေးကင်းပါသလား &lt;b&gt;",
        "Give back all passports. &lt;b&gt;",
        "Identity documents kept",
        "We ask you first.",
        "The personnel office of the workplace",
        "Waiting for your answer.",
        "Nobody.",
    ):
        assert words in page
    assert receipts.proof(issued.receipt).hex() in page
    assert issued.lookup.hex() not in page
    assert receipts.show(issued.receipt) not in page


def test_a_slip_of_the_pen_and_an_unknown_code_are_said(client: Client) -> None:
    code = receipts.show(receipts.new_receipt())
    wrong = open_thread(client, code[:-1] + str(9 - int(code[-1])))
    assert wrong.status_code == 422
    assert "A digit is missing or not right." in wrong.content.decode()
    unknown = open_thread(client, code)
    assert unknown.status_code == 404
    assert "We do not know this code yet." in unknown.content.decode()


def words_on(client: Client, issued: receipts.Issued) -> dict[str, object]:
    """What her page knows of the last words on it."""
    proof = {"proof": receipts.proof(issued.receipt).hex()}
    return client.post(reverse("worker:replies"), proof).json()["told"][-1]


YES, NO, OURS = 'value="approve"', 'value="decline"', 'name="answer"'


def test_yes_and_no_to_the_exact_words_are_handed_over_once(client: Client, hers) -> None:
    org, issued, alias = hers
    wanted = make.told(org, alias)
    seen = words_on(client, issued)["words"]
    for _ in "12":
        done = answer(client, issued, "approve", disclosure=wanted, words=seen)
        assert "We have your answer" in done.content.decode()
    for _ in "12":
        answer(client, issued, "decline", disclosure=wanted)
    first, second = make.arrived(org.pk)
    assert (first["kind"], first["disclosure"]) == ("approve", str(wanted))
    assert first["words"] == seen
    assert (second["kind"], second["lookup"]) == ("decline", issued.lookup.hex())
    refused = answer(client, issued, "approve", disclosure=wanted, words=seen)
    assert refused.status_code == 409


def test_her_answer_is_seen_at_once_and_not_asked_for_again(client: Client, hers) -> None:
    org, issued, alias = hers
    wanted = make.told(org, alias)
    seen = words_on(client, issued)["words"]
    before = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert (YES in before, NO in before) == (True, True)
    done = answer(client, issued, "approve", disclosure=wanted, words=seen).content.decode()
    later = open_thread(client, receipts.show(issued.receipt)).content.decode()
    for page in (done, later):
        assert "Your yes has arrived." in page
        assert "Waiting for your answer." not in page
        assert "We ask you first." not in page
        assert (YES in page, NO in page) == (False, True)
    assert words_on(client, issued)["may_approve"] is False
    answer(client, issued, "decline", disclosure=wanted)
    later = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert "Your no has arrived." in later
    assert NO not in later


def test_after_stop_nothing_is_asked(client: Client, hers) -> None:
    org, issued, alias = hers
    make.told(org, alias)
    page = answer(client, issued, "withdraw").content.decode()
    assert (YES in page, NO in page, 'value="withdraw"' in page) == (False, False, False)
    assert make.told(org, alias, status="released")
    assert "It was sent." in open_thread(client, receipts.show(issued.receipt)).content.decode()


def test_she_reads_the_words_in_her_language_and_the_original_beneath(client: Client, hers) -> None:
    org, issued, alias = hers
    how = {"translation": "ပတ်စပို့တွေ ပြန်ပေးပါ။", "translated_into": "my", "translated_by": uuid4()}
    wanted = make.told(org, alias, text="Give back all passports.", **how)
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    hers_at = page.index('lang="my">ပတ်စပို့တွေ ပြန်ပေးပါ။')
    original = page.index('lang="en">Give back all passports.')
    assert hers_at < page.index("The same words, as they are sent") < original < page.index(YES)
    assert words_on(client, issued)["text"] is None
    stale = answer(client, issued, "approve", disclosure=wanted, words="0" * 64)
    assert stale.status_code == 409
    assert "These words have changed." in stale.content.decode()
    assert answer(client, issued, "approve", disclosure=wanted).status_code == 409
    assert make.arrived(org.pk) == []


def test_words_are_sealed_to_her_code_and_unread_they_get_no_yes(client: Client, hers) -> None:
    org, issued, alias = hers
    wanted = make.told(org, alias, text="PLANTED passports")
    proof = {"proof": receipts.proof(issued.receipt).hex()}
    answered = client.post(reverse("worker:replies"), proof)
    assert b"PLANTED" not in answered.content
    sealed = b64decode(answered.json()["told"][-1]["sealed"])
    place = (issued.receipt, issued.public, issued.locked, sealed, wanted, 1)
    assert json.loads(receipts.open_reply(*place)) == {"text": "PLANTED passports"}
    page = answer(client, issued, "say", text="More").content.decode()
    assert "These words open with your code only." in page
    assert (YES in page, NO in page) == (False, True)


def test_words_that_are_not_hers_to_open_are_not_shown(client: Client, hers) -> None:
    org, issued, alias = hers
    wanted = make.told(org, alias)
    with entering("owner"):
        Disclosure.objects.filter(pk=wanted).update(for_reporter=b"\x01" + bytes(99))
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert "These words open with your code only." in page
    assert YES not in page


def test_she_says_more_and_takes_everything_back(client: Client, hers) -> None:
    org, issued, _ = hers
    assert answer(client, issued, "say", text="It is worse").status_code == 200
    assert answer(client, issued, "withdraw").status_code == 200
    said, taken = make.arrived(org.pk)
    assert (said["kind"], said["text"], taken["kind"]) == ("say", "It is worse", "withdraw")


def test_she_asks_to_be_erased_once_and_sees_that_it_arrived(client: Client, hers) -> None:
    org, issued, _ = hers
    before = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert "Erase everything about me" in before
    assert 'id="erasing"' not in before
    done = answer(client, issued, "erase").content.decode()
    later = open_thread(client, receipts.show(issued.receipt)).content.decode()
    for page in (done, later):
        assert "A person looks at it first." in page
        assert 'value="erase"' not in page
    proof = {"proof": receipts.proof(issued.receipt).hex()}
    assert client.post(reverse("worker:replies"), proof).json()["is_erasing"] is True
    [wish] = make.arrived(org.pk)
    assert wish["kind"] == "erase"


def test_it_refuses(client: Client, hers) -> None:
    org, issued, alias = hers
    sent = make.told(org, alias, status="released")
    assert answer(client, issued, "decline", disclosure=sent).status_code == 409
    assert answer(client, issued, "approve", disclosure=uuid4()).status_code == 409
    assert answer(client, issued, "approve").status_code == 409
    assert answer(client, issued, "sing").status_code == 409
    assert answer(client, receipts.issue(), "say", text="x").status_code == 409
    assert answer(client, issued, "say", text=" ").status_code == 422
    mine = answer(client, issued, "say", text=receipts.show(issued.receipt))
    assert "Your secret code is in these words." in mine.content.decode()
    old = answer(client, issued, "say", text="Wait", token="old")
    assert (old.status_code, "Wait" in old.content.decode()) == (422, True)
    assert make.arrived(org.pk) == []


def test_a_thread_of_another_is_not_changed(client: Client, hers) -> None:
    org, _, alias = hers
    stranger = receipts.issue()
    make.thread(org, stranger)
    wanted = make.told(org, alias)
    assert answer(client, stranger, "approve", disclosure=wanted).status_code == 409


def test_her_browser_gets_sealed_replies_and_nobody_else_anything(client: Client, hers) -> None:
    org, issued, alias = hers
    make.said(org, alias, issued, "PLANTED")
    url = reverse("worker:replies")
    found = client.post(url, {"proof": receipts.proof(issued.receipt).hex()})
    [reply] = found.json()["replies"]
    assert set(reply) == {"id", "at", "day", "generation", "sealed"}
    assert b"PLANTED" not in found.content
    assert "alias" not in found.json()
    for proof in ("", "zz", "00", "00" * 16, issued.lookup.hex()):
        assert client.post(url, {"proof": proof}).status_code == 404
    assert client.get(url, {"proof": receipts.proof(issued.receipt).hex()}).status_code == 405


def test_the_thread_has_no_address_of_its_own(client: Client) -> None:
    assert client.get(reverse("worker:thread")).status_code == 302


def test_she_is_asked_once_and_sees_that_her_answer_arrived(client: Client, hers) -> None:
    org, issued, alias = hers
    make.said(org, alias, issued, "Is it fixed?")
    asked = make.asked(org, alias)
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert "Is it solved now?" in page
    assert OURS in page
    for _ in "12":
        done = answer(client, issued, "answer", check_in=asked, answer="partly").content.decode()
        assert "Your answer has arrived." in done
        assert OURS not in done
    [one] = make.arrived(org.pk)
    assert (one["kind"], one["check_in"], one["answer"]) == ("answer", str(asked), "partly")
    for wrong in ({"check_in": uuid4()}, {"answer": "perhaps"}, {"answer": ""}, {"check_in": ""}):
        given = {"check_in": asked, "answer": "yes"} | wrong
        assert answer(client, issued, "answer", **given).status_code == 409


def test_what_she_was_asked_and_answered_stays_on_her_page_alone(client: Client, hers) -> None:
    org, issued, alias = hers
    make.said(org, alias, issued, "Is it fixed?")
    make.asked(org, alias, status="answered", answer="partly")
    make.asked(org, alias, status="missed")
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    before = page[page.index("What we asked you") :]
    assert re.search(r"Is it solved now\?.*A part of it.*<time datetime=", before)
    assert before.count("Is it solved now?") == 1
    other = receipts.issue()
    make.thread(org, other)
    assert (
        "What we asked you"
        not in open_thread(client, receipts.show(other.receipt)).content.decode()
    )


def test_her_page_says_to_whom_she_was_passed_on(client: Client, hers) -> None:
    org, issued, alias = hers
    make.told(org, alias)
    other = parties.organisation(name="Shelter network (demo)")
    with entering("owner"):
        case = Case.objects.get(issues__disclosures__alias_id=alias)
        Referral.objects.create(
            org_id=org.pk, case=case, alias_id=alias, service="legal", provider_id=other.pk,
            consent_id=uuid4(), made_on=clock.today(), key_id=uuid4(),
        )  # fmt: skip
    page = open_thread(client, receipts.show(issued.receipt)).content.decode()
    assert "Shelter network (demo): To bring you to a service" in page
    assert "Nobody." not in page
