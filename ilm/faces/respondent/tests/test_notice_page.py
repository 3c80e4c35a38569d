"""One notice: works · form again · turned away · cannot tell it exists."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ilm.faces.respondent.tests.make import browser, noticed
from ilm.kit import clock
from ilm.parties.tests import make
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Answer, Claim, Commitment, Exhibit
from ilm.remedy.tests import make as remedies
from ilm.remedy.tests.test_cleaning import photo
from ilm.remedy.validation import send_back, settle
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
ACTS = ("answer", "promise", "evidence", "claim")


def rows(model, made):
    with entering("respondent", made.partner.user_id):
        return list(model.objects.visible_to(made.partner).coded())


def test_it_shows_the_released_words_and_nothing_finer_than_a_day() -> None:
    client, made, at = noticed()
    html = client.get(at).content.decode()
    assert made.notice.text in html
    assert made.desk.org.name in html
    assert not re.search(r"\b\d{1,2}:\d{2}\b", html)
    with entering("owner"):
        hidden = (made.issue.case.ref, str(made.issue.pk), str(made.told.alias_id))
    assert not any(word in html for word in (*hidden, str(made.engagement.pk)))


def test_an_answer_is_kept_and_told() -> None:
    client, made, at = noticed()
    done = client.post(f"{at}answer/", {"stance": "accepts", "text": "We will pay."}, follow=True)
    assert done.status_code == 200
    html = done.content.decode()
    assert "We will pay." in html
    assert "Answered" in html
    assert [a.stance for a in rows(Answer, made)] == ["accepts"]


def test_a_promise_is_kept() -> None:
    client, made, at = noticed()
    day = clock.today() + timedelta(days=10)
    client.post(f"{at}promise/", {"action": "back_pay", "due_on": day, "text": "All of May"})
    assert [p.due_on for p in rows(Commitment, made)] == [day]
    assert "Back pay" in client.get(at).content.decode()


def test_a_file_is_cleaned_and_the_uploader_is_told() -> None:
    client, made, at = noticed(S.RESPONDED)
    file = SimpleUploadedFile("slip.jpg", photo(), "image/jpeg")
    done = client.post(f"{at}evidence/", {"kind": "photo", "file": file}, follow=True)
    assert "where it was taken" in done.content.decode()
    assert len(rows(Exhibit, made)) == 1
    refused = client.post(
        f"{at}evidence/", {"kind": "photo", "file": SimpleUploadedFile("a.jpg", b"PK\x03\x04book")}
    )
    assert refused.status_code == 422
    assert "save other documents as PDF" in refused.content.decode()


def test_a_claim_is_a_claim() -> None:
    client, made, at = noticed(S.IN_PROGRESS)
    sent = {"workers": 28, "text": "Paid.", "is_understood": "on"}
    done = client.post(f"{at}claim/", sent, follow=True)
    html = done.content.decode()
    assert "Kept as your claim" in html
    assert "done for 28 workers" in html
    assert [c.workers for c in rows(Claim, made)] == [28]


@pytest.mark.parametrize(
    ("act", "sent", "why"),
    [
        ("answer", {"stance": "accepts", "text": ""}, "This field is required"),
        ("promise", {"action": "back_pay", "due_on": "2020-01-01"}, "still to come"),
        ("promise", {"action": "a party", "due_on": "2035-01-01"}, "valid choice"),
        ("evidence", {"kind": "photo"}, "required"),
        ("claim", {"workers": 3, "is_understood": "on"}, "not possible from there"),
        ("claim", {"workers": 3}, "confirm this first"),
    ],
)
def test_a_form_comes_again_with_what_is_wrong(act: str, sent: dict, why: str) -> None:
    client, made, at = noticed()
    again = client.post(f"{at}{act}/", sent)
    assert again.status_code == 422
    assert why in again.content.decode()
    assert made.fresh().status == S.RAISED


def test_sent_back_and_closed_are_said_without_pointing_at_anybody() -> None:
    client, made, at = noticed(S.WORKER_CHECK, affected=2, known=1, workers=2)
    assert "Put to the workers" in client.get(at).content.decode()
    remedies.say(made, "yn")
    with entering("desk", made.desk.worker.user_id):
        send_back(made.engagement, by=made.desk.worker)
    html = client.get(at).content.decode()
    assert "Workers say that it is not fixed" in html
    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, reason="not_remedied", by=made.desk.worker)
    html = client.get(at).content.decode()
    assert "not confirmed by the workers" in html
    assert "%" not in re.sub(r"<[^>]+>", "", html)
    assert "<form" not in html.split('id="main"')[1]


def test_a_share_is_shown_of_a_crowd() -> None:
    client, made, at = noticed(S.WORKER_CHECK, affected=30, known=29)
    remedies.say(made, "y" * 23 + "n")
    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, by=made.desk.worker)
    assert "at least 90 %" in client.get(at).content.decode()


def test_another_supplier_cannot_tell_that_it_exists() -> None:
    _, _, at = noticed()
    other = browser(make.actor("supplier"))
    nowhere = other.get("/respond/ZZZZZZZZ/").content
    assert other.get(at).status_code == 404
    assert strip(other.get(at).content) == strip(nowhere)
    for act in ACTS:
        assert other.post(f"{at}{act}/", {}).status_code == 404


def test_other_faces_are_turned_away() -> None:
    from django.test import Client

    _, made, at = noticed()
    assert Client().get(at).status_code == 302
    for who in (make.actor("buyer"), make.actor("authority"), made.desk.worker):
        assert browser(who).get(at).status_code == 404
        assert browser(who).post(f"{at}claim/", {"workers": 1}).status_code == 404


def test_an_act_is_posted_from_the_page() -> None:
    client, _, at = noticed()
    for act in ACTS:
        assert client.get(f"{at}{act}/")["Location"] == at


def strip(html: bytes) -> bytes:
    return re.sub(rb"csrf\w*|nonce-\w+|[A-Z2-9]{8}", b"", html)
