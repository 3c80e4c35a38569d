"""What is due ends by the clock: as previewed, once, and from where it stopped."""

from datetime import timedelta

import pytest

from ilm.cases import keeping, triage
from ilm.cases.models import Case
from ilm.cases.tests import make
from ilm.cases.tests.make import at_desk
from ilm.cases.tests.test_holding import held
from ilm.cases.tests.test_keeping import closed
from ilm.faces.jobs import ending
from ilm.kit import clock
from ilm.ledger.models import Entry
from ilm.parties.tests.make import desk as new_desk
from ilm.talk import linking
from ilm.talk.models import Conversation, Delivery, How, Link, Message
from ilm.talk.tests import make as talk
from ilm.vault.models import Alias, DataKey, StandingAddress, VaultSession
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_day():
    ending._done.clear()


def entries() -> list[tuple[str, str]]:
    with entering("owner"):
        rows = Entry.objects.filter(verb__endswith="_ended")
        return sorted((e.subject, e.verb) for e in rows)


def due_today(desk) -> list[tuple[str, str]]:
    with at_desk(desk.supervisor):
        found = [e for e in keeping.preview(desk.supervisor) if e.on <= clock.today()]
    return sorted((f"vault.alias:{e.alias_id}", f"person.{e.kind.slug}_ended") for e in found)


def test_the_job_does_what_the_preview_said_and_then_nothing_more() -> None:
    desk = new_desk()
    for days_ago in (10, 89, 90, 365, 1095):
        closed(desk, days_ago=days_ago)
    junk = make.report(desk, at=clock.now() - timedelta(days=31))
    with at_desk(desk.worker):
        triage.signpost(junk, as_kind="wrong_number", by=desk.worker)
    shown = due_today(desk)
    assert len(shown) == 1 + 2 + 3 + 1
    assert ending.end_due() == len(shown)
    assert entries() == shown
    assert ending.end_due() == 0
    assert due_today(desk) == []
    assert ending.end_due() == 0
    assert entries() == shown


def test_who_is_forgotten_is_not_known_by_another_thread_of_hers() -> None:
    desk = new_desk()
    with entering("owner"):
        case = closed(desk, days_ago=400)
        thread = Conversation.objects.get(alias_id=case.reports.get().alias_id)
    other = talk.conversation(desk)
    with at_desk(desk.worker):
        linking.link(
            thread, ref=other.ref, how=How.MEMBER, proof="Her voice", unlocked=desk.unlocked,
            by=desk.worker,
        )  # fmt: skip
    ending.end_due()
    with entering("owner"):
        assert not Alias.objects.get(pk=thread.alias_id).sealed
        assert not Link.objects.exists()


def test_each_kind_takes_what_it_says() -> None:
    desk = new_desk()
    gone = {}
    for days_ago in (10, 100, 400, 1100):
        with entering("owner"):
            case = closed(desk, days_ago=days_ago)
            gone[days_ago] = Conversation.objects.get(alias_id=case.reports.get().alias_id)
    ending.end_due()
    with entering("owner"):
        for days_ago, thread in gone.items():
            alias = Alias.objects.get(pk=thread.alias_id)
            [message] = Message.objects.filter(conversation=thread)
            assert (message.at.hour == message.at.minute == 0) is (days_ago >= 100)
            assert bool(alias.sealed) is (days_ago < 365)
            assert bool(message.sealed) is (days_ago < 1095)
            assert DataKey.objects.filter(pk=thread.key_id).exists() is (days_ago < 1095)


def test_it_stops_anywhere_and_goes_on(monkeypatch) -> None:
    desk = new_desk()
    for _ in range(5):
        closed(desk, days_ago=100)
    monkeypatch.setattr(ending, "AT_ONCE", 2)
    calls = iter([False, True, False, False, False, False, False, False, False, False])
    real = ending.ask

    def breaks(sql: str, given: object) -> object:
        if "expire(" in sql and next(calls):
            raise ValueError("the power went")
        return real(sql, given)

    monkeypatch.setattr(ending, "ask", breaks)
    done = [ending.end_due() for _ in range(4)]
    assert sum(done) == 5
    assert done[0] == 1  # the other one broke, alone
    assert len(entries()) == 5


def test_a_hold_stops_it_and_one_signature_does_not() -> None:
    desk = new_desk()
    held(desk, closed(desk, days_ago=400))
    half = closed(desk, days_ago=400)
    held(desk, half, confirmed=False)
    assert ending.end_due() == 2
    with entering("owner"):
        alias = Case.objects.get(pk=half.pk).reports.get().alias_id
    assert {subject for subject, _ in entries()} == {f"vault.alias:{alias}"}


def test_the_database_looks_for_itself() -> None:
    """What the clock's login asks too early is not done, whatever the job believes."""
    desk = new_desk()
    alias = closed(desk, days_ago=40).reports
    with entering("owner"):
        who = alias.get().alias_id
        open_one = make.case(desk).reports.get().alias_id
    with entering("jobs"):
        for kind, kept in (
            ("words", 1095),
            ("words", 0),
            ("identity", 29),
            ("junk", 30),
            ("x", 30),
        ):
            assert ask("select wall.expire(%s, %s, %s)", [who, kind, kept]) == [(None,)]
        assert ask("select wall.expire(%s, 'words', 30)", [open_one]) == [(None,)]
    with entering("owner"):
        assert Alias.objects.get(pk=who).sealed


def test_a_shorter_rule_is_followed() -> None:
    desk = new_desk()
    closed(desk, days_ago=40)
    with at_desk(desk.supervisor):
        keeping.shorten("identity", days=30, by=desk.supervisor)
    assert ending.end_due() == 1
    with entering("owner"):
        [entry] = Entry.objects.filter(verb="person.identity_ended")
    assert (entry.actor, entry.facts["after"]) == ("clock", 30)


def test_old_requests_and_unused_sessions_go() -> None:
    desk = new_desk()
    now = clock.now()
    with entering("owner"):
        for days in (6, 29, 31):
            Delivery.objects.create(
                org_id=desk.org_id, account_id=desk.org_id, channel="web", key=f"k{days}", body=b"x",
                received_at=now - timedelta(days=days), is_parsed=True,
            )  # fmt: skip
        for days in (10, 400):
            VaultSession.objects.create(
                user_id=desk.worker.user_id, locked=b"x", until=0,
                seen_at=now - timedelta(days=days),
            )  # fmt: skip
    ending.end_due()
    with entering("owner"):
        assert sorted(Delivery.objects.values_list("key", flat=True)) == ["k29", "k6"]
        assert VaultSession.objects.count() == 1


def test_nobody_looks_into_another_organisation() -> None:
    desk, other = new_desk(), new_desk()
    closed(desk, days_ago=400)
    given = [desk.org_id, "identity", 365, clock.today(), None]
    sql = "select * from wall.what_ends_here(%s, %s, %s, %s, %s)"
    with at_desk(other.supervisor):
        assert ask(sql, given) == []
    with at_desk(desk.supervisor):
        assert len(ask(sql, given)) == 1


def test_copies_of_addresses_go_when_they_have_expired() -> None:
    thread = talk.conversation(new_desk())
    with entering("owner"):
        copies = StandingAddress.objects.filter(alias_id=thread.alias_id)
        copies.update(expires_on=clock.today())
    ending.end_due()
    with entering("owner"):
        assert StandingAddress.objects.filter(alias_id=thread.alias_id).count() == 1
        StandingAddress.objects.update(expires_on=clock.today() - timedelta(days=1))
    ending.end_due()
    with entering("owner"):
        assert StandingAddress.objects.count() == 0
