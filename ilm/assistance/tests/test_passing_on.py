"""Somebody's case is handed to another organisation by grant, read there, and taken back."""

import pytest

from ilm.access.actor import worker
from ilm.assistance import passing_on, referring
from ilm.assistance.lifecycle import ReferralStatus as S
from ilm.assistance.models import Referral
from ilm.assistance.tests.make import (
    NOTE,
    act,
    agree,
    fresh,
    hand_on,
    note,
    read,
    received,
    she_says,
    thread_of,
)
from ilm.cases.tests.make import at_desk
from ilm.catalog.consent import Purpose
from ilm.disclosure import consenting
from ilm.kit.errors import Forbidden, Locked, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.vault import passing
from ilm.vault.models import DataKey, Grant, Passed
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def test_they_read_what_she_said_and_what_she_says_after(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    assert note(shelter, row) == NOTE
    assert read(shelter, row) == ["They have not paid us"]
    she_says(told, "He took my passport")
    assert read(shelter, row)[-1] == "He took my passport"
    facts = received(shelter, row)
    assert (facts.leaf, facts.site_id, facts.urgency) == (
        row.leaf, told.issue.case.site_id, told.issue.case.urgency,
    )  # fmt: skip


def test_hour_and_case_stay_with_us(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    with at_desk(shelter.worker):
        [said] = passing_on.words_of(
            received(shelter, row), unlocked=fresh(shelter), by=shelter.worker
        )
        assert (said.at.hour, said.at.minute, said.at.microsecond) == (0, 0, 0)
        for table in ("cases_case", "talk_message", "talk_conversation", "disclosure_consent"):
            sql = f"select count(*) from {table} where org_id = %s"
            assert ask(sql, [told.desk.org_id]) == [(0,)]


def test_taken_back_they_open_nothing_of_it(told, shelter) -> None:
    agree(told, shelter)
    row, thread = hand_on(told, shelter), thread_of(told)
    with at_desk(shelter.worker):
        copied = Reader(fresh(shelter)).data_key(thread.key_id, 1)
    with at_desk(told.desk.worker):
        referring.revoke(row, by=told.desk.worker)
    assert read(shelter, row) == []
    assert note(shelter, row) == ""
    with entering("owner"):
        assert not Grant.objects.filter(org_id=shelter.org_id, key_id=thread.key_id).exists()
        assert DataKey.objects.get(pk=thread.key_id).generation == 2
    she_says(told, "I am at the bus station")
    with at_desk(told.desk.worker):
        new = thread.messages.order_by("at").last()
        assert new.generation == 2
        mine = Reader(fresh(told.desk))
        assert b"bus station" in mine.field(
            new.key_id, 2, "talk_message", new.pk, "body", bytes(new.sealed)
        )
        theirs = Reader(fresh(told.desk))
        theirs._keys[new.key_id, 2] = copied  # what they may have kept
        with pytest.raises(Denied):
            theirs.field(new.key_id, 2, "talk_message", new.pk, "body", bytes(new.sealed))


def test_her_withdrawal_closes_it_at_once(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    her = worker(told.alias_id, told.desk.org_id)
    with entering("parse"):
        consenting.withdraw(told.alias_id, by=her)
    assert (read(shelter, row), note(shelter, row)) == ([], "")
    with pytest.raises(Refused, match="has ended"):
        act(shelter, referring.accept, row)
    with entering("jobs"):
        assert referring.lapse_due() == 1
        assert referring.lapse_due() == 0
    assert note(shelter, row) == ""
    with entering("owner"):
        assert Referral.objects.get(pk=row.pk).status == S.REVOKED
        assert not Grant.objects.filter(org_id=shelter.org_id).exists()
    with at_desk(told.desk.worker):
        assert passing.renew(by=told.desk.worker) == 2
        assert passing.renew(by=told.desk.worker) == 0


@pytest.mark.parametrize(
    ("verb", "how"),
    [(referring.reject, {"because": "service_unavailable"}), (referring.finish, {})],
)
def test_when_they_are_done_it_is_closed_to_them(told, shelter, verb, how) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    if verb is referring.finish:
        act(shelter, referring.accept, row)
    act(shelter, verb, row, **how)
    assert (read(shelter, row), note(shelter, row)) == ([], "")
    with entering("owner"):
        verbs = list(
            Entry.objects.filter(org_id=told.desk.org_id, verb__startswith="referral.")
            .order_by("at").values_list("verb", flat=True)
        )  # fmt: skip
    assert verbs[-1] == ("referral.done" if verb is referring.finish else "referral.rejected")


def test_what_she_agreed_to_bounds_it(told, shelter) -> None:
    with pytest.raises(Refused, match="Ask her first"):
        hand_on(told, shelter)
    agree(told, shelter, "L2")
    with pytest.raises(Refused, match="general terms"):
        hand_on(told, shelter, with_words=False)
    agree(told, shelter, "L3")
    with pytest.raises(Refused, match="not agreed that they know"):
        hand_on(told, shelter)
    row = hand_on(told, shelter, with_words=False)
    assert (read(shelter, row), note(shelter, row)) == ([], NOTE)


def test_what_she_keeps_back_stays_back(told, shelter) -> None:
    agree(told, shelter, withheld=["passport"])
    with pytest.raises(Refused, match="cannot be passed on in parts"):
        hand_on(told, shelter)
    with pytest.raises(Refused, match="keeps this back from them: passport"):
        hand_on(told, shelter, note="They hold her passport.", with_words=False)
    row = hand_on(told, shelter, with_words=False)
    assert note(shelter, row) == NOTE


def test_nothing_is_kept_of_what_was_refused(told, shelter) -> None:
    agree(told, shelter, "L3")
    with pytest.raises(Refused):
        hand_on(told, shelter)
    with entering("owner"):
        assert not Referral.objects.exists()
        assert not Passed.objects.exists()
        assert not Grant.objects.filter(org_id=shelter.org_id).exists()


def test_a_locked_vault_passes_nothing_on_and_opens_nothing(told, shelter) -> None:
    agree(told, shelter)
    with pytest.raises(Locked), at_desk(told.desk.worker):
        passing_on.pass_on(
            told.issue.case, alias_id=told.alias_id, service="legal", provider=shelter.org,
            note=NOTE, with_words=True, unlocked=None, by=told.desk.worker,
        )  # fmt: skip
    row = hand_on(told, shelter)
    with at_desk(shelter.worker):
        here = received(shelter, row)
        with pytest.raises(Locked):
            passing_on.words_of(here, unlocked=None, by=shelter.worker)
        with pytest.raises(Locked):
            passing_on.note_of(here, None)


def test_to_who_has_no_desk_or_no_words_nothing_is_sealed(told, shelter) -> None:
    clinic = make.organisation("service")
    bare = make.organisation()
    for org in (clinic, bare):
        told.grant(
            "L4", recipient="service" if org is clinic else "other_ngo", for_org=org.pk,
            purpose=Purpose.SERVICES,
        )  # fmt: skip
    asked = {
        "alias_id": told.alias_id, "service": "health", "with_words": False,
        "unlocked": told.desk.unlocked, "by": told.desk.worker,
    }  # fmt: skip
    with at_desk(told.desk.worker):
        with pytest.raises(Refused, match="no desk here"):
            passing_on.pass_on(told.issue.case, provider=clinic, note=NOTE, **asked)
        with pytest.raises(Refused, match="no vault here"):
            passing_on.pass_on(told.issue.case, provider=bare, note=NOTE, **asked)
        with pytest.raises(Refused, match="Write to them"):
            passing_on.pass_on(told.issue.case, provider=shelter.org, note="  ", **asked)
        agreed = passing_on.agreed_in(told.issue.case, by=told.desk.worker)
    assert {(a.provider.pk, a.can_be_sealed_to) for a in agreed} == {
        (clinic.pk, False),
        (bare.pk, True),
    }


def test_each_does_its_own_part(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    with at_desk(told.desk.worker), pytest.raises(Forbidden, match="their own desk"):
        referring.accept(row, by=told.desk.worker)
    with pytest.raises(Forbidden, match="takes it back"):
        act(shelter, referring.revoke, row)
    assert act(shelter, referring.accept, row).status == S.ACCEPTED
    with at_desk(told.desk.worker):
        with pytest.raises(Forbidden):
            passing_on.words_of(row, unlocked=fresh(told.desk), by=told.desk.worker)
        ours = Referral.objects.visible_to(told.desk.worker).get(pk=row.pk)
        assert passing_on.note_of(ours, fresh(told.desk)) == NOTE
        referring.revoke(row, by=told.desk.worker)
        with pytest.raises(WrongState):
            referring.revoke(row, by=told.desk.worker)
