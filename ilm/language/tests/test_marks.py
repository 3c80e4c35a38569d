"""Small words decide at once where they are plain, and otherwise say nothing."""

import pytest

from ilm.language.marks import MARKS, marked

LATIN, DEVA = ("en", "vi", "id", "ms", "tl"), ("ne", "hi")


@pytest.mark.parametrize(
    ("text", "among", "language"),
    [
        ("They have not paid us.", LATIN, "en"),
        ("Chúng tôi không được trả lương", LATIN, "vi"),
        ("hindi kami binayaran ng amo namin", LATIN, "tl"),
        ("uang gaji belum dibayar karena", LATIN, None),  # Malay shares half of it
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
