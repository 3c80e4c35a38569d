"""She is asked in her own language, and her yes is bound to both texts."""

import pytest

from ilm.access.actor import worker
from ilm.cases.models import Issue
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import consenting, drafting, release, signing
from ilm.disclosure.asking import asked_in, her_language
from ilm.disclosure.binding import binding
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure, Wording
from ilm.disclosure.tests import make
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.talk.models import Conversation, Message
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db

HERS = "လုပ်ခ နောက်ကျတယ်။ ခုနစ်ရက်နေ့ မတိုင်ခင် ပေးပါ။"
AGAIN = "လုပ်ခကို နောက်ကျမှ ပေးတယ်။"


def reads(of: make.Told, language: str) -> make.Told:
    with entering("owner"):
        Conversation.objects.filter(alias_id=of.alias_id).update(language=language)
    return of


def told() -> make.Told:
    return reads(make.told(), "my")


def translated(of: make.Told, text: str = HERS, **how: object) -> Disclosure:
    row = make.disclosure(of=of)
    return put(of, row, text, **how)


def put(of: make.Told, row: Disclosure, text: str = HERS, **how: object) -> Disclosure:
    with at_desk(of.desk.worker):
        given = {"is_checked": True, "unlocked": of.desk.unlocked, "by": of.desk.worker} | how
        drafting.translate(row, text=text, **given)
    return of.read(row)


def test_words_she_cannot_read_are_not_put_to_her() -> None:
    of = told()
    row = make.disclosure(of=of)
    for aloud in (False, True):
        with (
            at_desk(of.desk.worker),
            pytest.raises(Refused, match="She reads Burmese; these words"),
        ):
            drafting.show(row, is_read_aloud=aloud, unlocked=of.desk.unlocked, by=of.desk.worker)
    with at_desk(of.desk.worker):
        assert not Message.objects.filter(is_inward=False).exists()
        assert Disclosure.objects.get(pk=row.pk).status == S.DRAFTED


def test_she_is_asked_in_her_language_with_the_original_beneath() -> None:
    of = told()
    row = translated(of)
    assert (row.translated_into, row.translated_by) == ("my", of.desk.worker.user_id)
    make.walk(row, S.SHOWN, of)
    with at_desk(of.desk.worker):
        message = Message.objects.get(is_inward=False)
        place = ("talk_message", message.pk, "body", bytes(message.sealed))
        said = Reader(of.desk.unlocked).field(message.key_id, 1, *place).decode()
        entry = Entry.objects.get(verb="disclosure.translated")
    assert said.index(HERS) < said.index(row.text) < said.index("၁ ဟုတ်တယ်")
    assert (entry.actor, entry.facts) == (of.desk.worker.id, {"into": "my"})


def test_words_in_her_language_need_none() -> None:
    row = make.disclosure(S.SHOWN)
    assert asked_in("en", row).count(row.text) == 1
    row.opened = Wording("A", "B")
    assert asked_in("xx", row).startswith("“B”")


def test_her_language_is_what_she_writes_else_what_she_agreed_in() -> None:
    of = make.told()
    with at_desk(of.desk.worker):
        assert her_language(of.alias_id) == ""
    of.grant(language="km")
    with at_desk(of.desk.worker):
        assert her_language(of.alias_id) == "km"
        assert her_language(None) == ""
    with at_desk(reads(of, "th").desk.worker):
        assert her_language(of.alias_id) == "th"


@pytest.mark.parametrize(
    ("text", "is_checked", "sentence"),
    [
        (" ", True, "Write the words in Burmese"),
        ("The wages are late.", True, "not written in Burmese"),
        (HERS, False, "machine"),
        (f"{HERS} 081 234 5678", True, "phone number"),
        (f"{HERS} ချုပ်ခန်း", True, "“ချုပ်ခန်း” out of the text: she wants that kept back"),
        (f"{HERS} အမျိုးသမီးများ", True, "“အမျိုးသမီး” out of the text: the words that are sent"),
        (f"{HERS} မြန်မာ", True, "“မြန်မာ” out of the text: the words that are sent"),
    ],
)
def test_a_translation_that_does_not_do(text: str, is_checked: bool, sentence: str) -> None:
    of = told()
    of.grant(withheld=["ချုပ်ခန်း"])
    row = of.draft(traits=make.WOMEN, text="Pay is late[unit| in {unit}].")
    assert row.dropped["gender"] == "female"
    with pytest.raises(Refused, match=sentence):
        put(of, row, text, is_checked=is_checked)


def test_it_refuses_where_none_is_needed_or_it_is_too_late_or_not_theirs() -> None:
    of = make.told()
    with pytest.raises(Refused, match="in her language already"):
        put(of, make.disclosure(of=of))
    of = told()
    row = translated(of)
    with pytest.raises(Forbidden):
        put(of, row, by=interpreter(of.desk))
    make.walk(row, S.SIGNED_ONCE, of)
    with pytest.raises(WrongState):
        put(of, row, AGAIN)


def test_by_choice_her_number_may_stand_in_both() -> None:
    of = told()
    of.grant("L4")
    row = of.draft(text="Ask for Nan, 081 234 5678.")
    assert put(of, row, f"{HERS} 081 234 5678").translation


