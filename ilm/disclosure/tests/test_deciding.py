"""The firewall, path by path, and against a transcription of the rule for any input."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm.catalog.consent import RecipientKind as To
from ilm.disclosure.anonymity import LADDER, NO_K, OF_THE_WORKER, Crowd, Fix, Head, K, Words
from ilm.disclosure.deciding import PURPOSE_OF, Asked, Outcome, covered, decide
from ilm.disclosure.models import Consent
from ilm.disclosure.narrowing import Said, narrows
from ilm.disclosure.tests.test_anonymity import NIGHT, PLANT, THERE, UNIT, WOMEN

ON, EMPLOYER, OTHER = date(2026, 5, 4), uuid4(), uuid4()
NEEDED = frozenset({"unit", "shift", "date"})


def asked(traits: dict[str, str] = WOMEN, **fields: object) -> Asked:
    words = Words(text="Pay is late[gender| for women].", traits=traits | {"site": "Demo"})
    usual = {
        "recipient": To.SUPPLIER_HR, "to_org": EMPLOYER, "own": frozenset({EMPLOYER}),
        "words": words, "leaf": "wag.late", "label": "Wages late", "self_identifying": False,
        "needed": NEEDED, "crowd": Crowd(site=PLANT, pooled=(PLANT,), every=(PLANT,)),
    }  # fmt: skip
    return Asked(**(usual | fields))


def consent(level: str = "L3", recipient: To = To.SUPPLIER_HR, **fields: object) -> Consent:
    usual = {
        "level": level, "recipient": recipient, "purpose": PURPOSE_OF[recipient], "withheld": [],
        "valid_from": ON, "valid_until": ON + timedelta(days=180), "alias_id": uuid4(),
    }  # fmt: skip
    return Consent(**(usual | fields))


@pytest.mark.parametrize(
    ("grant", "because"),
    [
        (None, "no_live_grant"),
        (consent(withdrawn_at=datetime(2026, 5, 4, tzinfo=UTC)), "no_live_grant"),
        (consent(valid_until=ON - timedelta(days=1)), "no_live_grant"),
        (consent(valid_from=ON + timedelta(days=1)), "no_live_grant"),
        (consent(recipient=To.RECRUITER), "other_recipient"),
        (consent(for_org=OTHER), "other_recipient"),
        (consent(purpose="tracing"), "other_purpose"),
        (consent("L0"), "level_too_low"),
        (consent("L1"), "level_too_low"),
        (consent(withheld=["gender"]), "withheld_item"),
        (consent(withheld=["late"]), "withheld_item"),
        (consent(), ""),
        (consent(for_org=EMPLOYER), ""),
        (consent(valid_from=ON, valid_until=ON), ""),
    ],
)
def test_what_no_grant_covers_is_refused(grant: Consent | None, because: str) -> None:
    assert covered(grant, asked(), on=ON) == because
    decision = decide(asked(), grant, on=ON)
    assert (decision.outcome == Outcome.REFUSE) == bool(because)
    assert decision.goes_on != bool(because)


def test_the_supplier_is_only_the_one_it_is_about() -> None:
    assert covered(consent(), asked(to_org=OTHER), on=ON) == "other_recipient"
    unnamed = asked(recipient=To.BRAND, to_org=EMPLOYER)
    assert covered(consent(recipient=To.BRAND), unnamed, on=ON) == "other_recipient"
    named = consent(recipient=To.BRAND, for_org=EMPLOYER)
    assert covered(named, unnamed, on=ON) == ""
    press = asked(recipient=To.MEDIA_RESEARCH, to_org=OTHER)
    assert covered(consent(recipient=To.MEDIA_RESEARCH), press, on=ON) == ""


@pytest.mark.parametrize("kind", sorted(NO_K))
def test_those_without_a_k_take_a_grant_and_a_review(kind: To) -> None:
    decision = decide(asked(recipient=kind), consent(recipient=kind, for_org=EMPLOYER), on=ON)
    assert (decision.outcome, decision.because) == (Outcome.TWO_PERSON_REVIEW, "by_grant_only")
    assert (decision.text, decision.set_size, decision.k) == ("Pay is late for women.", 4, 0)
    assert decide(asked(recipient=kind), None, on=ON).outcome == Outcome.REFUSE


def test_a_name_or_an_event_that_names_takes_a_review() -> None:
    assert decide(asked(), consent("L4"), on=ON).because == "named_by_choice"
    assert decide(asked(self_identifying=True), consent(), on=ON).because == "self_identifying"


@pytest.mark.parametrize(
    ("traits", "needed", "step", "size"),
    [
        (THERE, NEEDED, 0, 12),
        (WOMEN, NEEDED, 1, 18),
        (WOMEN, NEEDED | {"nationality"}, 1, 12),
        (WOMEN, NEEDED | {"gender", "nationality"}, 6, 400),
        (NIGHT | {"date": "2026-05-03"}, NEEDED, 2, 18),
        (NIGHT | {"role": "ironer"}, NEEDED | {"role"}, 3, 400),
    ],
)
def test_the_first_step_that_fits_enough_people(traits, needed, step, size) -> None:
    decision = decide(asked(traits, needed=frozenset(needed)), consent(), on=ON)
    assert (decision.outcome, decision.step, decision.set_size) == (Outcome.SEND_AFTER, step, size)


def test_l2_starts_without_any_trait_of_hers() -> None:
    decision = decide(asked(THERE, needed=NEEDED | {"nationality"}), consent("L2"), on=ON)
    assert (decision.step, decision.set_size) == (1, 18)
    assert not OF_THE_WORKER & decision.traits.keys()


def test_small_sites_are_pooled_or_hidden_in_a_routine_check_or_not_raised() -> None:
    few, more = (Head({}, 7),), (Head({}, 8),)
    pool = asked({}, crowd=Crowd(site=few, pooled=(few, more), every=(few, more)))
    assert decide(pool, consent(), on=ON).step == 4
    alone = asked({}, crowd=Crowd(site=few, pooled=(few,), every=(few, more)))
    routine = decide(alone, consent(), on=ON)
    assert (routine.step, routine.set_size) == (6, 15)
    assert "routine review" in routine.text
    none = decide(asked({}, crowd=Crowd(site=few)), consent(), on=ON)
    assert (none.outcome, none.step, none.because) == (Outcome.DO_NOT_RAISE, 7, "too_few_people")


def test_an_unmarked_word_that_gives_her_away_must_leave() -> None:
    words = Words(text="Women are paid late", traits=WOMEN)
    assert decide(asked(words=words), consent(), on=ON).must_leave == ("women",)


def test_what_narrows_an_earlier_text_climbs_on() -> None:
    before = Said(leaf="wag.late", traits=UNIT, scope=0, size=60)
    crowd = Crowd(site=(Head({}, 400), Head(UNIT, 60), Head(NIGHT, 55)), pooled=(PLANT,))
    decision = decide(asked(NIGHT, crowd=crowd, earlier=(before,)), consent(), on=ON)
    assert (decision.step, decision.set_size) == (3, 400)


TRAITS = st.dictionaries(
    st.sampled_from(["unit", "shift", "nationality", "gender", "role", "date"]),
    st.sampled_from(["a", "b", "2026-05-03"]), max_size=4,
)  # fmt: skip
HEADS = st.lists(st.builds(Head, TRAITS, st.integers(0, 40)), max_size=6).map(tuple)
CROWDS = st.builds(Crowd, site=HEADS, pooled=st.tuples(HEADS, HEADS), every=st.tuples(HEADS))
SAID = st.builds(
    Said, leaf=st.sampled_from(["wag.late", "osh.exposure"]), traits=TRAITS,
    scope=st.sampled_from([0, 1, 2]), size=st.integers(0, 60),
)  # fmt: skip


def by_the_book(one: Asked, grant: Consent | None) -> tuple[str, int]:
    """The rule of the domain, line by line."""
    if covered(grant, one, on=ON):
        return "refuse", 0
    if grant.level == "L4" or one.recipient in NO_K or one.self_identifying:
        return "two_person_review", 0
    ladder = LADDER[1:] if grant.level == "L2" else LADDER
    needed = one.needed - OF_THE_WORKER if grant.level == "L2" else one.needed
    words, k = one.words, K[one.recipient]
    for step in ladder:
        words = step.change(words, Fix(needed=needed, label=one.label))
        size = one.crowd.size(words.traits, words.scope)
        new = Said(leaf=one.leaf, traits=words.traits, scope=words.scope, size=size)
        if size >= k and not narrows(new, earlier=one.earlier, crowd=one.crowd, k=k):
            return "send_after", step.number
    return "do_not_raise", 7


@settings(deadline=None)
@given(
    level=st.sampled_from(["L0", "L1", "L2", "L3", "L4"]),
    recipient=st.sampled_from(list(To)),
    traits=TRAITS,
    crowd=CROWDS,
    earlier=st.lists(SAID, max_size=2).map(tuple),
    event=st.booleans(),
    withheld=st.sampled_from([[], ["gender"], ["late"]]),
)
def test_for_any_input_it_is_the_rule(
    level, recipient, traits, crowd, earlier, event, withheld
) -> None:
    one = asked(
        traits, recipient=recipient, crowd=crowd, earlier=earlier, self_identifying=event
    )  # fmt: skip
    grant = consent(level, recipient, withheld=withheld, for_org=EMPLOYER)
    decision = decide(one, grant, on=ON)
    assert (decision.outcome, decision.step) == by_the_book(one, grant)
    if decision.outcome == Outcome.SEND_AFTER:
        assert decision.set_size >= decision.k == K[recipient] >= 5
        assert not decision.traits.keys() & OF_THE_WORKER or level == "L3"
    assert not decision.goes_on or level >= "L2"


def test_nothing_passes_while_a_word_that_must_go_still_stands() -> None:
    words = Words(text="Women are paid late.", traits=WOMEN | {"site": "Demo"})
    told = decide(asked(words=words), consent(), on=ON)
    assert (told.goes_on, told.must_leave, told.passes) == (True, ("women",), False)
    told = decide(asked(), consent(), on=ON)
    assert (told.goes_on, told.passes) == (True, True)
    told = decide(asked(), consent(withheld=["late"]), on=ON)
    assert (told.must_leave, told.passes) == (("late",), False)


def test_the_translation_is_weighed_like_the_words() -> None:
    words = Words(
        text="Pay is late.", translation="လုပ်ခ နောက်ကျတယ်[gender| အမျိုးသမီး]။",
        traits=WOMEN | {"site": "Demo"}, languages=("en", "my"),
    )  # fmt: skip
    told = decide(asked(words=words), consent(), on=ON)
    assert (told.translation, told.dropped["gender"]) == ("လုပ်ခ နောက်ကျတယ်။", "female")
    assert told.passes
    assert covered(consent(withheld=["နောက်ကျတယ်"]), asked(words=words), on=ON) == "withheld_item"
