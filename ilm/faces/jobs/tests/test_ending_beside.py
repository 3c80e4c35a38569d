"""What ends beside a person: addresses, seconds, sessions, partners' files."""

from datetime import timedelta

import pytest

from ilm.cases.models import Case
from ilm.cases.tests import make
from ilm.cases.tests.test_holding import held
from ilm.cases.tests.test_keeping import closed
from ilm.faces.jobs import ending
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.tests.make import desk as new_desk
from ilm.remedy import evidence
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Exhibit
from ilm.remedy.settling import settle
from ilm.remedy.tests import make as remedy
from ilm.remedy.tests.test_evidence import upload
from ilm.talk.models import CheckIn, Conversation, Delivery, Vocabulary
from ilm.vault.models import DataKey, Grant, StandingAddress
from ilm.vault.opening import Reader
from ilm.wall.entering import ask, entering, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_day():
    ending._done.clear()


def test_the_senders_copy_goes_with_her_last_case() -> None:
    desk = new_desk()
    over, waits, goes_on = closed(desk, days_ago=0), closed(desk, days_ago=0), make.case(desk)
    who = {}
    with entering("owner"):
        for name, case in (("over", over), ("waits", waits), ("goes_on", goes_on)):
            who[name] = case.reports.get().alias_id
        thread = Conversation.objects.get(alias_id=who["waits"])
        CheckIn.objects.create(
            org_id=desk.org_id, conversation=thread, alias_id=thread.alias_id, about="disclosure",
            about_id=thread.pk, question="are_you_well", due_at=clock.now(), status="due",
        )  # fmt: skip
        assert StandingAddress.objects.count() == 3
    ending.end_due()
    with entering("owner"):
        left = set(StandingAddress.objects.values_list("alias_id", flat=True))
    assert left == {who["waits"], who["goes_on"]}


def test_what_could_not_be_read_whole_keeps_its_day_alone_after_a_day() -> None:
    desk, now = new_desk(), clock.now()
    with entering("owner"):
        for key, hours, why in (("old", 30, "TypeError"), ("new", 2, "TypeError"), ("ok", 30, "")):
            Delivery.objects.create(
                org_id=desk.org_id, account_id=desk.org_id, channel="web", key=key, body=b"x",
                received_at=now - timedelta(hours=hours), failed_because=why,
            )  # fmt: skip
    ending.end_due()
    with entering("owner"):
        kept = dict(Delivery.objects.values_list("key", "received_at"))
    assert kept["old"] == (now - timedelta(hours=30)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    assert kept["new"] == now - timedelta(hours=2)
    assert kept["ok"] == now - timedelta(hours=30)


def test_sessions_at_the_door_that_are_over_go() -> None:
    new_desk()
    with entering("owner"):
        tell("insert into django_session values ('over', 'x', now() - interval '1 minute')")
        tell("insert into django_session values ('open', 'x', now() + interval '1 hour')")
    ending.end_due()
    with entering("owner"):
        assert ask("select session_key from django_session") == [("open",)]


def test_no_column_keeps_the_second_of_what_she_did_ninety_days_after() -> None:
    """Every time in every table but staff's own acts, looked up in the catalog: none is finer."""
    desk = new_desk()
    case = closed(desk, days_ago=90)
    with entering("owner"):
        report = case.reports.get()
        thread = Conversation.objects.get(alias_id=report.alias_id)
        Vocabulary.objects.create(
            org_id=desk.org_id, conversation=thread, month=clock.today().replace(day=1), version=1,
            messages=1, last_at=clock.now(), tokens=[1],
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(contact_by=clock.now())
    ending.end_due()
    with entering("owner"):
        columns = ask(
            "select table_name::text, column_name::text from information_schema.columns"
            " where table_schema = 'public' and data_type like 'timestamp%%'"
        )
        fine = {
            f"{table}.{column}"
            for table, column in columns
            if ask(f"select 1 from {table} where {column} > date_trunc('day', {column}, 'UTC')"
                   " + interval '1 second' limit 1")
        }  # fmt: skip
    assert {name for name in fine if name not in BY_STAFF} == set()


BY_STAFF = {
    "cases_case.opened_at", "cases_verdict.found_at", "cases_verdict.second_at",
    "disclosure_disclosure.drafted_at", "ledger_entry.at", "parties_invitation.invited_at",
    "parties_invitation.expires_at", "parties_member.joined_at", "parties_organisation.made_at",
    "vault_ring.made_at", "django_migrations.applied", "door_user.joined_at",
}  # fmt: skip


def test_partners_files_end_with_the_words_of_their_case() -> None:
    made = remedy.raised(EngagementStatus.RESPONDED)
    row = upload(made)
    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, reason="worker_withdrew", by=made.desk.worker)
    for days_ago, is_kept in ((1094, True), (1095, False)):
        ending._done.clear()
        with entering("owner"):
            Case.objects.filter(pk=made.issue.case_id).update(
                closed_on=clock.today() - timedelta(days=days_ago)
            )
        ending.end_due()  # the bytes go in the turn after
        ending.end_due()
        with entering("owner"):
            kept = Exhibit.objects.get(pk=row.pk)  # its uploader sees no difference
            assert bool(kept.record) is is_kept
            assert DataKey.objects.filter(pk=row.key_id).exists() is is_kept
            assert Grant.objects.filter(key_id=row.key_id).exists() is is_kept
        assert evidence.place_of(row.pk).exists() is is_kept
    with entering("desk", made.desk.worker.user_id), pytest.raises(Refused, match="erased with"):
        evidence.open_exhibit(kept, Reader(made.desk.unlocked))


def test_a_hold_keeps_partners_files() -> None:
    made = remedy.raised(EngagementStatus.RESPONDED)
    row = upload(made)
    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, reason="worker_withdrew", by=made.desk.worker)
    with entering("owner"):
        case = Case.objects.get(pk=made.issue.case_id)
        Case.objects.filter(pk=case.pk).update(closed_on=clock.today() - timedelta(days=1200))
    held(made.desk, case)
    ending.end_due()
    with entering("owner"):
        assert Exhibit.objects.get(pk=row.pk).record
