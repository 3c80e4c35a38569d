"""Ready replies: sealed and signed, in her language first, reviewed by another; kept filters."""

import pytest

from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.parties.tests import make as parties
from ilm.talk import readying, viewing
from ilm.talk.models import KeptView, ReadyReply, SafePlan
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def kept(desk, text="We have read it. {me}", language="en", name="First answer", **more):
    with entering("desk", desk.worker.user_id):
        return readying.keep_reply(
            name=name, text=text, language=language, unlocked=desk.unlocked, by=desk.worker, **more
        )


def ready(desk, first="en"):
    with entering("desk", desk.supervisor.user_id):
        return readying.ready(Reader(desk.unlocked_supervisor), desk.supervisor, first=first)


def test_sealed_translated_and_in_her_language_first() -> None:
    desk = parties.desk()
    row = kept(desk)
    assert b"We have read it" not in bytes(row.sealed)
    kept(desk, "ဖတ်ပြီးပါပြီ။", "my", group=row.group)
    kept(desk, "យើងបានអានហើយ។", "km", group=row.group)
    assert [r.row.language for r in ready(desk, "km")] == ["km", "en", "my"]
    assert next(r.text for r in ready(desk, "my")) == "ဖတ်ပြီးပါပြီ။"
    assert all(r.is_signed for r in ready(desk))
    again = kept(desk, "Other words", group=row.group)
    assert again.pk == row.pk
    assert len(ready(desk)) == 3


def test_a_colleague_reviews_and_other_words_are_not_reviewed_any_more() -> None:
    desk = parties.desk()
    row = kept(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="A colleague"):
        readying.review(row, by=desk.worker)
    assert [r.is_reviewed for r in ready(desk)] == [False]
    with entering("desk", desk.supervisor.user_id):
        readying.review(row, by=desk.supervisor)
    assert [r.is_reviewed for r in ready(desk)] == [True]
    kept(desk, "Other words", group=row.group)
    assert [r.is_reviewed for r in ready(desk)] == [False]


def test_words_put_there_by_whoever_writes_to_the_database_are_not_signed() -> None:
    desk = parties.desk()
    row = kept(desk)
    with entering("owner"):
        ReadyReply.objects.filter(pk=row.pk).update(language="my")
    assert [r.is_signed for r in ready(desk)] == [False]


def test_places_are_filled_and_the_name_stays_out_where_her_plan_says_so() -> None:
    values = {"me": "Naw Paw", "organisation": "Heron", "hours": ""}
    assert readying.filled("{me} of {organisation}, {hours}", values) == (
        "Naw Paw of Heron, {hours}"
    )
    plan = SafePlan(may_say_organisation_name=False)
    assert "does not allow" in readying.why_not("We are {organisation}", plan)
    assert readying.why_not("We are here", plan) == ""
    assert readying.why_not("We are {organisation}", SafePlan(may_say_organisation_name=True)) == ""


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": "{name}"}, "no place {name}"),
        ({"text": " "}, "a name and words"),
        ({"language": "xx"}, "no language xx"),
        ({"name": "x" * 61}, "too long"),
    ],
)
def test_refused(more: dict, why: str) -> None:
    with pytest.raises(Refused, match=why):
        kept(parties.desk(), **more)


def test_it_takes_an_open_vault_and_no_interpreter_and_no_group_of_others() -> None:
    desk, other = parties.desk(), parties.desk()
    her = parties.actor("interpreter", desk.org)
    theirs = kept(other)
    words = {"name": "x", "text": "y", "language": "en"}
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Locked):
            readying.keep_reply(**words, unlocked=None, by=desk.worker)
        assert not ReadyReply.objects.exists()
    with pytest.raises(Refused, match="Translate a reply"):
        kept(desk, group=theirs.group)
    with entering("desk", her.user_id):
        assert not ReadyReply.objects.exists()
        with pytest.raises(Forbidden):
            readying.keep_reply(**words, unlocked=desk.unlocked, by=her)


def test_dropped() -> None:
    desk = parties.desk()
    row = kept(desk)
    with entering("desk", desk.worker.user_id):
        readying.drop_reply(row, by=desk.worker)
    assert ready(desk) == []


def test_filters_are_kept_as_codes_for_one_member() -> None:
    desk = parties.desk()
    by = desk.worker
    with entering("desk", by.user_id):
        view = viewing.keep_view({"only": "late", "language": "km"}, by=by)
        assert viewing.keep_view({"language": "km", "only": "late"}, by=by).pk == view.pk
        assert viewing.views_of(by) == [(view, {"only": "late", "language": "km"})]
        for wrong in ({}, {"only": "her name is"}, {"only": "x" * 40}):
            with pytest.raises(Refused):
                viewing.keep_view(wrong, by=by)
    with entering("desk", desk.supervisor.user_id):
        assert not KeptView.objects.exists()
        viewing.drop_view(view, by=desk.supervisor)
    with entering("desk", by.user_id):
        assert KeptView.objects.count() == 1
        for n in range(11):
            viewing.keep_view({"language": f"l{n}"}, by=by)
        with pytest.raises(Refused, match="12 already"):
            viewing.keep_view({"language": "my"}, by=by)
        viewing.drop_view(view, by=by)
        assert KeptView.objects.count() == 11
