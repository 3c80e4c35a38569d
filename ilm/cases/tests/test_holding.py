from datetime import timedelta

import pytest

from ilm.cases import holding
from ilm.cases.tests import make
from ilm.cases.tests.make import at_desk
from ilm.catalog.keeping import HeldFor
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests.make import desk as new_desk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def held(desk, case, *, days: int = 60, confirmed: bool = True):
    """A hold on a case, by the desk's supervisor and, if asked, its case worker."""
    ends_on = clock.today() + timedelta(days=days)
    with at_desk(desk.supervisor):
        row = holding.set_hold(case, because=HeldFor.COURT, ends_on=ends_on, by=desk.supervisor)
    if confirmed:
        with at_desk(desk.worker):
            holding.confirm_hold(row, by=desk.worker)
    return row


def test_a_hold_is_in_force_by_two_and_its_people_are_found() -> None:
    desk = new_desk()
    case = make.case(desk)
    row = held(desk, case, confirmed=False)
    with at_desk(desk.worker):
        alias = case.reports.first().alias_id
        assert holding.hold_over(alias) is None
        holding.confirm_hold(row, by=desk.worker)
        assert holding.hold_over(alias) == row
        with pytest.raises(WrongState):
            holding.confirm_hold(row, by=desk.worker)
    with entering("owner"):
        verbs = list(Entry.objects.about(row).values_list("verb", flat=True))
    assert verbs == ["hold.set", "hold.confirmed"]


def test_a_lifted_hold_holds_nothing() -> None:
    desk = new_desk()
    case = make.case(desk)
    row = held(desk, case)
    with at_desk(desk.supervisor):
        holding.lift_hold(row, by=desk.supervisor)
        assert holding.hold_over(case.reports.first().alias_id) is None
        with pytest.raises(WrongState):
            holding.lift_hold(row, by=desk.supervisor)


def test_one_person_holds_nothing_alone() -> None:
    desk = new_desk()
    row = held(desk, make.case(desk), confirmed=False)
    with at_desk(desk.supervisor), pytest.raises(Refused, match="the first word is yours"):
        holding.confirm_hold(row, by=desk.supervisor)


@pytest.mark.parametrize(
    ("because", "days", "says"),
    [("spite", 9, "list"), ("court", 0, "ends"), ("court", 1200, "ends")],
)
def test_a_hold_has_a_reason_of_the_list_and_an_end(because, days, says) -> None:
    desk = new_desk()
    case = make.case(desk)
    with at_desk(desk.supervisor), pytest.raises(Refused, match=says):
        holding.set_hold(
            case, because=because, ends_on=clock.today() + timedelta(days=days), by=desk.supervisor
        )


def test_only_a_supervisor_of_the_same_organisation_sets_and_lifts() -> None:
    desk = new_desk()
    case = make.case(desk)
    row, tomorrow = held(desk, case), clock.today() + timedelta(days=1)
    with at_desk(desk.worker):
        with pytest.raises(Forbidden):
            holding.set_hold(case, because=HeldFor.COURT, ends_on=tomorrow, by=desk.worker)
        with pytest.raises(Forbidden):
            holding.lift_hold(row, by=desk.worker)
    other = new_desk().supervisor
    with at_desk(other), pytest.raises(Forbidden, match="another organisation"):
        holding.set_hold(case, because=HeldFor.COURT, ends_on=tomorrow, by=other)
