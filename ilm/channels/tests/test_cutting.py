import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.channels.cutting import cut, units

BURMESE = "နှစ်လလုံးလစာမရသေးပါဘူးကူညီပေးပါ"


def graphemes(text: str) -> list[str]:
    borders = icu.BreakIterator.createCharacterInstance(icu.Locale.getRoot())
    whole, start, found = icu.UnicodeString(text), 0, []
    borders.setText(whole)
    for end in borders:
        found.append(str(whole[start:end]))
        start = end
    return found


@pytest.mark.parametrize(("length", "parts"), [(4096, 1), (4097, 2), (8193, 3)])
def test_it_cuts_only_above_the_limit(length: int, parts: int) -> None:
    assert len(cut("a" * length, 4096)) == parts


def test_it_cuts_between_words() -> None:
    assert cut("we were not paid", 9) == ["we were ", "not paid"]


@pytest.mark.parametrize("letter", ["👩‍👩‍👧", "ကြို့", "ខ្ញុំ", "é"])
def test_it_never_cuts_a_letter(letter: str) -> None:
    pieces = cut(letter * 40, 25)
    assert "".join(pieces) == letter * 40
    assert [g for piece in pieces for g in graphemes(piece)] == graphemes(letter * 40)


def test_words_without_spaces_are_cut_by_dictionary() -> None:
    assert cut(BURMESE, 12)[0] in {"နှစ်လလုံး", "နှစ်လလုံးလစာ"}


def test_nothing_to_say_is_no_part() -> None:
    assert cut(" \n", 10) == []


@given(st.text(alphabet=st.sampled_from("a ကြ😀\u200d👩ခ្្"), min_size=1), st.integers(2, 9))
def test_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    pieces = cut(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(units(piece) <= limit for piece in pieces)
