"""Learning from triage: what is suggested, to whom, and what makes it go."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from ilm.cases import learning, suggesting
from ilm.cases.leaves import LeafClaim
from ilm.cases.models import Learning, Lesson, Report
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.parties.tests.make import Desk
from ilm.talk.models import Message
from ilm.vault.opening import Reader
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db
WAYS = {
    "wag.late": "our salary is late again, the pay for month {n} is missing",
    "doc.identity_retained": "the agent took my passport {n} weeks ago and keeps the paper",
}


@pytest.fixture
def one() -> Desk:
    return parties.desk()


def triaged(desk: Desk, each: int = 10) -> None:
    for leaf, way in WAYS.items():
        for n in range(each):
            report = make.report(desk, text=way.format(n=n))
            make.case(desk, of=report, leaves=[LeafClaim(leaf=leaf, affected=2)])


def learnt(desk: Desk) -> Learning.End:
    with make.at_desk(desk.supervisor):
        loan = learning.start(unlocked=desk.unlocked_supervisor, by=desk.supervisor)
    return learning.learn_all(loan)


def suggested(desk: Desk, report: Report):
    with make.at_desk(desk.worker):
        return suggesting.suggest(report, by=desk.worker, reader=Reader(desk.unlocked))


def test_suggests_what_colleagues_made_of_such_words_and_counts_agreement(one) -> None:
    triaged(one)
    assert learnt(one) is Learning.End.LEARNT
    report = make.report(one, text="my passport is with the agent, he keeps it")
    told = suggested(one, report)
    assert str(told.issues[0].kind.slug) == "doc.identity_retained"
    assert told.issues[0].tally.of >= 8
    with make.at_desk(one.worker):
        suggesting.compare(told, ["doc.identity_retained"], by=one.worker)
        suggesting.compare(told, ["wag.other"], by=one.worker)
        lesson = Lesson.objects.visible_to(one.worker).get()
        assert Report.objects.get(pk=report.pk).leaf == ""  # nothing is decided by it
    assert (lesson.offered, lesson.first_right, lesson.among_right) == (2, 1, 1)
    assert (lesson.accounts, len(lesson.learnt_from)) == (20, 20)


def test_says_nothing_where_too_little_was_triaged(one) -> None:
    triaged(one, each=3)
    assert learnt(one) is Learning.End.TOO_FEW
    assert suggested(one, make.report(one, text="my passport is with the agent")) is None


def test_who_may_and_with_what(one) -> None:
    with make.at_desk(one.worker), pytest.raises(Forbidden):
        learning.start(unlocked=one.unlocked, by=one.worker)
    with make.at_desk(one.supervisor):
        with pytest.raises(Locked):
            learning.start(unlocked=None, by=one.supervisor)
        learning.start(unlocked=one.unlocked_supervisor, by=one.supervisor)
        with pytest.raises(Refused, match="learning already"):
            learning.start(unlocked=one.unlocked_supervisor, by=one.supervisor)
    report, stranger = make.report(one), make.interpreter(one)
    with make.at_desk(stranger), pytest.raises(Forbidden):
        suggesting.suggest(report, by=stranger, reader=Reader(one.unlocked))


def test_another_organisation_sees_no_lesson_and_cannot_open_one(one) -> None:
    triaged(one)
    learnt(one)
    with entering("owner"):
        lesson = Lesson.objects.get()
    other = parties.desk()
    with make.at_desk(other.worker):
        assert learning.in_force(other.worker) is None
        assert learning.opened(lesson, other.unlocked) is None
        assert ask("select count(*) from cases_lesson") == [(0,)]
    with pytest.raises(DatabaseError, match="permission denied"), entering("respondent"):
        ask("select count(*) from cases_lesson")


def test_a_lesson_moved_to_another_row_does_not_open(one) -> None:
    triaged(one)
    learnt(one)
    with make.at_desk(one.worker):
        lesson = learning.in_force(one.worker)
        assert learning.opened(lesson, one.unlocked)
        lesson.id = one.org_id
        assert learning.opened(lesson, one.unlocked) is None


def test_it_goes_with_the_words_of_anybody_it_came_from(one) -> None:
    triaged(one, each=11)
    learnt(one)
    with entering("owner"):
        alias = Report.objects.filter(org_id=one.org_id).first().alias_id
        assert ask("select wall.forget_words(%s)->>'cases_lesson'", [alias]) == [("1",)]
        assert not Lesson.objects.exists()
    assert learnt(one) is Learning.End.LEARNT
    with entering("owner"):
        assert alias not in Lesson.objects.get().learnt_from


def test_somebody_it_did_not_learn_from_takes_nothing_away(one) -> None:
    triaged(one)
    learnt(one)
    beside = make.report(one, text="what are your hours on Sundays")
    with entering("owner"):
        assert ask("select wall.forget_words(%s)->>'cases_lesson'", [beside.alias_id]) == [("0",)]
        assert Lesson.objects.count() == 1


def test_it_goes_with_a_message_that_was_taken_back(one) -> None:
    triaged(one)
    learnt(one)
    with entering("parse"):
        message = Message.objects.coded().filter(org_id=one.org_id).first()
        message.is_withdrawn = True
        message.save(update_fields=["is_withdrawn"])
    with entering("owner"):
        assert not Lesson.objects.exists()


@pytest.mark.parametrize("what", ["erased", "taken back", "new keys"])
def test_nothing_is_kept_that_went_while_it_learnt(one, monkeypatch, what: str) -> None:
    triaged(one)
    with entering("owner"):
        beside = Lesson.objects.create(
            org_id=one.org_id, made_by=one.org_id, made_at=clock.now(), epoch=1, accounts=1,
            learnt_from=[], locked=b"-",
        )  # fmt: skip
    real = learning.learn

    def slow(examples):
        with entering("owner"):
            rows = Message.objects.filter(org_id=one.org_id)
            alias = rows.first().conversation.alias_id
            if what == "erased":
                ask("select wall.forget_words(%s)", [alias])
            elif what == "taken back":
                rows.filter(pk=rows.first().pk).update(is_withdrawn=True)
            else:
                ask(
                    "insert into vault_orgkey (id, org_id, purpose, epoch, public) values"
                    " (gen_random_uuid(), %s, 'talk', 2, '') returning 1", [one.org_id],
                )  # fmt: skip
        return real(examples)

    monkeypatch.setattr(learning, "learn", slow)
    assert learnt(one) is Learning.End.CHANGED
    with entering("owner"):  # what was there before stays, but for new keys
        left = [each.pk for each in Lesson.objects.all()]
    assert left == ([] if what == "new keys" else [beside.pk])


def test_the_wall_keeps_no_lesson_of_somebody_erased_or_of_another_organisation(one) -> None:
    gone, other = make.report(one), make.report()
    with entering("owner"):
        ask("select wall.forget_words(%s)", [gone.alias_id])
    for alias in (gone.alias_id, other.alias_id):
        with make.at_desk(one.supervisor):
            made = Lesson(
                org_id=one.org_id, made_by=one.supervisor.user_id, made_at=clock.now(), epoch=1,
                accounts=1, learnt_from=[alias], locked=b"-",
            )  # fmt: skip
            Lesson.objects.bulk_create([made])
            assert not Lesson.objects.visible_to(one.supervisor).exists()


def test_new_keys_end_it_and_a_supervisor_can(one) -> None:
    triaged(one)
    learnt(one)
    with make.at_desk(one.worker), pytest.raises(Forbidden):
        learning.forget(by=one.worker)
    with make.at_desk(one.supervisor):
        learning.forget(by=one.supervisor)
        assert learning.in_force(one.supervisor) is None


def test_the_ledger_and_the_log_hold_numbers_alone(one, caplog) -> None:
    triaged(one)
    learnt(one)
    with entering("owner"):
        rows = Entry.objects.filter(org_id=one.org_id, verb__startswith="triage.")
        facts = [entry.facts for entry in rows.order_by("at")]
    assert facts == [{}, {"accounts": 20, "ended": "learnt"}]
    assert "passport" not in caplog.text


def test_a_thread_runs_it_and_a_fault_ends_it_without_a_word(one, monkeypatch, caplog) -> None:
    monkeypatch.setattr(learning, "learn_all", lambda loan: 1 / 0)
    monkeypatch.setattr(learning, "hang_up", lambda: None)
    with make.at_desk(one.supervisor):
        loan = learning.start(unlocked=one.unlocked_supervisor, by=one.supervisor)
    learning.lend(loan).join(5)
    assert "learning stopped: ZeroDivisionError" in caplog.text
    assert one.unlocked_supervisor.ring != loan.unlocked.ring


def test_a_run_that_outlived_its_loan_keeps_nothing(one, monkeypatch) -> None:
    triaged(one)
    monkeypatch.setattr(learning, "LENT_FOR", timedelta(0))
    assert learnt(one) is Learning.End.CHANGED


def test_copies_of_one_case_are_one_situation(one) -> None:
    """A hundred reports of one incident teach one label once: too little to suggest it."""
    report = make.report(one, text=WAYS["wag.late"])
    case = make.case(one, of=report, leaves=[LeafClaim(leaf="wag.late", affected=2)])
    for n in range(10):
        make.case(one, leaves=[LeafClaim(leaf="doc.identity_retained", affected=1)], of=make.report(one, text=WAYS["doc.identity_retained"].format(n=n)))  # fmt: skip
    from ilm.cases import triage

    for _ in range(12):
        more = make.report(one, text=WAYS["wag.late"])
        with make.at_desk(one.worker):
            triage.join(more, case=case, leaves=[LeafClaim(leaf="wag.late")], by=one.worker)
    assert learnt(one) is Learning.End.TOO_FEW
