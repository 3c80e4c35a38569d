import pytest

from ilm.channels.errors import Unreachable
from ilm.channels.texting import ELSEWHERE, counted, is_stop, number
from ilm.language.languages import LANGUAGES

NO_WORDS_YET = {"shn", "mnw", "ksw"}  # nobody has given us any


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("é" * 160, "gsm7", 160, 1),
        ("€" * 80, "gsm7", 160, 1),
        ("a" * 159 + "€", "gsm7", 161, 2),
        ("a" * 152 + "€" + "a" * 152, "gsm7", 306, 3),  # the escape is not parted from its letter
        ("ç", "ucs2", 1, 1),  # only the great one is in the alphabet
        ("က" * 70, "ucs2", 70, 1),
        ("က" * 71, "ucs2", 71, 2),
        ("က" * 134, "ucs2", 134, 2),
        ("က" * 135, "ucs2", 135, 3),
        ("😀" * 35, "ucs2", 70, 1),
        ("က" * 66 + "😀" + "က" * 66, "ucs2", 134, 3),  # no half of an emoji in each
        ("a" * 70 + "က", "ucs2", 71, 2),
        ("", "gsm7", 0, 1),
    ],
)
def test_how_an_operator_counts(text: str, alphabet: str, units: int, parts: int) -> None:
    assert counted(text) == (alphabet, units, parts)


@pytest.mark.parametrize("address", ["+959000000001", "1800", "09000000001"])
def test_numbers_can_be_written_to(address: str) -> None:
    assert number(address) == address


@pytest.mark.parametrize(
    "address", ["AIS", "", "12", "+", "+95 900", "9" * 16, "+95900000000x", "๑๒๓"]
)
def test_names_cannot_and_are_not_repeated(address: str) -> None:
    with pytest.raises(Unreachable) as why:
        number(address)
    assert address not in str(why.value) or len(address) < 3


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        " stop.",
        "Stop all",
        "UNSUBSCRIBE",
        "stopall!",
        "ရပ်ပါ။",
        "\u200bឈប់",
        "หยุด",
        "रोक्नुहोस्।",
        "Dừng",
        "BERHENTI.",
    ],
)
def test_words_that_end_it(text: str) -> None:
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    ["please stop him", "STOP paying", "", "အလုပ်ရပ်ပါ", "လုပ်ငန်းရှင်က ရပ်ပါ ပြောတယ်", "หยุดงาน", "no stop"],
)
def test_words_that_do_not(text: str) -> None:
    assert not is_stop(text)


def test_every_language_but_english_and_three_has_its_words() -> None:
    assert set(LANGUAGES) - set(ELSEWHERE) - {"en"} == NO_WORDS_YET
    assert all(is_stop(word) for said in ELSEWHERE.values() for word in said)
