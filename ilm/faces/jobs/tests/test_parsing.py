"""What arrives is heard or waits, sealed; a broken line is nobody's fault."""

from datetime import timedelta

import pytest
import time_machine
from django.db.utils import OperationalError

from ilm.channels.tests.made import fixture
from ilm.faces.jobs import parsing
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.arriving import deliver
from ilm.talk.models import Delivery, Message
from ilm.talk.tests import make
from ilm.vault import holding, trusting, unlocking
from ilm.vault.models import KeyEntry
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def arrived(desk: parties.Desk) -> None:
    at = make.account(desk)
    body = fixture("whatsapp", "text_burmese").body
    with entering("hooks"):
        deliver(desk.org_id, channel="whatsapp", key="1", body=body, account_id=at.pk)


def left() -> list[tuple[str, int]]:
    with entering("owner"):
        return list(Delivery.objects.values_list("failed_because", "tries"))


def heard() -> int:
    with entering("owner"):
        return Message.objects.count()


def test_what_comes_before_the_vault_is_founded_waits_for_it() -> None:
    org = parties.organisation()
    boss = parties.actor("supervisor", org)
    arrived(parties.Desk(org, boss, boss, None, None))
    assert parsing.parse_waiting() == 0
    assert left() == [("", 0)]
    with entering("desk", boss.user_id):
        ring = unlocking.make_ring(boss.user_id, "a long enough password")
        holding.found(org.pk, ring=ring, by=boss)
    assert parsing.parse_waiting() == 1
    assert (left(), heard()) == ([], 1)


@pytest.mark.parametrize("first", [[], [ValueError]])
def test_a_line_that_breaks_is_not_held_against_a_delivery(first: list, monkeypatch) -> None:
    arrived(parties.desk())
    errors = [*first, OperationalError]

    def breaks(_batch: object) -> None:
        raise errors.pop(0)

    monkeypatch.setattr(parsing, "_take", breaks)
    with pytest.raises(OperationalError):
        parsing.parse_waiting()
    assert left() == [("", 0)]
    monkeypatch.undo()
    assert (parse_all(), heard()) == (1, 1)


def test_a_notice_of_which_a_part_breaks_is_heard_and_kept_until_the_rest_is(monkeypatch) -> None:
    desk = parties.desk()
    at, body = make.account(desk), fixture("whatsapp", "batch_one_broken").body
    with entering("hooks"):
        deliver(desk.org_id, channel="whatsapp", key="1", body=body, account_id=at.pk)
    assert parse_all() == 1
    assert (left(), heard()) == ([("broken-message: TypeError", 1)], 2)
    parsing.try_again()
    assert (parse_all(), heard()) == (1, 2)
    mended = body.replace(b'"body": 17', b'"body": "17"')
    monkeypatch.setattr(parsing, "_opened", lambda _: mended)
    parsing.try_again()
    assert (parse_all(), left(), heard()) == (1, [], 3)


@pytest.mark.parametrize(("tries", "is_heard"), [(5, True), (99, False)])
def test_after_a_start_it_is_tried_again_but_not_what_was_erased(monkeypatch, tries, is_heard):
    arrived(parties.desk())
    with entering("owner"):
        Delivery.objects.update(failed_because="broken-message: TypeError", tries=tries)
    parsing.try_again()
    assert parse_all() == 0
    parsing.try_again(is_start=True)
    assert (parse_all() == 1) is is_heard


def test_what_never_parses_is_tried_five_times_and_goes_after_thirty_days(monkeypatch) -> None:
    arrived(parties.desk())
    monkeypatch.setattr(parsing, "_opened", lambda _: b"{")
    for _ in range(9):
        parsing.try_again()
        parse_all()
    [(why, tries)] = left()
    assert (bool(why), tries) == (True, parsing.TRIES)
    with time_machine.travel(clock.now() + parsing.KEPT_FOR + timedelta(hours=1)):
        parsing.try_again()
    assert left() == []


def test_where_no_key_can_be_trusted_it_waits_however_often_it_was_tried() -> None:
    desk = parties.desk()
    arrived(desk)
    with entering("owner"):
        entry = KeyEntry.objects.get(org_id=desk.org_id, seq=2)
        body, entry.body = entry.body, "{}"
        entry.save()
    trusting.forget()
    for _ in range(9):
        parsing.try_again()
        parse_all()
    assert left() == [("Unsealable", 1)]
    with entering("owner"):
        KeyEntry.objects.filter(pk=entry.pk).update(body=body)
    trusting.forget()
    parsing.try_again()
    assert (parse_all(), heard(), left()) == (1, 1, [])


def test_what_failed_no_longer_tells_whose_act_it_was_nor_stops_the_next(monkeypatch) -> None:
    desk = parties.desk()
    at, key = make.account(desk), f"withdraw:{desk.org_id}"

    def press() -> bool:
        with entering("worker"):
            return deliver(desk.org_id, channel="web", key=key, body=b"{", account_id=at.pk)

    assert press()
    assert not press()
    parse_all()
    with entering("owner"):
        [kept] = Delivery.objects.all()
    assert kept.failed_because
    assert key not in kept.key
    assert press()
