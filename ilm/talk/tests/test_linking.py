"""Her threads are linked by what she shows or a colleague knows, and taken apart again."""

import pytest
from django.db import DatabaseError

from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import linking, noting, safety
from ilm.talk.models import Conversation, How, Link, SafePlan
from ilm.talk.tests import make
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PLAN = {"from_hour": 20, "to_hour": 23, "channels": ["whatsapp"], "may_leave_message": True}


def two(desk) -> tuple[Conversation, Conversation]:
    at = make.account(desk)
    return tuple(
        make.messages(at, make.said(address=f"95900000000{n}"))[0].conversation for n in "12"
    )


def linked(desk, one, other, how=How.MEMBER, proof="I know her voice") -> Link:
    with entering("desk", desk.worker.user_id):
        return linking.link(
            one, ref=other.ref, how=how, proof=proof, unlocked=desk.unlocked, by=desk.worker
        )


def plan_for(desk, thread, **words: str) -> SafePlan:
    with entering("desk", desk.worker.user_id):
        return safety.keep_plan(
            thread.alias_id, org_id=thread.org_id, words=words, by=desk.worker, **PLAN
        )


def test_each_is_shown_beside_the_other_and_both_have_the_note() -> None:
    desk = parties.desk()
    one, other = two(desk)
    linked(desk, other, one)
    with entering("desk", desk.worker.user_id):
        assert [j.thread for j in linking.joined(one, desk.worker)] == [other]
        assert [j.thread for j in linking.joined(other, desk.worker)] == [one]
        for each in (one, other):
            [note] = noting.notes_of(each, Reader(desk.unlocked), desk.worker)
            assert note.text == "I know her voice"
    with entering("owner"):
        facts = Entry.objects.filter(verb="conversation.linked").values_list("facts", flat=True)
        assert [*facts] == [{"how": "member"}] * 2


@pytest.mark.parametrize("said", ["Mango 12", "mango12", "MANGO ၁၂", " mango\u200b 12 "])
def test_her_code_word_however_she_writes_it(said: str) -> None:
    desk = parties.desk()
    one, other = two(desk)
    plan_for(desk, other, code_word="mango 12")
    assert linked(desk, one, other, How.CODE_WORD, said).how == "code_word"


def test_a_wrong_word_links_nothing() -> None:
    desk = parties.desk()
    one, other = two(desk)
    with pytest.raises(Refused, match="not the code word"):
        linked(desk, one, other, How.CODE_WORD, "")
    plan_for(desk, other, code_word="mango 12")
    with pytest.raises(Refused, match="not the code word"):
        linked(desk, one, other, How.CODE_WORD, "mango 13")
    with entering("owner"):
        assert not Link.objects.exists()


def test_her_plan_holds_in_both_and_a_new_one_reaches_all() -> None:
    desk = parties.desk()
    one, other = two(desk)
    plan_for(desk, one, cover_story="a cousin", call_code="270418")
    linked(desk, one, other)
    with entering("desk", desk.worker.user_id):
        copy = safety.whole_plan(other.alias_id)
        assert (copy.from_hour, copy.to_hour, copy.channels) == (20, 23, ["whatsapp"])
        assert safety.words_of(copy, Reader(desk.unlocked)) == {"cover_story": "a cousin"}
        assert copy.call_code_key == ""
        linking.keep_plan(other, by=desk.worker, from_hour=1, to_hour=2, weekdays=[6])
        assert {p.from_hour for p in SafePlan.objects.all()} == {1}


def test_plans_of_both_stay() -> None:
    desk = parties.desk()
    one, other = two(desk)
    plan_for(desk, one)
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(other.alias_id, org_id=one.org_id, from_hour=3, by=desk.worker)
    linked(desk, one, other)
    with entering("owner"):
        assert set(SafePlan.objects.values_list("from_hour", flat=True)) == {20, 3}


def test_another_plan_is_narrowed_from_here_and_never_widened() -> None:
    desk = parties.desk()
    his, hers = two(desk)
    plan_for(desk, hers, code_word="mango 12")
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(his.alias_id, org_id=his.org_id, from_hour=3, by=desk.worker)
    linked(desk, his, hers)
    wide = {"from_hour": 0, "to_hour": 24, "words": {"code_word": "his"}, "is_phone_shared": True}
    wide |= {"may_leave_message": True, "may_say_organisation_name": True, "weekdays": [6]}
    with entering("desk", desk.worker.user_id):
        linking.keep_plan(his, by=desk.worker, **wide)
        plan = safety.whole_plan(hers.alias_id)
        assert (plan.from_hour, plan.to_hour, plan.channels) == (20, 23, ["whatsapp"])
        assert (plan.is_phone_shared, plan.weekdays) == (True, [6])
        assert (plan.may_leave_message, plan.may_say_organisation_name) == (True, False)
        assert safety.words_of(plan, Reader(desk.unlocked)) == {"code_word": "mango 12"}
        linking.keep_plan(his, by=desk.worker, from_hour=21, to_hour=22, may_leave_message=False)
        plan = safety.plan_of(hers.alias_id)
        assert (plan.from_hour, plan.to_hour, plan.may_leave_message) == (21, 22, False)


