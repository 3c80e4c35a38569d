"""The machine's suggestions at the desk: marked, measured, taken by a click and by nothing else."""

import pytest

from ilm.cases import learning
from ilm.cases.models import Issue, Learning, Lesson
from ilm.cases.tests import make as cases
from ilm.cases.tests.test_learning import triaged
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.faces.desk.tests.test_triage_page import form
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
WHERE = "/desk/learning/"
KEPT = "doc.identity_retained"
HERS = "the agent took my passport and keeps it"


@pytest.fixture
def learn(monkeypatch, django_capture_on_commit_callbacks):
    """Learn now, with the thread's work done before the answer."""

    def asked(client):
        monkeypatch.setattr(learning, "lend", learning.learn_all)
        with django_capture_on_commit_callbacks(using="owner", execute=True):
            return client.post(f"{WHERE}now/")

    return asked


@pytest.fixture
def taught(learn):
    """(a case worker's browser, desk, the place of a new report)."""
    client, desk = signed_in("supervisor")
    triaged(desk)
    assert learn(client).status_code == 302
    report = cases.report(desk, text=HERS)
    worker, _ = signed_in(desk=desk)
    return worker, desk, f"/desk/reports/{report.pk}/triage/"


def test_a_suggestion_is_marked_and_measured_and_nothing_is_chosen(taught) -> None:
    client, _, place = taught
    page = client.get(place).content.decode()
    assert "Suggested by the machine, learnt from your triage" in page
    assert f'value="take:{KEPT}"' in page
    assert "accounts kept aside" in page
    assert f'<option value="{KEPT}" selected' not in page


def test_one_click_fills_it_in_and_keeps_what_was_typed(taught) -> None:
    client, _, place = taught
    again = client.post(place, form(act=f"take:{KEPT}")).content.decode()
    assert 'name="form-1-leaf"' in again  # the first line names an issue already
    assert "Nobody was paid since September" in again
    filled = client.post(place, form(act=f"take:{KEPT}", **{"form-0-leaf": ""})).content.decode()
    assert f'<option value="{KEPT}" selected' in filled
    assert 'name="form-1-leaf"' not in filled
    twice = client.post(place, form(act=f"take:{KEPT}", **{"form-0-leaf": KEPT})).content.decode()
    assert 'name="form-1-leaf"' not in twice
    odd = client.post(place, form(act="take:no.such_issue", **{"form-0-leaf": ""}))
    assert odd.status_code == 200


def test_what_people_choose_is_counted_whether_they_took_it_or_not(taught) -> None:
    client, desk, place = taught
    site = make.site()
    client.post(place, form(site=str(site.pk)))
    with entering("owner"):
        lesson = Lesson.objects.get()
        assert Issue.objects.filter(org_id=desk.org_id, site=site, leaf="wag.not_paid").exists()
    assert (lesson.offered, lesson.first_right) == (1, 0)


def test_a_refused_triage_counts_nothing(taught) -> None:
    client, _, place = taught
    assert client.post(place, form(summary="Call 081 234 5678")).status_code == 422
    with entering("owner"):
        assert Lesson.objects.get().offered == 0


def test_a_locked_vault_shows_none(taught) -> None:
    _, desk, place = taught
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert "Suggested by the machine" not in locked.get(place).content.decode()
    page = locked.get(WHERE).content.decode()
    assert "How often it is right is sealed" in page


def test_the_page_says_how_often_it_is_right(taught) -> None:
    client, *_ = taught
    page = client.get(WHERE).content.decode()
    assert "Learnt from 20 reports" in page
    assert "By issue" in page
    assert "Learn from our triage" not in page  # a supervisor's


def test_too_few_and_forgotten(learn) -> None:
    client, _ = signed_in("supervisor")
    assert "Nothing has been learnt yet" in client.get(WHERE).content.decode()
    learn(client)
    assert "It learnt from too few reports" in client.get(WHERE).content.decode()


def test_a_supervisor_lets_it_forget(taught) -> None:
    _, desk, place = taught
    client, _ = signed_in("supervisor", desk)
    client.post(f"{WHERE}forget/")
    assert "What was learnt is gone" in client.get(WHERE).content.decode()
    assert "Suggested by the machine" not in client.get(place).content.decode()


def test_while_it_learns_and_when_it_stopped(learn) -> None:
    client, desk = signed_in("supervisor")
    with cases.at_desk(desk.supervisor):
        learning.start(unlocked=desk.unlocked_supervisor, by=desk.supervisor)
    assert "It is learning" in client.get(WHERE).content.decode()
    assert client.post(f"{WHERE}now/").status_code == 409
    with entering("owner"):
        Learning.objects.update(ends_at="2026-01-01T00:00:00Z")
    assert "stopped before its end" in client.get(WHERE).content.decode()


def test_who_may_and_who_sees(taught) -> None:
    client, desk, _ = taught
    assert client.post(f"{WHERE}now/").status_code == 403
    assert client.post(f"{WHERE}forget/").status_code == 403
    assert signed_in("interpreter", desk)[0].get(WHERE).status_code == 403
    assert "Nothing has been learnt yet" in stranger().get(WHERE).content.decode()
    locked, _ = signed_in("supervisor", desk, is_unlocked=False)
    assert locked.post(f"{WHERE}now/").status_code == 423
