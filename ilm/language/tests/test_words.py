from concurrent.futures import ThreadPoolExecutor

import pytest

from ilm.language.tokens import tokens
from ilm.language.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ช่วยด้วย", ["ช่วย", "ด้วย"]),
        ("😀ช่วยด้วย", ["ช่วย", "ด้วย"]),
        ("ប្រាក់ខែ", ["ប្រាក់ខែ"]),
        ("not paid, 2 months!", ["not", "paid", "2", "months"]),
        ("दुई महिना", ["दुई", "महिना"]),
        ("", []),
        ("😀။", []),
    ],
)
def test_it_finds_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_an_emoji_moves_no_border() -> None:
    text = "ပတ်စပို့ကို အလုပ်ရှင်က သိမ်းထားတယ်"
    assert words("👩‍👩‍👧" + text + "😀") == words(text)
    assert "".join(words(text)) == text.replace(" ", "")


def test_threads_do_not_disturb_each_other() -> None:
    texts = ["ช่วยด้วย", "we were not paid", "ပတ်စပို့"] * 40
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(words, texts)] == [words(text) for text in texts]


def test_tokens_meet_whatever_the_spelling() -> None:
    assert tokens("The PAY of ၂၄ days") == ["pay", "24", "days"]
    assert tokens("ធ្វើ\u200bការ") == tokens("ធ្វើការ")


def test_stop_words_of_another_language_stay() -> None:
    assert tokens("the pay", language="ne") == ["the", "pay"]
