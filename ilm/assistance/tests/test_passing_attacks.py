"""What a colleague of the receiving organisation tried who can write SQL as the desk: each of these
once went through. He knows from the referral her alias, her thread, her case, the keys it lies under."""

import json
from datetime import timedelta

import pytest
from django.db.utils import DatabaseError

from ilm.assistance import referring
from ilm.assistance.models import Referral
from ilm.assistance.tests.make import agree, hand_on, read, she_says, thread_of
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk
from ilm.disclosure import erasing
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk.models import Message
from ilm.vault import granting
from ilm.vault.models import DataKey, Grant, Receipt
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db

PASSED = (
    "insert into vault_passed (id, org_id, key_id, to_org, ground, passed_on, is_renewed)"
    " values (gen_random_uuid(), %s, %s, %s, gen_random_uuid(), current_date, false)"
)
THREAD = (
    "insert into talk_conversation (id, org_id, alias_id, channel, key_id, vouched, ref, language,"
    " encoding, topic, unread, last_at, handed_to) values (gen_random_uuid(), %s,"
    " gen_random_uuid(), 'telegram', %s, '', 'x', '', '', 'reporting', 0, now(), %s)"
)
# table → the columns that it takes beside id, org_id and her alias
BESIDE_HER = {
    "vault_receipt": ("lookup, public, locked, vouched", "'look', 'p', 'l', ''"),
    "cases_erasure": ("because, begun_by, proof, wanted_on", "'she_asked', %s, '{}', current_date"),
    "vault_person": ("key_id, sealed", "gen_random_uuid(), 'x'"),
}


@pytest.fixture
def passed(told, shelter):
    agree(told, shelter)
    return hand_on(told, shelter)


def lets(by, sql: str, given: list) -> bool:
    """Whether the database let it through."""
    with at_desk(by):
        try:
            with atomic():
                ask(sql, given)
        except DatabaseError:
            return False
    return True


def grants_of(told) -> set:
    with entering("owner"):
        rows = Grant.objects.filter(org_id=told.desk.org_id, key_id=thread_of(told).key_id)
        return {(g.generation, bytes(g.sealed), g.epoch) for g in rows}


def test_who_says_that_he_passes_our_key_on_neither_sees_nor_spoils_our_grant(
    told, shelter, passed
) -> None:
    key_id, before = thread_of(told).key_id, grants_of(told)
    assert not lets(shelter.worker, PASSED, [shelter.org_id, key_id, told.desk.org_id])
    with entering("owner"):  # a row of before this was refused
        ask(PASSED, [shelter.org_id, key_id, told.desk.org_id])
    with at_desk(shelter.worker):
        seen = ask("select 1 from vault_grant where org_id <> %s", [shelter.org_id])
        ask("update vault_grant set sealed = 'x' where org_id <> %s", [shelter.org_id])
    assert (seen, grants_of(told)) == ([], before)


def test_a_thread_of_his_own_under_our_key_hands_him_nothing(told, shelter, passed) -> None:
    key_id = thread_of(told).key_id
    assert not lets(shelter.worker, THREAD, [shelter.org_id, key_id, shelter.worker.user_id])
    with at_desk(shelter.worker):
        ask("update vault_datakey set public = 'x' where id = %s", [key_id])
        assert ask("select count(*) from vault_datakey where id = %s", [key_id]) == [(0,)]
    with entering("owner"):
        assert bytes(DataKey.objects.get(pk=key_id).public) != b"x"


@pytest.mark.parametrize("table", sorted(BESIDE_HER))
def test_no_row_of_his_stands_beside_her(told, shelter, passed, table) -> None:
    """A receipt would open her page and answer in her name; an erasure would bar ours."""
    columns, values = BESIDE_HER[table]
    more = [shelter.supervisor.user_id] * values.count("%s")
    sql = (
        f"insert into {table} (id, org_id, alias_id, {columns})"
        f" values (gen_random_uuid(), %s, %s, {values})"
    )
    assert not lets(shelter.supervisor, sql, [shelter.org_id, told.alias_id, *more])
    ours = told.desk.supervisor
    more = [ours.user_id] * values.count("%s")
    assert lets(ours, sql, [told.desk.org_id, told.alias_id, *more])


