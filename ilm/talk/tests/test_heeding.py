"""Words of danger are found in each language, however they were typed, and others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.catalog.danger import LEVELS, LISTED, Danger, danger_words
from ilm.catalog.urgency import Urgency
from ilm.language import read
from ilm.language.normalise import to_zawgyi
from ilm.talk.heeding import SPOTTER, alarm, hinted, is_draft, signs
from ilm.talk.tests.alarms import DANGERS, SAID

CASES = [
    (code, danger, text)
    for code, lines in SAID.items()
    for danger, text in zip(DANGERS, lines.splitlines(), strict=True)
]


def dangers(text: str, language: str = "") -> set[str]:
    return {sign.danger.value for sign in signs(text, language=language)}


@pytest.mark.parametrize(("code", "danger", "text"), CASES)
def test_each_danger_in_each_language(code: str, danger: str, text: str) -> None:
    assert danger in dangers(text, code)
    assert danger in dangers(text), "where nobody knows the language"
    shown = read(text)
    assert danger in dangers(shown.display, shown.language or ""), "as it is guessed"


def test_every_list_is_tried() -> None:
    assert {*LISTED} == {*SAID} == {*danger_words()}
    for code, kinds in danger_words().items():
        assert {*kinds} == {*Danger}, code
        assert all(len(words) >= 2 for words in kinds.values()), code


@pytest.mark.parametrize("text", SAID["my"].splitlines())
def test_zawgyi_tells_the_same(text: str) -> None:
    old = read(to_zawgyi(text))
    assert dangers(old.display, old.language or "") == dangers(text, "my")


def test_what_may_be_zawgyi_is_read_both_ways() -> None:
    assert dangers(to_zawgyi("လှေ")) == dangers("လှေ") == {"at_sea"}


def test_no_space_and_no_joiner_hides_a_word() -> None:
    assert dangers("โรงงานไฟไหม้แล้ว") == dangers("ไฟ\u200bไหม้") == {"fire"}
    assert "confinement" in dangers("WE ARE LOCKED   IN\nthe room")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He said he will fire me tomorrow", "en"),
        ("They fired three people, wages are late", "en"),
        ("Is overtime paid on Sundays?", "en"),
        ("The membership fee is too high", "en"),
        ("ขอถามเรื่องโอทีครับ", "th"),
        ("လစာ ဘယ်တော့ ရမလဲ", "my"),
        ("តើប្រាក់ខែបើកថ្ងៃណា", "km"),
        ("तलब कहिले आउँछ?", "ne"),
        ("Gaji bulan ini kapan dibayar?", "id"),
        ("Kailan po ang sahod?", "tl"),
        ("加班费怎么算?", "zh"),
        ("", ""),
        ("12345 😀", ""),
    ],
)
def test_other_words_tell_nothing(text: str, language: str) -> None:
    assert signs(text, language=language) == []


def test_the_gravest_stands_first_and_shows_the_word() -> None:
    found = signs("My passport is gone, he beat me and there is a fire", language="en")
    assert [(s.danger, s.level, s.word) for s in found] == [
        (Danger.FIRE, Urgency.LIFE_THREAT, "a fire"),
        (Danger.VIOLENCE, Urgency.URGENT, "beat me"),
        (Danger.PASSPORT, Urgency.HIGH, "passport"),
    ]
    assert "beat me" not in repr(found), "her word is in no log"


def test_english_words_are_known_in_every_language() -> None:
    assert "suicide" in dangers("เพื่อนอยาก suicide", "th")
    assert dangers("bata", "id") == set(), "a brick in Indonesian, a child in Tagalog"
    assert dangers("bata", "tl") == {"child"}


def test_every_danger_has_its_level_and_no_list_claims_a_reader() -> None:
    assert {*LEVELS} == {*Danger}
    assert all(is_draft(code) for code in LISTED)


def test_a_very_long_text_is_looked_at_only_so_far() -> None:
    assert SPOTTER.spot("a " * 500_000 + "fire!") == []


@given(st.text(max_size=200), st.sampled_from(["", *LISTED]))
def test_no_text_stops_a_message(text: str, language: str) -> None:
    assert alarm(text, language=language) in {0, Urgency.URGENT.rank, Urgency.LIFE_THREAT.rank}


def test_a_queue_knows_the_rank_and_no_more() -> None:
    assert hinted(alarm("there is a fire", language="en")) == "life_threat"
    assert hinted(alarm("they beat us", language="en")) == "urgent"
    assert hinted(alarm("my passport is with the boss", language="en")) == ""
    assert hinted(0) == ""
