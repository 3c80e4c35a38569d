"""An answer counts for what had gone out before she gave it, all of it, and for nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ilm.cases.tests import make as cases
from ilm.channels.events import AddressChanged
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.faces.jobs.hearing import hand_on
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk.accounts import named
from ilm.talk.models import ChannelAccount, Conversation, Part
from ilm.talk.receiving import Arrived, take_in
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
LONG = "Wages[unit| in {unit}] are paid late. " + "Please pay them. " * 300


@pytest.fixture
def of() -> make.Told:
    """She wrote on WhatsApp, and an issue came of it."""
    desk = parties.desk()
    said = talk.message(desk, "hello")
    return make.told(desk, of=cases.report(desk, said=said))


def shown(of: make.Told, **how: object) -> Disclosure:
    of.grant()
    make.walk(row := of.draft(**how), S.SHOWN, of)
    return row


def go(status: str = "sent", **which: object) -> None:
    """What was queued goes out, as the sender writes it down."""
    with entering("owner"):
        account = ChannelAccount.objects.get()
        for part in Part.objects.filter(status="queued", **which):
            part.external_id = named(account.pk, f"wamid.{part.number}.{part.about_id}")
            part.status, part.gone_at = status, clock.now()
            part.save()


def hear(event: object) -> None:
    with entering("owner"):
        account = ChannelAccount.objects.get()
    with entering("parse"):
        hand_on(take_in(account, [Arrived(event, clock.now())]))


def say(text: str, **more: object) -> None:
    hear(talk.said(text, **({"at": clock.now()} | more)))


def status(row: Disclosure) -> str:
    with entering("owner"):
        return Disclosure.objects.get(pk=row.pk).status


def test_whoever_has_her_old_number_answers_nothing(of: make.Told) -> None:
    row = shown(of)
    go()
    hear(AddressChanged(old=talk.WORKER, new="959777777777", at=clock.now()))
    say("1")
    assert status(row) == S.SHOWN
    with entering("owner"):
        assert Conversation.objects.values_list("topic", "about_id").get() == ("reporting", None)
        assert Entry.objects.filter(verb="conversation.address_changed").exists()


@pytest.mark.parametrize("stuck", ["queued", "waiting", "held"])
def test_no_words_go_to_her_old_number(of: make.Told, stuck: str) -> None:
    shown(of)
    go(stuck)
    hear(AddressChanged(old=talk.WORKER, new="959777777777", at=clock.now()))
    with entering("owner"):
        assert {p.status for p in Part.objects.all()} == {"cancelled"}
    with pytest.raises(Refused, match="a person has to answer"):
        shown(of)


@pytest.mark.parametrize("stuck", ["queued", "waiting", "held", "failed", "unknown", "sending"])
def test_a_yes_is_none_while_a_part_has_not_gone_out(of: make.Told, stuck: str) -> None:
    row = shown(of, text=LONG)
    go(number=1)
    go(stuck)
    say("yes")
    assert status(row) == S.SHOWN


def test_a_yes_counts_once_all_parts_have_gone_out(of: make.Told) -> None:
    row = shown(of, text=LONG)
    go()
    say("yes")
    assert status(row) == S.APPROVED


def test_a_yes_from_before_the_words_went_out_is_none_however_late_it_comes(of: make.Told) -> None:
    row, before = shown(of), clock.now()
    go()
    say("1", at=before)
    assert status(row) == S.SHOWN


def test_an_answer_to_another_message_of_ours_is_none(of: make.Told) -> None:
    row = shown(of)
    with entering("owner"):
        Part.objects.update(about_id=uuid4())
    go()
    with entering("owner"):
        other = Part.objects.get()
        Conversation.objects.update(asked_at=clock.now() - timedelta(minutes=1))
    say("yes", reply_to=f"wamid.1.{other.about_id}")
    assert status(row) == S.SHOWN
    say("yes", reply_to="wamid.of.hers")
    assert status(row) == S.APPROVED


def test_a_reply_to_the_words_counts(of: make.Told) -> None:
    row = shown(of)
    go()
    say("yes", reply_to=f"wamid.1.{row.pk}")
    assert status(row) == S.APPROVED


def test_her_no_to_words_she_agreed_to_counts_whatever_became_of_our_message(of: make.Told) -> None:
    row = shown(of)
    go("unknown")
    make.walk(row, S.SIGNED, of, since=S.APPROVED)
    say("no")
    assert status(row) == S.DECLINED
