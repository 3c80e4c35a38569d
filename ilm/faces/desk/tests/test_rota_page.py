"""The rota: a week in the reader's zone, languages that are missing, planned and called off."""

from datetime import timedelta

import pytest

from ilm.duty.models import Card, Shift
from ilm.duty.tests import make
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE, PLAN = "/desk/rota/", "/desk/rota/plan/"


def sent(desk, **more: object) -> dict[str, str]:
    on = (clock.today("Asia/Bangkok") + timedelta(days=1)).isoformat()
    told = {"member": str(desk.worker.user_id), "on": on, "begins": "22:00", "ends": "06:00"}
    return told | {"zone": "Asia/Bangkok", "weeks": "1"} | more


def test_a_supervisor_plans_and_everybody_of_the_desk_sees_it() -> None:
    client, desk = signed_in("supervisor")
    assert client.post(PLAN, sent(desk, weeks="2")).status_code == 302
    no = client.post(PLAN, sent(desk))
    assert no.status_code == 422
    assert "has a shift then already" in no.content.decode()
    with entering("owner"):
        first = Shift.objects.order_by("begins_at").first()
        assert Shift.objects.count() == 2
    week = f"{PAGE}?week={first.begins_at.date()}"
    page = signed_in(desk=desk)[0].get(week).content.decode()
    assert "15:00–23:00" in page  # in UTC, as long as she says nothing else
    assert "22:00–06:00 in Asia/Bangkok" in page
    assert "Call off" not in page
    assert "22:00–06:00" not in stranger().get(week).content.decode()


def test_times_are_shown_in_the_readers_zone() -> None:
    client, desk = signed_in("supervisor")
    client.post(PLAN, sent(desk))
    mine, _ = signed_in(desk=desk)
    card = {"zone": "Asia/Kathmandu", "languages": ["my"]}
    assert mine.post("/desk/rota/mine/card/", card).status_code == 302
    with entering("owner"):
        assert Card.objects.get().languages == ["my"]
        week = f"{PAGE}?week={Shift.objects.get().begins_at.date()}"
    assert "20:45–04:45" in mine.get(week).content.decode()


def test_a_language_that_nobody_speaks_and_one_with_gaps() -> None:
    client, desk = signed_in("supervisor")
    with entering("desk", desk.worker.user_id):
        Card.objects.create(
            org_id=desk.org_id, user_id=desk.worker.user_id, time_zone="UTC", languages=["my"]
        )
    client.post(PLAN, sent(desk))
    page = client.get(PAGE).content.decode()
    assert "8 of 168 hours covered" in page
    assert "Nobody at the desk speaks it" in page  # English


def test_called_off() -> None:
    client, desk = signed_in("supervisor")
    client.post(PLAN, sent(desk, weeks="3"))
    with entering("owner"):
        row = Shift.objects.order_by("begins_at").first()
    place = f"{PAGE}{row.pk}/call-off/"
    assert stranger().post(place, {"do": "rest"}).status_code in (403, 404)
    assert signed_in(desk=desk)[0].post(place, {"do": "rest"}).status_code == 403
    assert client.post(place, {"do": "rest"}).status_code == 302
    with entering("owner"):
        assert not Shift.objects.standing().exists()


def test_who_may_plan() -> None:
    desk = parties.desk()
    assert signed_in(desk=desk)[0].get(PLAN).status_code == 403
    assert signed_in("interpreter", desk)[0].get(PLAN).status_code == 403
    assert signed_in("supplier")[0].get(PLAN).status_code in (403, 404)
    member = str(signed_in()[1].worker.user_id)
    client, _ = signed_in("supervisor", desk)
    assert client.post(PLAN, sent(desk, member=member)).status_code == 422  # of another desk


def test_an_interpreter_sees_her_own_shifts_and_nobody_elses() -> None:
    desk = parties.desk()
    her = parties.actor("interpreter", desk.org)
    make.shift(desk, her)
    make.shift(desk, desk.supervisor)
    client, _ = signed_in("interpreter", desk)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "supervisor" not in page.content.decode()
    assert "Languages, the next 7 days" not in page.content.decode()
    assert client.get("/desk/team/").status_code == 403


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "soon"])
def test_any_week_can_be_asked_for(week: str) -> None:
    assert signed_in()[0].get(f"{PAGE}?week={week}").status_code == 200
