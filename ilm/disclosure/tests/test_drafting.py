"""Words are decided on before anybody sees them, and kept with what was decided."""

from uuid import uuid4

import pytest

from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Issue
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import drafting
from ilm.disclosure.deciding import Outcome
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests.make import headcount
from ilm.parties.tests.make import site as a_site
from ilm.talk.models import Conversation, Message
from ilm.vault.opening import Reader

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_what_was_decided() -> None:
    of = make.told()
    of.grant()
    text = "Pay is late[gender| for women][unit| in {unit}]."
    row = of.draft(text=text, traits=make.WOMEN, language="en")
    assert (row.status, row.outcome) == (S.DRAFTED, Outcome.SEND_AFTER)
    assert (row.text, row.step, row.set_size, row.k) == ("Pay is late in sewing.", 1, 18, 10)
    with at_desk(of.desk.worker):
        facts = Entry.objects.get(verb="disclosure.drafted").facts
    assert facts["traits"] == ["gender", "nationality", "shift", "site", "unit"]
    assert (facts["step"], facts["set_size"]) == (1, 18)


def test_without_consent_it_is_refused_and_kept() -> None:
    of = make.told()
    row = of.draft()
    assert (row.status, row.outcome, row.consent_id) == (S.REFUSED, Outcome.REFUSE, None)
    assert of.draft(alias_id=None).outcome == Outcome.REFUSE
    of.grant("L1")
    assert of.draft().outcome == Outcome.REFUSE
    with at_desk(of.desk.worker):
        because = set(Entry.objects.filter(verb="disclosure.refused").values_list("facts__because"))
        assert because == {("no_live_grant",), ("level_too_low",)}


def test_what_she_keeps_back_counts_in_every_grant() -> None:
    of = make.told()
    of.grant("L3")
    of.grant("L2", withheld=["sewing"])
    with at_desk(of.desk.worker):
        said = drafting.preview(
            of.issue, "supplier_hr", of.to_org, make.TEXT, {"unit": "sewing"}, of.alias_id,
            unlocked=of.desk.unlocked,
        )  # fmt: skip
        assert (said.outcome, said.because) == (Outcome.REFUSE, "withheld_item")
        assert not Disclosure.objects.exists()


def test_a_grant_for_another_recipient_is_no_grant_for_this_one() -> None:
    of = make.told()
    of.grant("L3", recipient="recruiter")
    assert of.draft().outcome == Outcome.REFUSE


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"recipient": "neighbours"}, "from the list"),
        ({"text": "  "}, "Write the words"),
        ({"traits": {"shoe_size": "38"}}, "no others"),
        ({"text": "Women are paid late", "traits": make.WOMEN}, "Take “women” out"),
        ({"text": "Call 081 234 5678 about late pay"}, "phone number"),
    ],
)
def test_a_text_that_does_not_do(how: dict[str, object], sentence: str) -> None:
    of = make.told()
    of.grant()
    with pytest.raises(Refused, match=sentence):
        of.draft(**how)


def test_by_choice_her_name_and_number_may_stand() -> None:
    of = make.told()
    of.grant("L4")
    row = of.draft(text="Ask for Nan, 081 234 5678.")
    assert row.outcome == Outcome.TWO_PERSON_REVIEW


def test_the_event_that_names_her_takes_a_review() -> None:
    of = make.told(leaf="osh.injury")
    of.grant()
    assert of.draft().outcome == Outcome.TWO_PERSON_REVIEW


def test_her_own_words_do_not_leave() -> None:
    of = make.told()
    of.grant()
    with at_desk(of.desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    cases.message(of.desk, thread, text="the line leader shouts at us every morning")
    quoted = "We hear: the line leader shouts at us often."
    with pytest.raises(Refused, match="your own words"):
        of.draft(text=quoted, unlocked=of.desk.unlocked)
    assert of.draft(text="A line leader is said to shout.", unlocked=of.desk.unlocked)


def test_an_unverified_issue_is_not_raised() -> None:
    of = make.told(at=IssueStatus.DRAFT)
    of.grant()
    with pytest.raises(WrongState, match="finding"):
        of.draft()


def test_a_suspected_reprisal_freezes_the_site() -> None:
    of = make.told()
    of.grant()
    cases.issue(of.desk, at=IssueStatus.DRAFT, leaf="voi.reprisal", site=of.issue.site)
    with pytest.raises(Refused, match="reprisal is suspected"):
        of.draft()


def test_a_small_site_is_pooled_and_waits() -> None:
    of = make.told(site=make.plant())
    site = a_site()
    headcount(site, 7)
    other = a_site(owner=site.owner)
    headcount(other, 9)
    few = make.told(of.desk, site=site)
    few.grant()
    routine = few.draft(traits={}, text="Pay is late.")
    assert (routine.step, routine.set_size) == (6, 16)
    assert 3 <= (routine.not_before - clock.today()).days <= 14
    make.told(of.desk, site=other)
    pooled = few.draft(traits={}, text="Pay is late.")
    assert (pooled.step, pooled.set_size, pooled.not_before) == (4, 16, None)


def test_who_may() -> None:
    of = make.told()
    of.grant()
    with pytest.raises(Forbidden):
        of.draft(by=interpreter(of.desk))


def test_she_is_shown_the_exact_text_and_asked() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        assert (thread.topic, thread.about_id) == ("approving", row.pk)
        assert Issue.objects.get(pk=of.issue.pk).status == "awaiting_consent"
        message = Message.objects.get(conversation=thread, is_inward=False)
        shown = Reader(of.desk.unlocked).field(
            message.key_id, 1, "talk_message", message.pk, "body", bytes(message.sealed)
        )
        assert row.text in shown.decode()
        assert "May we send exactly these words?" in shown.decode()


def test_it_may_be_read_to_her_but_somebody_must_be_there() -> None:
    of = make.told()
    row = make.disclosure(of=of)
    with at_desk(of.desk.worker):
        nobody = Disclosure(alias_id=uuid4())
        with pytest.raises(Refused, match="no conversation"):
            drafting.show(nobody, unlocked=of.desk.unlocked, by=of.desk.worker)
        drafting.show(row, unlocked=of.desk.unlocked, by=of.desk.worker, is_read_aloud=True)
        assert not Message.objects.filter(is_inward=False).exists()
        with pytest.raises(Forbidden):
            drafting.show(row, unlocked=of.desk.unlocked, by=interpreter(of.desk))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The only Burmese woman on the night shift lost her passport.", "Burmese, night shift"),
        ("Workers[nationality| from {nationality} say so.", "bracket is not closed"),
    ],
)
def test_words_that_say_more_than_is_filled_in_are_sent_back(text: str, why: str) -> None:
    of = make.told()
    of.grant()
    with pytest.raises(Refused, match=why):
        of.draft(traits={}, text=text)