def test_a_receipt_that_he_wrote_before_opens_nothing(told, shelter, passed) -> None:
    with entering("owner"):
        Receipt(
            org_id=shelter.org_id, alias_id=told.alias_id, lookup=b"his", public=b"p", locked=b"l"
        ).save(force_insert=True)
    with entering("worker"):
        assert ask("select wall.mirror(%s)", [b"his"]) == [(None,)]


def test_what_he_writes_into_his_own_record_is_not_told_to_her(told, shelter, passed) -> None:
    forged = (
        "insert into ledger_entry (id, org_id, at, actor, verb, subject, audience, facts) values"
        " (gen_random_uuid(), %s, now(), 'member:x', 'identity.revealed', %s, '{}', '{}')"
    )
    about = [shelter.org_id, f"vault.alias:{told.alias_id}"]
    assert lets(shelter.worker, forged, about)
    with entering("owner"):
        Receipt(
            org_id=told.desk.org_id, alias_id=told.alias_id, lookup=b"hers", public=b"p",
            locked=b"l",
        ).save(force_insert=True)  # fmt: skip
    with entering("worker"):
        [(seen,)] = ask("select wall.mirror(%s) -> 'opened'", [b"hers"])
    assert [each["because"] for each in json.loads(seen)] == ["referral"]


def test_a_text_to_her_is_sent_by_nobody_else(told, shelter, passed) -> None:
    own = cases.message(shelter)
    part = (
        "insert into talk_part (id, org_id, status, message_id, account_id, channel, alias_id,"
        " number, of, not_after, next_try_at, tries, is_bulk, failed_because, purpose)"
        " values (gen_random_uuid(), %s, 'queued', %s, gen_random_uuid(), 'telegram', %s, 1, 1,"
        " now() + interval '1 hour', now(), 0, false, '', 'answer')"
    )
    assert not lets(shelter.worker, part, [shelter.org_id, own.pk, told.alias_id])
    assert lets(shelter.worker, part, [shelter.org_id, own.pk, own.conversation.alias_id])


def test_a_hold_of_his_does_not_bar_that_she_is_erased(told, shelter, passed) -> None:
    hold = (
        "insert into cases_hold (id, org_id, case_id, because, ends_on, set_by, set_at)"
        " values (gen_random_uuid(), %s, %s, 'court', current_date + 300, %s, now())"
    )
    given = [shelter.org_id, told.issue.case_id, shelter.supervisor.user_id]
    assert not lets(shelter.supervisor, hold, given)


def test_an_end_that_he_writes_himself_ends_it_and_stays(told, shelter, passed) -> None:
    with at_desk(shelter.worker):
        ask("update assistance_referral set status = 'done' where id = %s", [passed.pk])
    with entering("owner"):
        assert not Grant.objects.filter(org_id=shelter.org_id).exists()
    again = "update assistance_referral set status = 'accepted' where id = %s"
    assert not lets(shelter.worker, again, [passed.pk])
    with entering("owner"):
        assert Referral.objects.get(pk=passed.pk).status == "done"


def test_in_our_record_he_writes_what_he_answered_and_no_more(told, shelter, passed) -> None:
    forged = (
        "insert into ledger_entry (id, org_id, at, actor, verb, subject, audience, facts)"
        " values (gen_random_uuid(), %s, now(), %s, %s, %s, '{}', '{}')"
    )
    given = [told.desk.org_id, f"member:{shelter.worker.user_id}"]
    subject = f"assistance.referral:{passed.pk}"
    for verb in ("referral.made", "referral.passed_on", "referral.revoked", "person.erased"):
        assert not lets(shelter.worker, forged, [*given, verb, subject])
    assert lets(shelter.worker, forged, [*given, "referral.accepted", subject])


