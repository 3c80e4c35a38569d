"""Her word on exact words, as it comes: by her page, or by the channel she writes on."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.faces.jobs.hearing import hand_on
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk import checking_in, web
from ilm.talk.models import CheckIn, Conversation
from ilm.talk.receiving import Heard
from ilm.vault import receipts, routing
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
BEFORE_LEAVING = [S.SHOWN, S.APPROVED, S.SIGNED_ONCE, S.SIGNED]


def status(row: Disclosure) -> str:
    with entering("owner"):
        return Disclosure.objects.get(pk=row.pk).status


def press(of: make.Told, kind: str, **fields: object) -> None:
    """She presses a button of her page."""
    mine, org = receipts.issue(), of.desk.org_id
    with entering("parse"):
        routing.keep_receipt(org, of.alias_id, mine.lookup, mine.public, mine.locked)
        item = {"kind": kind, "org": str(org), "id": str(uuid4()), "lookup": mine.lookup.hex()}
        left = web.hear(json.dumps(item | fields).encode(), org_id=org, received_at=clock.now())
        assert left.heard
        hand_on([left.heard])


def say(of: make.Told, text: str, at: datetime | None = None) -> None:
    """She writes this in her thread."""
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    said = cases.message(of.desk, thread, text=text, at=at)
    with entering("parse"):
        hand_on([Heard(said, said.conversation, text)])


@pytest.mark.parametrize("at", BEFORE_LEAVING)
def test_no_on_her_page_stops_words_until_they_left(at: S) -> None:
    row = make.disclosure(at, of=(of := make.told()))
    press(of, "decline", disclosure=str(row.pk))
    assert status(row) == S.DECLINED


def test_a_page_that_says_not_what_it_showed_or_showed_other_words_approves_nothing() -> None:
    row = make.disclosure(S.SHOWN, of=(of := make.told()))
    press(of, "approve", disclosure=str(row.pk))
    assert status(row) == S.SHOWN


def test_old_page_approves_nothing_and_a_fresh_one_does() -> None:
    row = make.disclosure(S.SHOWN, of=(of := make.told()))
    press(of, "approve", disclosure=str(row.pk), words="0" * 64)
    assert status(row) == S.SHOWN


def test_what_her_page_shows_now_is_approved() -> None:
    row = make.disclosure(S.SHOWN, of=(of := make.told()))
    press(of, "approve", disclosure=str(row.pk), words=row.shown_words)
    assert status(row) == S.APPROVED


def test_a_yes_said_before_these_words_were_shown_is_none() -> None:
    of, before = make.told(), clock.now()
    row = make.disclosure(S.SHOWN, of=of)
    say(of, "1", at=before)
    assert status(row) == S.SHOWN
    say(of, "1")
    assert status(row) == S.APPROVED


def test_other_words_are_not_put_to_her_while_she_is_asked() -> None:
    of = make.told()
    of.grant()
    first, second = of.draft(), of.draft(text="Overtime[unit| in {unit}] is not paid either.")
    make.walk(first, S.SHOWN, of)
    with pytest.raises(Refused, match="not answered our last question"):
        make.walk(second, S.SHOWN, of)
    say(of, "yes")
    make.walk(second, S.SHOWN, of)
    assert (status(first), status(second)) == (S.APPROVED, S.SHOWN)


@pytest.mark.parametrize("about", ["disclosure", "claim"])
def test_a_check_in_waits_until_she_answered_about_words(about: str) -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        [one] = checking_in.plan_check_ins(
            thread, about=about, about_id=uuid4(), question="is_it_fixed", by=of.desk.worker
        )
    ask_due(timedelta(seconds=1))
    assert now_of(one).status == "due"
    say(of, "1")
    assert (status(row), now_of(one).answer) == (S.APPROVED, "")
    ask_due(timedelta(hours=1))
    assert now_of(one).status == "sent"


def ask_due(later: timedelta) -> None:
    with clock.set_to(clock.now() + later), entering("jobs"):
        checking_in.ask_due()


def now_of(one: CheckIn) -> CheckIn:
    with entering("owner"):
        return CheckIn.objects.get(pk=one.pk)


@pytest.mark.parametrize("at", BEFORE_LEAVING)
def test_no_in_her_thread_stops_words_until_they_left(at: S) -> None:
    row = make.disclosure(at, of=(of := make.told()))
    say(of, "No.")
    assert status(row) == S.DECLINED
