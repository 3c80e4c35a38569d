"""A question and a text give the same words; how often, by sentences in each language."""

import pytest

from ilm.language.finding import asked, stemmed, words_of
from ilm.language.normalise import to_zawgyi
from ilm.language.tests.sentences import SAID

RECALL = {"my": 0.95, "th": 0.95, "km": 0.88, "lo": 0.95, "ne": 1.0, "en": 1.0, "mixed": 1.0}


def recall(language: str, as_text=str, as_question=str) -> float:
    """How many of the questions find the sentence that they were written for."""
    found = [
        any(each <= words_of(as_text(text)) for each in asked(as_question(question)))
        for text, questions in SAID[language]
        for question in questions
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize("language", [*RECALL])
def test_what_was_said_is_found(language: str) -> None:
    assert recall(language) >= RECALL[language]


@pytest.mark.parametrize("sides", [(to_zawgyi, str), (str, to_zawgyi), (to_zawgyi, to_zawgyi)])
def test_burmese_is_found_however_either_side_was_typed(sides) -> None:
    assert recall("my", *sides) >= RECALL["my"]


def test_what_was_not_said_is_seldom_found() -> None:
    texts = [(text, words_of(text)) for rows in SAID.values() for text, _ in rows]
    wrong = asked_for = 0
    for rows in SAID.values():
        for question in (q for _, questions in rows for q in questions):
            wanted = asked(question)
            others = [w for text, w in texts if question.casefold() not in text.casefold()]
            asked_for += len(others)
            wrong += sum(any(each <= other for each in wanted) for other in others)
    assert wrong / asked_for < 0.005


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("एजेन्टलाई", "एजेन्ट"),
        ("साथीहरूको", "साथी"),
        ("मा", "मा"),
        ("manager's", "manager"),
        ("papers", "paper"),
        ("boss", "boss"),
        ("bus", "bus"),
        ("လစာ", "လစာ"),
    ],
)
def test_endings_come_off_and_leave_a_word(word: str, stem: str) -> None:
    assert stemmed(word) == stem


def test_the_commonest_words_look_for_nothing() -> None:
    assert asked("the and of") == asked("") == asked("😀 …") == []
    assert words_of("We and they") == frozenset()
    assert words_of("ทำงาน ที่ โรงงาน") == words_of("ทำงาน โรงงาน")


def test_spellings_of_one_word_meet() -> None:
    assert words_of("น้ํา") == words_of("น้ำ") == words_of("นํ้า")
    assert words_of("ບໍ່ສະອາດ") == words_of("ບ່ໍສະອາດ")
    assert words_of("PASSPORT ၂၄") == words_of("passport 24")
