"""Two different people, and an emergency."""

import pytest

from ilm.cases.models import Issue
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import release, signing
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.kit.errors import Forbidden, Locked, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.talk.models import Conversation

pytestmark = pytest.mark.django_db


def test_two_different_people_sign() -> None:
    of = make.told()
    row = make.disclosure(S.APPROVED, of=of)
    with at_desk(of.desk.worker):
        signing.sign(row, unlocked=of.desk.unlocked, by=of.desk.worker)
        with pytest.raises(Refused, match="Another person"):
            signing.countersign(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    with at_desk(of.desk.supervisor):
        row = signing.countersign(row, unlocked=of.desk.unlocked_supervisor, by=of.desk.supervisor)
    assert (row.status, row.countersigned_by) == (S.SIGNED, of.desk.supervisor.user_id)


def test_nothing_is_signed_before_she_agreed_nor_by_just_anybody() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        with pytest.raises(WrongState):
            signing.sign(row, unlocked=of.desk.unlocked, by=of.desk.worker)
        for verb in (signing.sign, signing.countersign):
            with pytest.raises(Forbidden):
                verb(row, unlocked=of.desk.unlocked, by=interpreter(of.desk))


def test_in_an_emergency_two_people_speak_without_consent_and_she_is_told() -> None:
    of = make.told()
    row = of.draft()
    assert row.status == S.REFUSED
    with at_desk(of.desk.worker):
        with pytest.raises(Refused, match="which emergency"):
            signing.override(
                row, because="impatience", unlocked=of.desk.unlocked, by=of.desk.worker
            )
        signing.override(
            row, because="danger_to_life", unlocked=of.desk.unlocked, by=of.desk.worker
        )
        with pytest.raises(WrongState):
            release.release(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    with at_desk(of.desk.supervisor):
        signing.countersign(row, unlocked=of.desk.unlocked_supervisor, by=of.desk.supervisor)
        release.release(row, unlocked=of.desk.unlocked_supervisor, by=of.desk.supervisor)
        row = Disclosure.objects.get(pk=row.pk)
        entry = Entry.objects.get(verb="disclosure.overridden")
        assert Issue.objects.get(pk=of.issue.pk).status == "raised"
    assert (row.status, row.outcome) == (S.RELEASED, "emergency_override")
    assert (entry.audience, entry.facts) == (["worker"], {"because": "danger_to_life"})


def test_nobody_signs_without_being_able_to_read() -> None:
    of = make.told()
    row = make.disclosure(S.APPROVED, of=of)
    with at_desk(of.desk.worker), pytest.raises(Locked, match="Unlock the vault before you sign"):
        signing.sign(row, unlocked=None, by=of.desk.worker)
    with at_desk(of.desk.worker):
        signing.sign(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    with at_desk(of.desk.supervisor), pytest.raises(Locked):
        signing.countersign(row, unlocked=None, by=of.desk.supervisor)
    with at_desk(of.desk.worker):
        assert Disclosure.objects.get(pk=row.pk).status == S.SIGNED_ONCE


def test_words_that_she_was_shown_wait_for_her_no_in_an_emergency_too() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        signing.override(
            row, because="danger_to_life", unlocked=of.desk.unlocked, by=of.desk.worker
        )
        assert Conversation.objects.get(alias_id=of.alias_id).topic == "leaving"
