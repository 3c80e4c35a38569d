"""An interpreter sees the threads that were handed to her: in the code, and in the database."""

import pytest
from django.db import DatabaseError

from ilm.access.roles import ROLES, Reach
from ilm.cases.tests import make as cases
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.parties.tests import make as parties
from ilm.talk import reading, replying
from ilm.talk.handing import hand_over, let_interpret
from ilm.talk.models import Contact, Conversation, Message, Vocabulary
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db


def test_she_reads_and_answers_what_was_handed_to_her(told) -> None:
    _, her, unlocked, hers, _ = told
    with entering("desk", her.user_id):
        assert reading.inbox(her) == [hers]
        [said] = reading.thread(hers, Reader(unlocked))
        assert said.text == "They have not paid us"
        assert replying.reply(hers, text="Are you safe?", unlocked=unlocked, by=her)
        assert len(reading.thread(hers, Reader(unlocked))) == 2
        verbs = set(Entry.objects.about(hers).values_list("verb", flat=True))
        assert {"conversation.let_interpret", "conversation.answered"} <= verbs
        assert {e.actor for e in Entry.objects.visible_to(her)} == {her.id}


def test_in_the_code_nothing_else_is_within_her_reach(told) -> None:
    _, her, _, hers, _ = told
    with entering("owner"):
        assert list(Conversation.objects.visible_to(her)) == [hers]
        for rows in (Message.objects, Contact.objects):
            assert {m.conversation_id for m in rows.visible_to(her)} == {hers.pk}
        for model in (cases.Case, cases.Issue, cases.Report):
            assert not model.objects.visible_to(her).exists()


CLOSED = (
    "talk_delivery", "cases_case", "cases_report", "cases_reportcontact", "cases_issue",
    "cases_affectedworker", "cases_evidence", "cases_verdict", "cases_remark", "disclosure_consent",
    "disclosure_disclosure", "disclosure_notice", "remedy_engagement", "vault_person",
    "assessment_visit", "assistance_referral", "parties_invitation", "vault_grant",
    "duty_handover",
)  # fmt: skip
ONE = (
    ("talk_conversation", "id"), ("talk_message", "conversation_id"),
    ("talk_contact", "conversation_id"), ("vault_alias", "id"), ("vault_datakey", "id"),
    ("vault_membergrant", "key_id"),
)  # fmt: skip


def test_in_the_database_nothing_else_is_there(told) -> None:
    desk, her, _, hers, _ = told
    cases.issue(desk)
    known = {hers.pk, hers.alias_id, hers.key_id}
    with entering("desk", her.user_id):
        for table, column in ONE:
            found = {row[0] for row in ask(f"select {column} from {table}")}
            assert len(found) == 1
            assert found <= known, table
        for table in CLOSED:
            assert ask(f"select count(id) from {table}") == [(0,)], table
        subjects = {row[0] for row in ask("select subject from ledger_entry")}
        assert subjects == {f"talk.conversation:{hers.pk}"}
        assert ask("select * from wall.find_cases(%s, %s::bigint[], 20)", [desk.org_id, [1]]) == []


def test_neither_can_she_hand_herself_another_nor_write_into_it(told) -> None:
    _, her, unlocked, _, other = told
    with entering("desk", her.user_id):
        mine = "update talk_conversation set handed_to = %s where id = %s returning id"
        assert ask(mine, [her.user_id, other.pk]) == []
        with pytest.raises(DatabaseError), atomic():
            tell("update talk_contact set conversation_id = %s", [other.pk])
        with pytest.raises(Denied):
            Reader(unlocked).data_key(other.key_id)


def test_only_a_colleague_hands_on_and_she_may_give_back(told) -> None:
    desk, her, unlocked, hers, other = told
    with entering("desk", her.user_id):
        with pytest.raises(Forbidden, match="Only a colleague"):
            let_interpret(hers, who=her.user_id, unlocked=unlocked, by=her)
        with pytest.raises(Forbidden, match="others decide"):
            hand_over(hers, to=None, by=her)
        let_interpret(hers, who=None, unlocked=None, by=her)
        assert reading.inbox(her) == []
    with entering("desk", desk.worker.user_id):
        assert Conversation.objects.get(pk=hers.pk).handed_to is None
        for who in (desk.supervisor.user_id, parties.actor("interpreter").user_id):
            with pytest.raises(Refused, match="an interpreter of your desk"):
                let_interpret(other, who=who, unlocked=desk.unlocked, by=desk.worker)


def test_a_thread_taken_back_is_gone_at_once(told) -> None:
    desk, her, unlocked, hers, _ = told
    with entering("desk", desk.worker.user_id):
        let_interpret(hers, who=None, unlocked=None, by=desk.worker)
    with entering("desk", her.user_id):
        assert ask("select count(id) from talk_message") == [(0,)]
        with pytest.raises(Denied):
            Reader(unlocked).data_key(hers.key_id)


def test_what_she_does_is_written_down(told) -> None:
    _, her, _, hers, _ = told
    with entering("desk", her.user_id):
        assert record(hers, "conversation.read", by=her).pk


def test_the_wall_and_the_roles_mean_the_same_role() -> None:
    assert [s for s, r in ROLES.items() if r.reach is Reach.HANDED_THREADS] == ["interpreter"]


def test_no_function_and_no_column_leads_her_past_what_was_handed_to_her(told) -> None:
    """Every word of the house is a yes or no to whoever may ask for it; a key's id opens its grant."""
    desk, her, _, hers, other = told
    finder = [7]
    with entering("owner"):
        for thread in (hers, other):
            Vocabulary.objects.create(
                org_id=desk.org_id, conversation=thread, month=thread.last_at.date().replace(day=1),
                tokens=finder, version=1, messages=1, last_at=thread.last_at,
            )  # fmt: skip
    words = "select * from wall.find_words(%s, %s, null, null, 50, null, null, null, null)"
    ends = "select * from wall.what_ends_here(%s, 'times', 0, '2999-01-01', 50)"
    with entering("desk", desk.worker.user_id):
        assert len(ask(words, [desk.org_id, finder])) == 2
    with entering("desk", her.user_id):
        assert ask(words, [desk.org_id, finder]) == []
        assert ask(ends, [desk.org_id]) == []
        with pytest.raises(DatabaseError, match="permission denied"), atomic():
            tell("update talk_conversation set key_id = %s", [other.key_id])
