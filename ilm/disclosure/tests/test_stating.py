"""Marked phrases, what a text still gives away, what she wants kept back, whose words it is."""

import pytest

from ilm.disclosure.stating import left_open, repeats, stated, still_stated, unnamed, withheld_in

TEXT = "Workers[gender| (women)][unit| in {unit}] are paid late."


def test_marked_phrases_come_and_go_with_their_trait() -> None:
    assert stated(TEXT, {"unit": "sewing"}) == "Workers in sewing are paid late."
    assert stated(TEXT, {"gender": "female"}) == "Workers (women) are paid late."
    assert stated("No marks  at all", {}) == "No marks at all"


@pytest.mark.parametrize(
    ("text", "dropped", "left"),
    [
        ("Women say so", {"gender": "female"}, ("women",)),
        ("Men say so", {"gender": "male"}, ("men",)),
        ("Cambodians say so", {"nationality": "KH"}, ("Cambodia",)),
        ("Burmese workers", {"nationality": "MM"}, ("Burmese",)),
        ("They speak Nepali", {"language": "ne"}, ("Nepali",)),
        ("In the line 7 team", {"unit": "line 7"}, ("line 7",)),
        ("Out of line, 7 times", {"unit": "night shift"}, ()),
        ("In all of my units", {"language": "my"}, ()),
        ("Nothing", {"shift": "!"}, ()),
    ],
)
def test_words_that_give_a_dropped_trait_away(text, dropped, left) -> None:
    assert still_stated(text, dropped=dropped) == left


def test_withheld_items_are_traits_values_or_words() -> None:
    traits = {"unit": "sewing", "gender": "female"}
    asked = ("gender", "Sewing", "late", "dormitory", "")
    assert withheld_in(TEXT, traits, withheld=asked) == ("gender", "Sewing", "late")


def test_six_of_her_words_in_a_row_are_hers() -> None:
    hers = "the line leader shouts at us every single morning"
    assert repeats("They say: The line leader SHOUTS at us, often.", message=hers)
    assert not repeats("A line leader shouts at workers every morning.", message=hers)
    assert not repeats("late pay", message="late pay")


def test_a_dropped_trait_is_found_in_her_language_too() -> None:
    dropped = {"gender": "female", "nationality": "KH", "language": "my"}
    khmer = still_stated("ស្ត្រីនៅកម្ពុជា", dropped=dropped, languages=("km",))
    assert khmer == ("ស្ត្រី", "កម្ពុជា")
    assert still_stated("မြန်မာလို", dropped=dropped, languages=("my",)) == ("မြန်မာ",)
    assert still_stated("Cambodia", dropped=dropped, languages=("xx", "", "a b")) == ("Cambodia",)


def test_what_she_keeps_back_is_found_where_no_spaces_are_written() -> None:
    assert withheld_in("ကျွန်မတို့ချုပ်ခန်းမှာ", {}, withheld=["ချုပ်ခန်း"]) == ("ချုပ်ခန်း",)
    assert not withheld_in("scarfs", {}, withheld=["car"])


@pytest.mark.parametrize(
    ("text", "traits", "found"),
    [
        ("The only Burmese woman on the night shift", {}, ["woman", "Burmese", "night shift"]),
        ("Workers from Myanmar are paid late.", {"nationality": "MM"}, []),
        ("Workers from Thailand are paid late.", {}, []),  # where the site is
        ("Women are paid late.", {"gender": "female"}, []),
        ("In sewing people are paid late.", {}, ["sewing"]),
        ("In sewing people are paid late.", {"unit": "sewing"}, []),
        ("Workers are paid late.", {}, []),
    ],
)
def test_words_that_state_what_nobody_named(text: str, traits, found: list[str]) -> None:
    assert unnamed(text, traits=traits, groups={"sewing"}, home="TH") == found


@pytest.mark.parametrize("text", ["from [nationality", "so] it is", "from {nationality}"])
def test_a_bracket_left_open_is_seen(text: str) -> None:
    assert left_open(stated(text, {"nationality": "MM"}))
    assert not left_open(stated("Workers[nationality| from {nationality}] say so", {}))
