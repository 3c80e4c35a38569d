"""What leaves, as the partner reads it; and what stays at the last moment."""

from datetime import date

import pytest
import time_machine

from ilm.cases.models import Issue
from ilm.cases.tests.make import at_desk
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.talk.models import CheckIn

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
