import json
import unicodedata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm.kit.errors import Refused
from ilm.vault import receipts
from ilm.vault.sealing import Denied, bind, lock, new_pair, pad, seal, unseal

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
BURMESE, THAI, KHMER = 0x1040, 0xE50, 0x17E0
receipt_bytes = st.binary(min_size=16, max_size=16)
few = settings(max_examples=30, deadline=None)


@given(
    receipt_bytes, st.sampled_from([0x30, BURMESE, THAI, KHMER]), st.sampled_from(["", " ", "-"])
)
@few
def test_a_receipt_reads_back_in_any_digits(receipt: bytes, zero: int, between: str) -> None:
    shown = receipts.show(receipt)
    assert [len(group) for group in shown.split()] == [4] * 10
    typed = shown.translate({48 + i: zero + i for i in range(10)}).replace(" ", between)
    assert unicodedata.decimal(typed[0]) == int(shown[0])
    assert receipts.read(typed) == receipt


@given(receipt_bytes, st.integers(0, 39), st.integers(1, 9))
@few
def test_one_wrong_digit_is_told(receipt: bytes, at: int, by: int) -> None:
    digits = [*receipts.show(receipt).replace(" ", "")]
    digits[at] = str((int(digits[at]) + by) % 10)
    with pytest.raises(Refused, match="not right"):
        receipts.read("".join(digits))


def test_missing_digits_and_numbers_too_large_are_told() -> None:
    with pytest.raises(Refused, match="40 digits; here are 3"):
        receipts.read("1 2 three 3")
    with pytest.raises(Refused, match="not right"):
        receipts.read("9" * 39 + receipts._luhn("9" * 39))


def test_a_reply_opens_with_the_receipt_alone() -> None:
    mine, other = receipts.issue(), receipts.issue()
    said = seal(mine.public, pad(b"We have read it."), bind("reply", "m1", 1))
    right = (mine.receipt, mine.public, mine.locked, said, "m1", 1)
    assert receipts.open_reply(*right) == b"We have read it."
    for at, wrong in enumerate((other.receipt, other.public, other.locked, b"\1", "m2", 2)):
        with pytest.raises(Denied):
            receipts.open_reply(*right[:at], wrong, *right[at + 1 :])


def test_a_receipt_does_not_open_the_report() -> None:
    mine, data = receipts.issue(), new_pair()
    report = seal(
        data.public, pad(b"her words"), bind("field", "talk_message", "m1", "body", "k1", 1)
    )
    own = receipts.open_reporter(mine.receipt, mine.public, mine.locked)
    with pytest.raises(Denied):
        unseal(own, report, bind("field", "talk_message", "m1", "body", "k1", 1))


def test_what_is_stored_tells_nothing_of_the_receipt() -> None:
    mine = receipts.issue()
    kept = mine.lookup + mine.public + mine.locked
    assert mine.receipt not in kept
    assert receipts.reporter_key(mine.receipt) not in kept
    assert mine.lookup != receipts.lookup(receipts.new_receipt())


@pytest.mark.parametrize(
    "der",
    [
        b"no key",
        *(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            for key in (
                ed25519.Ed25519PrivateKey.generate(),
                ec.generate_private_key(ec.SECP384R1()),
            )
        ),
    ],
    ids=["no key", "other algorithm", "other curve"],
)
def test_a_browser_that_locked_something_else_is_denied(der: bytes) -> None:
    receipt, public = receipts.new_receipt(), new_pair().public
    bound = bind("reporter", receipts.lookup(receipt), public)
    with pytest.raises(Denied):
        receipts.open_reporter(receipt, public, lock(receipts.reporter_key(receipt), der, bound))


def test_the_picture_keeps_to_a_strict_csp() -> None:
    picture = receipts.qr_svg(bytes.fromhex(VECTORS["receipt"]))
    assert picture.startswith("<svg ")
    assert "viewBox" in picture
    assert "style" not in picture
    assert picture != receipts.qr_svg(b"\0" * 16)


def test_the_format_is_frozen() -> None:
    receipt = bytes.fromhex(VECTORS["receipt"])
    assert receipts.show(receipt) == VECTORS["receipt_shown"]
    assert receipts.lookup(receipt).hex() == VECTORS["receipt_lookup"]
