"""What leaves, as the partner reads it; and what stays at the last moment."""

from datetime import date, timedelta

import pytest
import time_machine

from ilm.cases import closing
from ilm.cases.models import Issue
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import consenting, drafting, release, signing
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure, Notice
from ilm.disclosure.tests import make
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests.make import actor
from ilm.talk.models import CheckIn
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_notice_says_month_site_and_words_and_raises_the_issue() -> None:
    with time_machine.travel("2035-03-01 09:00", tick=False):
        of = make.told()
        notice = make.notice(of)
        with at_desk(of.desk.worker):
            issue = Issue.objects.get(pk=of.issue.pk)
            row = Disclosure.objects.get(notice_id=notice.pk)
            days = list(CheckIn.objects.values_list("day", flat=True).order_by("day"))
    assert (notice.kind, notice.leaf, notice.site_name) == ("issue", "wag.late", of.issue.site.name)
    assert notice.text == "Wages in sewing are paid late. Please pay them by the seventh."
    assert (notice.month, notice.released_on) == (date(2035, 3, 1), date(2035, 3, 1))
    assert notice.answer_by == date(2035, 3, 13)  # ten working days of a Thai site
    assert (issue.status, issue.raised_on) == ("raised", date(2035, 3, 1))
    assert (row.status, row.released_on) == (S.RELEASED, date(2035, 3, 1))
    assert days == [3, 14, 30, 60, 90, 180]


def test_it_waits_for_its_day() -> None:
    of = make.told()
    row = make.disclosure(S.SIGNED, of=of)
    with at_desk(of.desk.worker):
        Disclosure.objects.filter(pk=row.pk).update(not_before=date.max)
        with pytest.raises(Refused, match="This waits until"):
            release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)
        Disclosure.objects.filter(pk=row.pk).update(not_before=row.drafted_at.date())
        assert release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)


def test_consent_that_ended_stops_it() -> None:
    of = make.told()
    row = make.disclosure(S.SIGNED, of=of)
    with at_desk(of.desk.worker):
        given = consenting.live_grants(of.alias_id).get()
        given.valid_until = given.valid_from - timedelta(days=1)
        given.save()
        with pytest.raises(Refused, match="does not cover this any more"):
            release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    of.grant(withheld=["seventh"])
    with at_desk(of.desk.worker), pytest.raises(Refused, match="wants kept back"):
        release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)


def test_what_was_said_since_may_stop_it() -> None:
    of = make.told()
    of.grant()
    wide = of.draft(traits={"unit": "sewing"})
    close = of.draft(
        text="Pay is late.", traits={"unit": "sewing", "shift": "day"}, needed=["unit"]
    )
    with at_desk(of.desk.worker):
        Disclosure.objects.filter(pk=close.pk).update(set_size=55)
    close = of.rewrite(close, traits={"unit": "sewing", "shift": "day"})
    make.walk(wide, S.RELEASED, of)
    make.walk(close, S.SIGNED, of)
    with at_desk(of.desk.worker), pytest.raises(Refused, match="single people out"):
        release.release(close, unlocked=of.desk.unlocked, by=of.desk.worker)


def test_a_closed_issue_is_not_raised() -> None:
    of = make.told()
    row = make.disclosure(S.SIGNED, of=of)
    with at_desk(of.desk.worker):
        closing.close(of.issue, reason="worker_withdrew", by=of.desk.worker)
        with pytest.raises(Refused, match="is closed"):
            release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)


def test_a_pooled_notice_names_no_site_and_a_widened_date_its_first_month() -> None:
    of = make.told()
    row = make.disclosure(S.DRAFTED, of=of)
    make.walk(of.rewrite(row, traits={"date": "2026-Q2"}), S.SIGNED, of)
    with at_desk(of.desk.worker):
        Disclosure.objects.filter(pk=row.pk).update(step=4)
        notice = release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    assert (notice.site_name, notice.month) == ("Several sites", date(2026, 4, 1))


def test_what_a_notice_is_to_its_reader() -> None:
    kinds = [release.kind_for(to) for to in ("supplier_hr", "recruiter", "brand", "government")]
    assert kinds == ["issue", "issue", "escalation", "consultation"]


def test_nobody_to_check_in_with_stops_nothing() -> None:
    of = make.told()
    row = of.draft(alias_id=None)
    with at_desk(of.desk.worker):
        signing.override(row, because="legal_duty", unlocked=of.desk.unlocked, by=of.desk.worker)
    with at_desk(of.desk.supervisor):
        signing.countersign(row, unlocked=of.desk.unlocked_supervisor, by=of.desk.supervisor)
        release.release(row, unlocked=of.desk.unlocked_supervisor, by=of.desk.supervisor)
        assert not CheckIn.objects.exists()


def test_who_may_and_who_sees() -> None:
    of = make.told()
    row = make.disclosure(S.SIGNED, of=of)
    reader = actor("supplier", of.issue.site.owner)
    with at_desk(of.desk.worker):
        with pytest.raises(Forbidden):
            release.release(row, unlocked=of.desk.unlocked, by=interpreter(of.desk))
        notice = release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    with entering("respondent", reader.user_id):
        assert [n.pk for n in Notice.objects.visible_to(reader)] == [notice.pk]
    with entering("respondent", actor("supplier").user_id):
        assert not Notice.objects.exists()
    with at_desk(of.desk.worker):
        told = drafting.preview(of.issue, "supplier_hr", of.to_org, "Late", {}, of.alias_id)
        assert told.goes_on
