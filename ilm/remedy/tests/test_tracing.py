"""From an issue to what partners do about it: with their names, and for its own desk alone."""

import pytest

from ilm.cases.tests.make import at_desk
from ilm.kit.errors import Forbidden
from ilm.parties.tests.make import desk as a_desk
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Engagement
from ilm.remedy.tests import make
from ilm.remedy.tracing import opened_by

pytestmark = pytest.mark.django_db


def test_an_engagement_comes_whole_with_its_partner_and_its_issue() -> None:
    made = make.raised(EngagementStatus.IN_PROGRESS)
    with at_desk(made.desk.worker):
        [found] = opened_by(made.desk.worker, [made.issue.pk])
        kept = Engagement.objects.get(pk=made.engagement.pk)
    assert found.engagement == kept
    same = [field.attname for field in Engagement._meta.concrete_fields]
    assert [getattr(found.engagement, n) for n in same] == [getattr(kept, n) for n in same]
    assert found.issue_id == made.issue.pk
    assert found.partner


def test_an_issue_that_left_nobody_told_has_none() -> None:
    told = make.disclosures.told()
    with at_desk(told.desk.worker):
        assert opened_by(told.desk.worker, [told.issue.pk]) == []


def test_neither_another_desk_nor_the_partner_is_told() -> None:
    made, other = make.raised(), a_desk()
    with at_desk(other.worker):
        assert opened_by(other.worker, [made.issue.pk]) == []
    with make.entering("respondent", made.partner.user_id), pytest.raises(Forbidden):
        opened_by(made.partner, [made.issue.pk])