@pytest.mark.parametrize("at", [S.SHOWN, S.APPROVED])
def test_another_translation_takes_her_yes_away(at: S) -> None:
    of = told()
    row = translated(of)
    make.walk(row, at, of)
    row = put(of, row, AGAIN)
    assert (row.status, row.approved_at, row.approved_how, row.shown_words) == (
        "drafted",
        None,
        "",
        "",
    )
    with at_desk(of.desk.worker):
        assert Conversation.objects.get(alias_id=of.alias_id).topic == "reporting"
        with pytest.raises(WrongState):
            signing.sign(row, unlocked=of.desk.unlocked, by=of.desk.worker)
    make.walk(row, S.SIGNED, of)
    with at_desk(of.desk.worker):
        assert Issue.objects.get(pk=of.issue.pk).status == "ready_to_raise"


@pytest.mark.parametrize("changed", [{"text": "Pay more."}, {"translation": AGAIN}])
@pytest.mark.parametrize("at", [S.SHOWN, S.APPROVED, S.SIGNED_ONCE, S.SIGNED])
def test_her_yes_counts_for_no_other_words(at: S, changed: dict[str, str]) -> None:
    of = told()
    row = translated(of)
    make.walk(row, at, of)
    of.rewrite(row, **changed)
    desk, her = of.desk, worker(of.alias_id, of.desk.org_id)
    act = {
        S.SHOWN: lambda: drafting.approve(row, how="receipt", by=her),
        S.APPROVED: lambda: signing.sign(row, unlocked=desk.unlocked, by=desk.worker),
        S.SIGNED_ONCE: lambda: signing.countersign(
            row, unlocked=desk.unlocked_supervisor, by=desk.supervisor
        ),
        S.SIGNED: lambda: release.release(row, unlocked=desk.unlocked, by=desk.worker),
    }[at]
    by = desk.supervisor if at == S.SIGNED_ONCE else desk.worker
    with at_desk(by), pytest.raises(Refused, match="not the words she was shown"):
        act()


def test_a_yes_to_the_words_of_an_older_page_is_none_and_a_no_is_heard() -> None:
    of = told()
    row = translated(of)
    make.walk(row, S.SHOWN, of)
    with at_desk(of.desk.worker):
        old = Disclosure.objects.get(pk=row.pk).shown_words
    make.walk(put(of, row, AGAIN), S.SHOWN, of)
    assert answer(of, "yes", seen=old) is None
    assert answer(of, "no", seen=old).status == S.DECLINED


def test_a_yes_to_the_words_she_sees_is_heard() -> None:
    of = told()
    make.walk(row := translated(of), S.SHOWN, of)
    with at_desk(of.desk.worker):
        row = Disclosure.objects.get(pk=row.pk)
    assert row.shown_words == binding(row)
    assert answer(of, "yes", seen=binding(row)).status == S.APPROVED


def test_staff_who_look_at_older_words_do_not_agree_for_her_to_these() -> None:
    of = told()
    make.walk(row := translated(of), S.SHOWN, of)
    make.walk(put(of, row, AGAIN), S.SHOWN, of)
    with at_desk(of.desk.worker), pytest.raises(Refused, match="have changed since you opened"):
        drafting.approve(row, how="spoken", by=of.desk.worker)


def test_words_put_in_their_place_while_her_yes_is_read_are_not_approved(monkeypatch) -> None:
    of = told()
    make.walk(row := translated(of), S.SHOWN, of)
    whole = consenting.approve

    def slowly(*given: object, **how: object) -> Disclosure:
        make.walk(put(of, row, AGAIN), S.SHOWN, of)
        return whole(*given, **how)

    monkeypatch.setattr(consenting, "approve", slowly)
    assert answer(of, "yes", seen=binding(row)) is None
    kept = of.read(row)
    assert (kept.status, kept.translation) == (S.SHOWN, AGAIN)


def answer(of: make.Told, text: str, *, seen: str | None) -> Disclosure | None:
    with at_desk(of.desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    said = cases.message(of.desk, thread, text=text)
    with entering("parse"):
        return consenting.hear_approval(said, text, seen=seen)


def test_a_draft_may_bring_its_translation_along() -> None:
    of = told()
    of.grant()
    hers = f"{HERS}[gender| အမျိုးသမီးများ]"
    row = of.draft(traits=make.WOMEN, translation=hers, is_checked=True)
    assert (row.translation, row.translated_into) == (HERS, "my")
    assert row.translated_by == of.desk.worker.user_id
    with at_desk(of.desk.worker):
        assert Entry.objects.get(verb="disclosure.drafted").facts["into"] == "my"
    with pytest.raises(Refused, match="machine"):
        of.draft(translation=HERS)
    with pytest.raises(Refused, match="Take “အမျိုးသမီး” out"):
        of.draft(traits=make.WOMEN, translation=f"{HERS} အမျိုးသမီးများ", is_checked=True)
    with pytest.raises(Refused, match="phone number"):
        of.draft(translation=f"{HERS} 081 234 5678", is_checked=True)


def test_what_she_keeps_back_is_refused_in_either_text() -> None:
    of = told()
    of.grant(withheld=["ချုပ်ခန်း"])
    row = of.draft(translation=f"{HERS} ချုပ်ခန်း", is_checked=True)
    assert (row.status, row.outcome) == (S.REFUSED, "refuse")


def test_the_partner_gets_the_words_and_no_translation() -> None:
    of = told()
    row = translated(of)
    notice = make.walk(row, S.RELEASED, of)
    assert notice
    assert (notice.text, notice.language) == (row.text, "en")
    assert HERS not in str(vars(notice))
