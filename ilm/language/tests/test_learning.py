"""What is learnt from people, how it is measured, and when it keeps silent."""

import random

import pytest

from ilm.language import grams, learning
from ilm.language.learning import Example, Tally, learn, packed, unpacked

SAID = {
    "wages": ["they have not paid us for {n} months", "our salary for {n} weeks is missing"],
    "papers": ["the boss keeps my passport since {n} weeks", "he took our passports {n} days ago"],
    "doors": ["they lock the dormitory at {n} every night", "we are locked in after {n} at night"],
}
BURMESE = "မင်္ဂလာပါ လခမရသေးဘူး"


def examples(each: int = 20) -> list[Example]:
    choose = random.Random(4)
    return [
        Example(choose.choice(ways).format(n=choose.randint(1, 40)), frozenset({label}), f"{label}{n}", "en")
        for label, ways in SAID.items()
        for n in range(each)
    ]  # fmt: skip


def test_names_what_it_learnt_and_says_how_often_it_was_right() -> None:
    model = learn(examples())
    [(label, tally), *_] = model.offers("they have not paid us for nine months now")
    assert label == "wages"
    assert tally.of >= 15
    assert tally.right / tally.of > 0.8
    assert model.measured.first.of == model.measured.languages["en"].of == 60
    assert model.measured.among.right >= 54


def test_keeps_silent_about_what_it_learnt_too_little_of() -> None:
    assert learn(examples(each=9)) is None
    few = [Example("a fire in the boiler room", frozenset({"fire"}), f"f{n}") for n in range(9)]
    model = learn([*examples(), *few])
    assert "fire" not in model.labels
    one_place = [Example("a fire in the boiler room", frozenset({"fire"}), "f") for _ in range(40)]
    assert "fire" not in learn([*examples(), *one_place]).labels


def test_keeps_silent_where_it_was_wrong_too_often_or_is_told_too_little() -> None:
    assert not learning.is_offered(Tally(2, 8))
    assert not learning.is_offered(Tally(7, 7))
    assert learning.is_offered(Tally(3, 8))
    assert learn(examples()).offers("ok thanks") == []


def test_what_cannot_be_learnt_is_measured_as_such() -> None:
    """Labels by chance: the same words under each."""
    choose = random.Random(7)
    noise = [
        Example(f"somebody told us {choose.randint(100, 999)} things", frozenset({label}), f"{label}{n}")
        for label in SAID
        for n in range(20)
    ]  # fmt: skip
    tally = learn(noise).measured.first
    assert tally.right <= tally.of * 0.6


def test_copies_of_one_situation_are_never_on_both_sides() -> None:
    """A hundred copies of one text teach nothing about others, and must not flatter the measure."""
    parts = list(learning._parts(["burst"] * 100 + [f"s{n}" for n in range(40)]))
    assert sorted(at for part in parts for at in part) == list(range(140))
    assert sum(1 for part in parts if set(part) & set(range(100))) == 1


def test_comes_back_from_its_bytes_and_holds_no_word() -> None:
    model = learn(examples())
    raw = packed(model)
    again = unpacked(raw)
    asked = "he took our passports away"
    assert [label for label, _ in again.offers(asked)] == [
        label for label, _ in model.offers(asked)
    ]
    assert again.measured == model.measured
    for word in (b"passport", b"dormitory", b"salary"):
        assert word not in raw
    assert "passport" not in repr(model)
    with pytest.raises((ValueError, KeyError, TypeError)):
        unpacked(raw[:-2])


def test_two_models_of_the_same_texts_number_pieces_differently() -> None:
    one, two = learn(examples()), learn(examples())
    assert one.key != two.key
    a, b = (grams.counted(["they have not paid us"], model.key).indices for model in (one, two))
    assert set(a) != set(b)


def test_zawgyi_and_unicode_are_the_same_pieces() -> None:
    from ilm.language.normalise import to_zawgyi

    assert set(grams.pieces(BURMESE)) <= set(grams.pieces(to_zawgyi(BURMESE)))


@pytest.mark.parametrize(
    ("right", "of", "said"), [(0, 0, (0, 100)), (14, 20, (48, 86)), (20, 20, (83, 100))]
)
def test_an_interval_beside_each_share(right: int, of: int, said: tuple[int, int]) -> None:
    assert Tally(right, of).percent == said
