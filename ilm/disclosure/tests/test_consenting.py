"""What she allows, takes back, and answers to the words she is shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ilm.access.actor import worker
from ilm.cases.models import AffectedWorker, Issue, Report
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import consenting, drafting
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Consent, Disclosure
from ilm.disclosure.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests.make import actor
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_grant_lasts_180_days_and_shows_on_her_reports() -> None:
    of = make.told()
    given = of.grant("L3", withheld=[" dormitory ", ""])
    with at_desk(of.desk.worker):
        assert given.valid_until - given.valid_from == timedelta(days=180)
        assert given.withheld == ["dormitory"]
        assert Report.objects.get(alias_id=of.alias_id).consent_level == "L3"
        assert AffectedWorker.objects.get(alias_id=of.alias_id).consent_level == "L3"
        assert Entry.objects.get(verb="consent.given").audience == ["worker"]
    of.grant("L2", recipient="recruiter")
    with at_desk(of.desk.worker):
        assert Report.objects.get(alias_id=of.alias_id).consent_level == "L3"


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"recipient": "brand"}, "Name the organisation"),
        ({"recipient": "my uncle"}, "from the lists"),
        ({"form": "telepathy"}, "from the lists"),
        ({"valid_until": clock.today() - timedelta(days=1)}, "cannot end before"),
    ],
)
def test_a_grant_names_who_and_until_when(terms: dict[str, object], sentence: str) -> None:
    of = make.told()
    with pytest.raises(Refused, match=sentence):
        of.grant(**terms)


def test_only_she_or_the_desk_gives_it() -> None:
    of = make.told()
    her, stranger = worker(of.alias_id, of.desk.org_id), worker(uuid4(), of.desk.org_id)
    assert of.grant(by=her).recorded_by == her.id
    for by in (stranger, interpreter(of.desk), actor("supplier")):
        with pytest.raises(Forbidden):
            of.grant(by=by)


def test_withdrawal_takes_effect_at_once_and_keeps_what_has_not_left() -> None:
    of = make.told()
    row = make.disclosure(S.SIGNED, of=of)
    with entering("parse"):
        assert consenting.withdraw(of.alias_id, by=worker(of.alias_id, of.desk.org_id)) == 1
        assert not consenting.live_grants(of.alias_id).exists()
        row = Disclosure.objects.get(pk=row.pk)
        assert row.status == S.DECLINED
        assert Report.objects.get(alias_id=of.alias_id).consent_level == "L0"
    with at_desk(of.desk.worker):
        assert consenting.withdraw(of.alias_id, by=of.desk.worker) == 0


def test_a_grant_ends_by_itself() -> None:
    of = make.told()
    given = of.grant()
    with time_machine.travel(clock.now() + timedelta(days=181)), at_desk(of.desk.worker):
        assert not consenting.live_grants(of.alias_id).exists()
        earlier = consenting.live_grants(of.alias_id, on=given.valid_until)
        assert list(earlier.values_list("pk", flat=True)) == [given.pk]


def answer(of: make.Told, text: str) -> Disclosure | None:
    with at_desk(of.desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    said = cases.message(of.desk, thread, text=text)
    with entering("parse"):
        return consenting.hear_approval(said, text)


def test_her_yes_makes_the_issue_ready() -> None:
    of = make.told()
    make.disclosure(S.SHOWN, of=of)
    assert answer(of, "well, partly") is None
    assert answer(of, "3") is None
    row = answer(of, "၁")
    assert row
    with at_desk(of.desk.worker):
        row = Disclosure.objects.get(pk=row.pk)
        assert (row.status, row.approved_how) == (S.APPROVED, "message")
        assert Issue.objects.get(pk=of.issue.pk).status == "ready_to_raise"
        assert Conversation.objects.get(alias_id=of.alias_id).topic == "leaving"
    assert answer(of, "yes") is None


def test_a_yes_to_what_was_called_off_is_nothing() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        drafting.decline(row, by=of.desk.worker)
    assert answer(of, "yes") is None


@pytest.mark.parametrize("at", [S.APPROVED, S.SIGNED_ONCE, S.SIGNED])
def test_her_no_after_her_yes_stops_words_until_they_left(at: S) -> None:
    of = make.told()
    make.disclosure(at, of=of)
    row = answer(of, "2")
    assert row
    assert row.status == S.DECLINED
    assert answer(of, "2") is None


def test_her_no_to_words_that_have_left_is_none() -> None:
    of = make.told()
    make.notice(of)
    assert answer(of, "no") is None


def test_her_no_ends_it() -> None:
    of = make.told()
    make.disclosure(S.SHOWN, of=of)
    row = answer(of, "No.")
    assert row
    assert row.status == S.DECLINED
    with at_desk(of.desk.worker):
        assert Issue.objects.get(pk=of.issue.pk).status == "awaiting_consent"
        assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "text", "no"),
    [("decline", "no", WrongState("left")), ("approve", "yes", Refused("new"))],
)
def test_what_changed_this_moment_is_no_answer(verb: str, text: str, no, monkeypatch) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise no

    of = make.told()
    make.disclosure(S.SHOWN, of=of)
    monkeypatch.setattr(consenting, verb, too_late)
    assert answer(of, text) is None
