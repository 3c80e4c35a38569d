import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.language import LANGUAGES, Encoding, code, read
from ilm.language.normalise import to_zawgyi

BURMESE = "နှစ်လလုံး လစာ မရသေးပါဘူး"


def test_zawgyi_is_shown_in_unicode_and_kept() -> None:
    old = to_zawgyi(BURMESE)
    found = read(old, hint="en-GB")
    assert found.encoding is Encoding.ZAWGYI
    assert found.raw_kept == old
    assert found.display == read(BURMESE).display
    assert found.language == "my"


def test_what_came_clean_is_kept_once() -> None:
    assert read("We were not paid.").raw_kept is None


def test_the_words_do_not_show_in_a_repr() -> None:
    assert "paid" not in repr(read("We were not paid.\x00"))


def test_before_may_come_from_a_column() -> None:
    assert read("hello", before="zawgyi").encoding is Encoding.UNICODE


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=60))
def test_any_text_can_be_read_and_stored(text: str) -> None:
    found = read(text)
    found.display.encode()
    (found.raw_kept or "").encode()
    assert "\x00" not in found.display


@pytest.mark.parametrize(
    ("hint", "ours"),
    [("my", "my"), ("my-MM", "my"), ("fil_PH", "tl"), ("xx", None), ("", None), (None, None)],
)
def test_tags(hint: str | None, ours: str | None) -> None:
    assert code(hint) == ours


def test_scripts_that_stack_stand_tall() -> None:
    assert LANGUAGES["km"].line_height == "tall"
    assert LANGUAGES["ur"].direction == "rtl"
    assert [c for c, one in LANGUAGES.items() if one.has_zawgyi] == ["my", "shn", "mnw", "ksw"]


def test_importing_costs_little() -> None:
    asks = "import sys, ilm.language; print({'icu','numpy','py3langid','myanmartools'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("greeting", ["မင်္ဂလာပါ", "မင်္ဂလာ", "ဟုတ်ကဲ့", "အစ်မ", "သင်္ဘော"])
def test_a_short_greeting_in_zawgyi_has_a_language(greeting: str) -> None:
    assert read(to_zawgyi(greeting)).language == "my"
    assert read(greeting).language == "my"
    assert read(greeting).encoding is not Encoding.ZAWGYI


def test_the_commonest_greeting_is_shown_right() -> None:
    assert read(to_zawgyi("မင်္ဂလာပါ")).display == read("မင်္ဂလာပါ").display


@pytest.mark.parametrize("word", ["မႂ်ႇသုင်", "ဟၢဟၢ", "လ၊ဟၢ", "တဂၤ", "မၤတၢ်", "ပၠန်"])
def test_shan_mon_and_karen_are_not_turned_into_burmese(word: str) -> None:
    found = read(word)
    assert (found.display, found.language) == (word, None)
