import json
from pathlib import Path

from ilm.vault import blind

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
KEY = b"k" * 32
HERE = (KEY, 1, "org-1", "sms", "+8550000000")


def test_the_same_address_meets_itself_and_nothing_else_does() -> None:
    index = blind.blind_index(*HERE)
    assert len(index) == 16
    for at, other in enumerate((b"j" * 32, 2, "org-2", "voice", "+8550000001")):
        assert blind.blind_index(*HERE[:at], other, *HERE[at + 1 :]) != index


def test_a_sender_who_comes_again_costs_nothing() -> None:
    blind._slow.cache_clear()
    assert blind.blind_index(*HERE) == blind.blind_index(*HERE)
    assert (blind._slow.cache_info().misses, blind._slow.cache_info().hits) == (1, 1)


def test_a_token_is_a_bigint_of_one_word_under_one_key() -> None:
    token = blind.search_token(KEY, "wage")
    assert -(2**63) <= token < 2**63
    assert token not in (blind.search_token(KEY, "wages"), blind.search_token(b"j" * 32, "wage"))


def test_the_format_is_frozen() -> None:
    assert blind.blind_index(*HERE).hex() == VECTORS["index"]
    assert blind.search_token(KEY, "wage") == VECTORS["token"]
