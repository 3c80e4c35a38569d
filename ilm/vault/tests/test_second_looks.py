"""V10: above the day's limit a second member agrees first; the database holds to it as well."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import Error

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.vault import reveal, routing, second_looks
from ilm.vault.models import SecondLook
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db
WHY = reveal.Reason.SAFE_CONTACT


@pytest.fixture
def desk(monkeypatch) -> make.Desk:
    monkeypatch.setattr(reveal, "MOST_A_DAY", 0)
    return make.desk()


@pytest.fixture
def alias(desk):
    with entering("parse"):
        return routing.aliases_for(desk.org_id, "telegram", ["5550001"])["5550001"].alias_id


def test_one_more_takes_another_supervisor(desk, alias) -> None:
    asks, agrees = desk.supervisor, make.actor("supervisor", desk.org)
    with entering("desk", asks.user_id):
        with pytest.raises(Refused, match="must agree"):
            reveal.note(alias, because=WHY, by=asks)
        look = second_looks.ask_for(alias, because=WHY, by=asks)
        assert second_looks.ask_for(alias, because=WHY, by=asks) == look
        with pytest.raises(Refused, match="another supervisor"):
            second_looks.agree(look, by=asks)
    with entering("desk", agrees.user_id):
        assert second_looks.waiting(agrees) == [look]
        second_looks.agree(look, by=agrees)
        with pytest.raises(Refused, match="agreed already"):
            second_looks.agree(look, by=agrees)
        with pytest.raises(Refused, match="must agree"):
            reveal.note(alias, because=WHY, by=agrees)  # it is the other's
    with entering("desk", asks.user_id):
        entry = reveal.note(alias, because=WHY, by=asks)
        assert entry.facts == {
            "because": WHY.value, "role": "supervisor", "second": str(agrees.user_id),
        }  # fmt: skip
        verbs = Entry.objects.visible_to(asks).values_list("verb", flat=True)
        assert [*verbs][-3:] == ["identity.asked", "identity.agreed", "identity.revealed"]


def test_an_agreement_is_good_for_a_day(desk, alias) -> None:
    asks, agrees = desk.supervisor, make.actor("supervisor", desk.org)
    with time_machine.travel(clock.now(), tick=False) as time:
        with entering("desk", asks.user_id):
            look = second_looks.ask_for(alias, because=WHY, by=asks)
        time.shift(timedelta(hours=25))
        with entering("desk", agrees.user_id):
            assert second_looks.waiting(agrees) == []
            with pytest.raises(Refused, match="a day has passed"):
                second_looks.agree(look, by=agrees)


def test_who_may_not(desk, alias) -> None:
    with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
        second_looks.ask_for(alias, because=WHY, by=desk.worker)
    stranger = make.actor("supervisor")
    with entering("desk", stranger.user_id), pytest.raises(Refused, match="nobody to show"):
        second_looks.ask_for(alias, because=WHY, by=stranger)


def test_the_database_lets_nobody_agree_with_herself_or_in_anothers_name(desk, alias) -> None:
    asks, other = desk.supervisor, make.actor("supervisor", desk.org)
    with entering("desk", asks.user_id):
        look = second_looks.ask_for(alias, because=WHY, by=asks)
        for agreed_by in (asks.user_id, other.user_id):
            with pytest.raises(Error), atomic():
                SecondLook.objects.filter(pk=look.pk).update(agreed_by=agreed_by)
        forged = SecondLook(
            org_id=desk.org_id, alias_id=uuid4(), because=WHY, asked_by=other.user_id,
            asked_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(Error), atomic():
            forged.save(force_insert=True)


def test_what_was_noted_is_seen_for_two_minutes(desk, alias, monkeypatch) -> None:
    monkeypatch.setattr(reveal, "MOST_A_DAY", 20)
    by, given = desk.supervisor, {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
    with time_machine.travel(clock.now(), tick=False) as time, entering("desk", by.user_id):
        reveal.note(alias, because=WHY, by=by)
        assert reveal.show(alias, **given)["address"] == "5550001"
        time.shift(timedelta(seconds=121))
        with pytest.raises(Refused, match="Say first why"):
            reveal.show(alias, **given)