def test_a_grant_that_he_made_ahead_keeps_no_new_key_from_us(told, shelter, passed) -> None:
    """Else nobody could take a thread from an interpreter, or back from another organisation."""
    key_id = thread_of(told).key_id
    ahead = (
        "insert into vault_grant (id, org_id, key_id, generation, purpose, epoch, sealed)"
        " values (gen_random_uuid(), %s, %s, 2, 'talk', 1, 'x')"
    )
    assert lets(shelter.worker, ahead, [shelter.org_id, key_id])
    with at_desk(told.desk.worker):
        granting.begin_generation(key_id)
    she_says(told, "I am at the bus station")
    with entering("owner"):
        assert Message.objects.latest("received_at").generation == 2
        assert DataKey.objects.get(pk=key_id).generation == 2


def test_what_she_took_back_is_not_passed_on(told, shelter, passed) -> None:
    with entering("owner"):
        Message.objects.filter(conversation=thread_of(told)).update(is_withdrawn=True)
    with at_desk(shelter.worker):
        rows = ask("select sealed from wall.referred_words(%s)", [passed.pk])
    assert [bytes(sealed) for (sealed,) in rows] == [b""]
    assert read(shelter, passed) == [""]


def test_a_message_that_names_the_key_of_another_thread_passes_that_key_to_nobody(
    told, shelter
) -> None:
    other = cases.message(told.desk).conversation
    agree(told, shelter)
    with entering("owner"):
        Message.objects.filter(conversation=thread_of(told)).update(key_id=other.key_id)
    row = hand_on(told, shelter)
    with entering("owner"):
        assert not Grant.objects.filter(org_id=shelter.org_id, key_id=other.key_id).exists()
        assert Grant.objects.filter(org_id=shelter.org_id, key_id=row.key_id).exists()


def test_what_she_keeps_back_in_another_yes_counts_too(told, shelter) -> None:
    agree(told, shelter, "L3", withheld=["passport"])
    agree(told, shelter, "L4", valid_until=clock.today() + timedelta(days=20))
    with pytest.raises(Refused, match="cannot be passed on in parts"):
        hand_on(told, shelter)
    with pytest.raises(Refused, match="keeps this back"):
        hand_on(told, shelter, note="They hold her passport.", with_words=False)


def test_it_is_ended_by_them_alone_and_the_interpreter_of_neither_reads_it(
    told, shelter, passed
) -> None:
    for desk in (told.desk, shelter):
        with at_desk(cases.interpreter(desk)):
            assert ask("select count(*) from wall.referred_words(%s)", [passed.pk]) == [(0,)]
            assert ask("select count(*) from assistance_referral") == [(0,)]
            assert ask("select count(*) from vault_passed") == [(0,)]
            ask("select wall.end_passing(%s)", [passed.pk])
    assert read(shelter, passed)
    with at_desk(told.desk.worker):
        referring.revoke(passed, by=told.desk.worker)
    assert read(shelter, passed) == []


def test_a_key_of_his_under_the_id_of_hers_does_not_deny_that_she_was_erased(
    told, shelter, passed
) -> None:
    """Else a back-up that is put back would bring her back for good."""
    desk, key_id = told.desk, thread_of(told).key_id
    with at_desk(desk.supervisor):
        begun = erasing.begin(told.alias_id, because="she_asked", by=desk.supervisor)
    with entering("owner"):
        ask("update parties_member set joined_at = joined_at - interval '60 days'")
    with at_desk(desk.worker):
        erasing.confirm(begun, by=desk.worker)
    forged = (
        "insert into vault_datakey (id, org_id, purpose, generation, public, vouched)"
        " values (%s, %s, 'talk', 1, 'x', '')"
    )
    assert lets(shelter.worker, forged, [key_id, shelter.org_id])
    with entering("jobs"):
        gone = "select wall.has_ended(%s, %s, 'person.erased')"
        assert ask(gone, [desk.org_id, told.alias_id]) == [(True,)]