def test_over_a_third_thread_and_back() -> None:
    desk = parties.desk()
    one, other = two(desk)
    at = make.account(desk, "telegram")
    third = make.messages(at, make.said(address="42"))[0].conversation
    linked(desk, one, other)
    over = linked(desk, other, third)
    with entering("desk", desk.worker.user_id):
        found = {j.thread: j.link for j in linking.joined(one, desk.worker)}
        assert found[third] is None
        assert found[other] is not None
        linking.unlink(over, by=desk.worker)
        assert [j.thread for j in linking.joined(one, desk.worker)] == [other]
        with pytest.raises(Refused, match="taken back already"):
            linking.unlink(over, by=desk.worker)
    assert linked(desk, other, third).pk != over.pk


def test_refuses_itself_twice_and_what_is_not_there(monkeypatch) -> None:
    desk, stranger = parties.desk(), parties.desk(name="Harbour")
    one, other = two(desk)
    far = make.conversation(stranger)
    for thread in (one, far):
        with pytest.raises(Refused, match=r"same thread|no thread"):
            linked(desk, one, thread)
    with pytest.raises(Refused, match="Write down how"):
        linked(desk, one, other, proof="  ")
    linked(desk, one, other)
    with pytest.raises(Refused, match="already"):
        linked(desk, other, one)
    monkeypatch.setattr(linking, "MOST", 1)
    at = make.account(desk, "telegram")
    with pytest.raises(Refused, match="look at the links"):
        linked(desk, one, make.messages(at, make.said(address="42"))[0].conversation)


def test_who_may() -> None:
    desk = parties.desk()
    one, other = two(desk)
    interpreter = parties.actor("interpreter", desk.org)
    ask = {"ref": other.ref, "how": How.MEMBER, "proof": "x", "unlocked": desk.unlocked}
    with entering("owner"):
        with pytest.raises(Forbidden):
            linking.link(one, by=interpreter, **ask)
        with pytest.raises(Locked):
            linking.link(one, by=desk.worker, **ask | {"unlocked": None})
    made = linked(desk, one, other)
    with entering("owner"):
        assert linking.joined(one, interpreter) == []
    with entering("desk", interpreter.user_id):
        assert not Link.objects.exists()
    stranger = parties.desk(name="Harbour")
    with entering("desk", stranger.worker.user_id):
        assert not Link.objects.exists()
        with pytest.raises(Forbidden):
            linking.unlink(made, by=stranger.worker)


def test_no_link_to_a_thread_of_others_in_the_database() -> None:
    desk, stranger = parties.desk(), parties.desk(name="Harbour")
    one, far = make.conversation(desk), make.conversation(stranger)
    low, high = sorted((one.pk, far.pk))
    with pytest.raises(DatabaseError), entering("desk", desk.worker.user_id):
        Link.objects.create(
            org_id=desk.org.pk, one_id=low, other_id=high, how="member",
            made_by=desk.worker.user_id, made_at=one.last_at,
        )  # fmt: skip


def test_his_own_word_does_not_prove_that_he_is_she() -> None:
    desk = parties.desk()
    his, hers = two(desk)
    plan_for(desk, his, code_word="mango 12")
    with pytest.raises(Refused, match="not the code word"):
        linked(desk, his, hers, How.CODE_WORD, "mango 12")
    with entering("owner"):
        assert not SafePlan.objects.filter(alias_id=hers.alias_id).exists()


def test_a_link_is_planted_in_nobody_elses_name() -> None:
    desk = parties.desk()
    one, other = two(desk)
    low, high = sorted((one.pk, other.pk))
    with pytest.raises(DatabaseError), entering("desk", desk.worker.user_id):
        Link.objects.create(
            org_id=desk.org.pk, one_id=low, other_id=high, how="receipt",
            made_by=desk.supervisor.user_id, made_at=one.last_at,
        )  # fmt: skip
    made = linked(desk, one, other)
    with pytest.raises(DatabaseError), entering("desk", desk.worker.user_id):
        Link.objects.filter(pk=made.pk).update(
            ended_at=one.last_at, ended_by=desk.supervisor.user_id
        )
    with entering("desk", desk.supervisor.user_id):
        linking.unlink(made, by=desk.supervisor)
    with pytest.raises(DatabaseError), entering("desk", desk.supervisor.user_id):
        Link.objects.filter(pk=made.pk).update(ended_at=None)


def test_an_interpreter_of_one_thread_does_not_learn_that_there_is_another() -> None:
    desk = parties.desk()
    one, other = two(desk)
    interpreter = parties.actor("interpreter", desk.org)
    with entering("desk", desk.worker.user_id):
        Conversation.objects.filter(pk=one.pk).update(handed_to=interpreter.user_id)
    made = linked(desk, one, other)
    with entering("desk", desk.worker.user_id):
        linking.unlink(made, by=desk.worker)
    with entering("desk", interpreter.user_id):
        assert Conversation.objects.filter(pk=one.pk).exists()
        seen = set(Entry.objects.values_list("verb", flat=True))
        assert not {"conversation.linked", "conversation.unlinked"} & seen
