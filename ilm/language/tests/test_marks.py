"""Small words decide at once where they are plain, and otherwise say nothing."""

import pytest

from ilm.language.marks import MARKS, could_be, hits_of, marked

LATIN, DEVA = ("en", "vi", "id", "ms", "tl"), ("ne", "hi")


@pytest.mark.parametrize(
    ("text", "among", "language"),
    [
        ("They have not paid us.", LATIN, "en"),
        ("Chúng tôi không được trả lương", LATIN, "vi"),
        ("hindi kami binayaran ng amo namin", LATIN, "tl"),
        ("gaji belum dibayar", LATIN, None),  # Malay shares it
        ("uang gaji belum dibayar karena", LATIN, "id"),
        ("wang gaji belum dibayar kerana", LATIN, "ms"),
        ("Nguyễn Văn says that they have not paid us", LATIN, None),
        ("प्रहरीलाई खबर दिँदैन", DEVA, "ne"),  # by what it glues to words
        ("हामीलाई तलब दिएको छैन", DEVA, "ne"),
        ("हमें वेतन नहीं मिला है", DEVA, "hi"),
        ("passport", LATIN, None),
        ("the boss", LATIN, None),  # one small word is not enough
        ("the hindi is na", LATIN, None),  # two languages
        ("", LATIN, None),
    ],
)
def test_small_words_decide_or_say_nothing(text: str, among, language: str | None) -> None:
    assert marked(text, among) == language


def test_nepali_and_hindi_share_none() -> None:
    assert MARKS["ne"].isdisjoint(MARKS["hi"])


def test_malay_and_indonesian_are_left_where_both_could_be() -> None:
    assert could_be("gaji belum dibayar", LATIN) == ("id", "ms")
    assert could_be("passport", LATIN) == LATIN


def test_a_word_speaks_for_the_language_that_alone_has_it() -> None:
    assert hits_of("gaji kerana", "ms", among=LATIN) == {"kerana"}
    assert hits_of("gaji kerana", "id", among=LATIN) == frozenset()
