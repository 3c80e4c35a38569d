"""Neutral words: kept as approved, refused where they betray, chosen by purpose and language."""

import pytest

from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make as parties
from ilm.talk import safety, templates
from ilm.talk.models import SafePlan, Template
from ilm.talk.tests import make
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db
GIVEN = {
    "purpose": "answer",
    "language": "en",
    "name": "neutral_note",
    "wording": "Hello, please write to us when you can.",
}


def kept(desk, account, **more):
    with entering("desk", desk.supervisor.user_id):
        return templates.keep_template(account, by=desk.supervisor, **(GIVEN | more))


def test_it_is_kept_once_for_a_purpose_and_language() -> None:
    desk = parties.desk()
    account = make.account(desk)
    kept(desk, account)
    kept(desk, account, wording="Please write.", code="en_US", button="I am here")
    with entering("sender"):
        [row] = Template.objects.all()
        assert (row.wording, row.code, row.button) == ("Please write.", "en_US", "I am here")
        assert templates.is_button(account.pk, " i am here ")
        assert not templates.is_button(account.pk, "yes")


def test_her_language_then_english_then_none() -> None:
    desk = parties.desk()
    account = make.account(desk)
    kept(desk, account, language="my", wording="ကျေးဇူးပြု၍ ရေးပါ။")
    with entering("sender"):
        assert templates.template_for(account.pk, "answer", "th") is None
        assert templates.template_for(account.pk, "check_in", "my") is None
    kept(desk, account)
    with entering("sender"):
        found = [templates.template_for(account.pk, "answer", code) for code in ("my", "th")]
    assert [row.language for row in found if row] == ["my", "en"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"wording": "Hello {{1}}, write to us."}, "names nobody"),
        ({"wording": "Write to us: https://x.example"}, "no link"),
        ({"wording": "News about your case."}, "what this is about"),
        ({"wording": "Your complaint has an answer."}, "what this is about"),
        ({"wording": "Did your employer pay you?"}, "what this is about"),
        ({"button": "Call the hotline"}, "what this is about"),
        ({"wording": " "}, "as they were approved"),
        ({"purpose": "advert"}, "no purpose"),
        ({"language": "xx"}, "no language"),
        ({"name": "Neutral Note"}, "small letters"),
        ({"code": "english"}, "en_US"),
    ],
)
def test_words_that_betray_and_what_no_provider_takes_are_refused(wrong, says) -> None:
    desk = parties.desk()
    account = make.account(desk)
    with pytest.raises(Refused, match=says), atomic_desk(desk):
        templates.keep_template(account, by=desk.supervisor, **(GIVEN | wrong))


def atomic_desk(desk):
    return entering("desk", desk.supervisor.user_id)


def test_the_organisation_is_not_named() -> None:
    desk = parties.desk()
    account = make.account(desk)
    with pytest.raises(Refused, match="name the organisation"), atomic_desk(desk):
        with entering("owner"):
            type(desk.org).objects.filter(pk=desk.org_id).update(name="Demo Well")
        templates.keep_template(
            account, by=desk.supervisor, **(GIVEN | {"wording": "DEMO WELL says hello."})
        )


def test_who_may() -> None:
    desk, other = parties.desk(), parties.desk()
    account, telegram = make.account(desk), make.account(desk, "telegram")
    row = kept(desk, account)
    with entering("desk", desk.supervisor.user_id):
        for by in (desk.worker, other.supervisor):
            with pytest.raises(Forbidden), atomic():
                templates.keep_template(account, by=by, **GIVEN)
            with pytest.raises(Forbidden), atomic():
                templates.drop_template(row, by=by)
        with pytest.raises(Refused, match="Telegram has no templates"), atomic():
            templates.keep_template(telegram, by=desk.supervisor, **GIVEN)
        templates.drop_template(row, by=desk.supervisor)
    with entering("sender"):
        assert templates.template_for(account.pk, "answer", "en") is None


def test_what_is_missing_is_named() -> None:
    desk = parties.desk()
    with entering("owner"):
        type(desk.org).objects.filter(pk=desk.org_id).update(languages=["en", "my"])
    account = make.account(desk)
    kept(desk, account)
    with entering("desk", desk.supervisor.user_id):
        found = {(m.purpose, m.language) for m in templates.missing(account)}
        assert found == {("answer", "my"), ("check_in", "en"), ("check_in", "my")}
        assert templates.missing(make.account(desk, "telegram")) == []


def test_her_own_neutral_words_are_compared_unread() -> None:
    desk = parties.desk()
    conversation = make.conversation(desk)

    def plan(**more) -> SafePlan:
        with entering("desk", desk.worker.user_id):
            return safety.keep_plan(
                conversation.alias_id, org_id=desk.org_id, by=desk.worker, **more
            )

    assert safety.agrees(None, "Please write.")
    assert safety.agrees(plan(), "Please write.")
    chosen = plan(words={"notification_text": "Please  write."})
    assert safety.agrees(chosen, "please write.")
    assert not safety.agrees(chosen, "Hello.")
    assert "write" not in chosen.notice_key
    assert safety.agrees(plan(words={"code_word": "mango"}), "Hello.")
    assert not safety.agrees(plan(may_leave_message=False), "Hello.")
