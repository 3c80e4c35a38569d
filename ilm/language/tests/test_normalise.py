import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.language.normalise import (
    Encoding,
    ascii_digits,
    clean,
    display,
    encoding,
    name,
    search_form,
    to_unicode,
    to_zawgyi,
)

BURMESE = [
    "နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။",
    "ပတ်စပို့ကို အလုပ်ရှင်က သိမ်းထားတယ်",
    "အချိန်ပိုကြေး မပေးဘူး၊ ဖုန်းလည်း ယူထားတယ်",
]


@pytest.mark.parametrize("text", BURMESE)
def test_zawgyi_is_found_and_turned(text: str) -> None:
    old = to_zawgyi(text)
    assert encoding(old) is Encoding.ZAWGYI
    assert display(old, Encoding.ZAWGYI) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", BURMESE)
def test_unicode_is_left_alone(text: str) -> None:
    assert encoding(text) is Encoding.UNICODE
    assert encoding(text, before=Encoding.ZAWGYI) is Encoding.UNICODE


def test_turning_unicode_would_ruin_it() -> None:
    assert to_unicode(BURMESE[0]) != BURMESE[0]


def test_what_she_wrote_last_decides_when_we_cannot() -> None:
    short = next(w for w in ("က", "လစာ", "မ", "ဟုတ်", "အလုပ်") if encoding(w) is Encoding.UNSURE)
    assert encoding(short, before=Encoding.ZAWGYI) is Encoding.ZAWGYI
    assert encoding(short, before=Encoding.UNICODE) is Encoding.UNICODE


@pytest.mark.parametrize("text", ["", "hello", "មិនទាន់បានប្រាក់ខែ", "👍"])
def test_other_scripts_are_never_zawgyi(text: str) -> None:
    assert encoding(text, before=Encoding.ZAWGYI) is Encoding.UNICODE


def test_control_characters_leave() -> None:
    assert clean("a\x00b\x1b[31m\tc\r\nd\x85\ud800") == "ab[31m\tc\nd\ufffd"


def test_two_spellings_are_one_in_search() -> None:
    assert search_form("น้ำ") == search_form("น้ํา") == search_form("นํ้า")
    assert search_form("ធ្វើ\u200bការ") == search_form("ធ្វើការ")
    assert search_form("STRASSE ２４") == search_form("straße ၂၄")


@pytest.mark.parametrize("digits", ["24", "၂၄", "២៤", "๒๔", "໒໔", "२४", "২৪"])
def test_digits_of_every_script(digits: str) -> None:
    assert ascii_digits(digits) == "24"
    assert display(digits, Encoding.UNICODE) == digits


def test_a_square_is_no_digit() -> None:
    assert ascii_digits("m²") == "m²"


def test_a_name_hides_nothing() -> None:
    assert name("pay\u202egpj.exe\n") == "paygpj.exe"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = display(clean(text), Encoding.UNICODE)
    assert display(clean(once), Encoding.UNICODE) == once
