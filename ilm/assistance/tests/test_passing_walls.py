"""What the database lets the two organisations of a referral do, and others not at all."""

from uuid import uuid4

import pytest
from django.db.utils import DatabaseError

from ilm.assistance import referring
from ilm.assistance.models import Referral
from ilm.assistance.tests.make import (
    agree,
    fresh,
    hand_on,
    note,
    read,
    she_says,
    thread_of,
)
from ilm.cases.tests.make import at_desk
from ilm.disclosure import erasing
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.talk.handing import let_interpret
from ilm.vault import granting, passing
from ilm.vault.models import DataKey, Grant, MemberGrant
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db


def test_a_third_organisation_sees_nothing_of_it(told, shelter) -> None:
    agree(told, shelter)
    row, third = hand_on(told, shelter), make.desk()
    with at_desk(third.worker):
        assert not Referral.objects.between(third.worker).exists()
        assert ask("select count(*) from assistance_referral") == [(0,)]
        assert ask("select count(*) from vault_passed") == [(0,)]
        assert ask("select count(*) from wall.referred_words(%s)", [row.pk]) == [(0,)]
        assert ask("select count(*) from wall.referred_files(%s)", [row.pk]) == [(0,)]
        assert ask("select wall.referral_stands(%s)", [row.pk]) == [(False,)]
        passing.end(row.pk)
    assert read(shelter, row)


def test_an_interpreter_who_gives_the_thread_back_takes_nothing_from_them(told, shelter) -> None:
    agree(told, shelter)
    row, her = hand_on(told, shelter), make.actor("interpreter", told.desk.org)
    with entering("owner"):
        thread = thread_of(told)
        thread.handed_to = her.user_id
        thread.save(update_fields=["handed_to"])
    with at_desk(her):
        let_interpret(thread, who=None, unlocked=None, by=her)
    she_says(told, "I am at the bus station")
    assert read(shelter, row) == ["They have not paid us", "I am at the bus station"]
    with at_desk(her):
        assert ask("select count(*) from vault_passed") == [(0,)]


def test_nobody_refers_somebody_to_himself_in_anothers_name(told, shelter) -> None:
    """A colleague of the shelter who can write SQL makes a row, or points his own at another."""
    agree(told, shelter)
    row = hand_on(told, shelter)
    columns = (
        "org_id, status, alias_id, service, provider_id, consent_id, made_on, outcome, leaf,"
        " urgency, language, has_words, case_id"
    )
    forged = (
        f"insert into assistance_referral (id, {columns}) select gen_random_uuid(), {columns}"
        " from assistance_referral where id = %s"
    )
    pointed = "update assistance_referral set alias_id = %s where id = %s"
    passed = (
        "insert into vault_passed (id, org_id, key_id, to_org, ground, passed_on, is_renewed)"
        " select gen_random_uuid(), org_id, gen_random_uuid(), to_org, ground, passed_on, false"
        " from vault_passed limit 1"
    )
    with at_desk(shelter.worker):
        for sql, values in ((forged, [row.pk]), (pointed, [row.pk, row.pk]), (passed, [])):
            with pytest.raises(DatabaseError), atomic():
                ask(sql, values)


def test_erased_she_is_gone_there_too(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    desk = told.desk
    with at_desk(desk.supervisor):
        begun = erasing.begin(told.alias_id, because="she_asked", by=desk.supervisor)
    with entering("owner"):
        ask("update parties_member set joined_at = joined_at - interval '60 days'")
    with at_desk(desk.worker):
        erasing.confirm(begun, by=desk.worker)
    assert (read(shelter, row), note(shelter, row)) == ([], "")
    with entering("owner"):
        assert not Grant.objects.filter(org_id=shelter.org_id).exists()
        assert ask("select note from assistance_referral") == [(None,)]


def test_what_they_opened_is_written_down_for_her(told, shelter) -> None:
    agree(told, shelter)
    row = hand_on(told, shelter)
    for _ in range(3):
        read(shelter, row)
    with entering("owner"):
        [entry] = Entry.objects.filter(verb="referral.opened")
        assert (entry.org_id, entry.audience) == (told.desk.org_id, ["worker"])


def test_two_referrals_share_a_key_and_end_apart(told, shelter) -> None:
    agree(told, shelter)
    first, second = hand_on(told, shelter), hand_on(told, shelter, service="legal")
    with at_desk(told.desk.worker):
        referring.revoke(first, by=told.desk.worker)
    assert read(shelter, first) == []
    assert read(shelter, second) == ["They have not paid us"]
    she_says(told, "Still here")
    assert read(shelter, second)[-1] == "Still here"


def test_a_key_that_is_gone_is_passed_to_nobody(told, shelter) -> None:
    with at_desk(told.desk.worker), pytest.raises(Refused, match="nothing to pass on"):
        passing.pass_on(uuid4(), shelter.org_id, ground=uuid4(), unlocked=fresh(told.desk))


def test_who_left_the_list_is_given_no_new_generation(told) -> None:
    thread = thread_of(told)
    with entering("owner"):
        MemberGrant.objects.create(
            org_id=told.desk.org_id, key_id=thread.key_id, generation=1, holder=uuid4(), sealed=b"x"
        )
    with at_desk(told.desk.worker):
        granting.begin_generation(thread.key_id)
        granting.begin_generation(uuid4())  # erased meanwhile: nothing to do
    with entering("owner"):
        assert list(MemberGrant.objects.values_list("generation", flat=True)) == [1]
        assert DataKey.objects.get(pk=thread.key_id).generation == 2
