import json
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.bindings._rust import openssl
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm.vault import sealing
from ilm.vault.sealing import Denied, bind, lock, new_pair, pad, seal, unlock, unpad, unseal

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
PAIR, KEY, HERE = new_pair(), b"k" * 32, bind("field", "person", "r1", "name", "k1", 1)
SEALED, LOCKED = seal(PAIR.public, pad(b"x"), HERE), lock(KEY, pad(b"x"), HERE)
few = settings(max_examples=30, deadline=None)


def test_what_is_sealed_or_locked_opens_again() -> None:
    assert unpad(unseal(PAIR.private, SEALED, HERE)) == b"x"
    assert unpad(unseal(sealing.standing_key(PAIR.private), SEALED, HERE)) == b"x"
    assert unpad(unlock(KEY, LOCKED, HERE)) == b"x"
    assert len(SEALED) == 64 + 82


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
@few
def test_any_changed_byte_is_denied(at: int, by: int) -> None:
    for opened, whole, key in ((unseal, SEALED, PAIR.private), (unlock, LOCKED, KEY)):
        changed = bytearray(whole)
        changed[at % len(whole)] ^= by
        with pytest.raises(Denied):
            opened(key, bytes(changed), HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        bind("field", "site", "r1", "name", "k1", 1),
        bind("field", "person", "r2", "name", "k1", 1),
        bind("field", "person", "r1", "phone", "k1", 1),
        bind("field", "person", "r1", "name", "k2", 1),
        bind("field", "person", "r1", "name", "k1", 2),
        bind("grant", "person", "r1", "name", "k1", 1),
    ],
)
def test_a_swapped_context_is_denied(elsewhere: bytes) -> None:
    with pytest.raises(Denied):
        unseal(PAIR.private, SEALED, elsewhere)
    with pytest.raises(Denied):
        unlock(KEY, LOCKED, elsewhere)


def test_a_denial_says_nothing() -> None:
    with pytest.raises(Denied) as denied:
        unseal(new_pair().private, SEALED, HERE)
    assert (str(denied.value), denied.value.__cause__) == ("", None)


@pytest.mark.parametrize("raw", [b"", b"\4" * 65, b"\4" + b"\1" * 64, b"\2" + b"\1" * 32])
def test_only_points_on_the_curve_are_sealed_to(raw: bytes) -> None:
    with pytest.raises(Denied):
        seal(raw, b"x", HERE)


@pytest.mark.parametrize("raw", [b"", b"\0" * 32, b"\xff" * 32, b"\1" * 33])
def test_only_scalars_of_the_curve_open(raw: bytes) -> None:
    with pytest.raises(Denied):
        unseal(raw, SEALED, HERE)


@given(st.binary(max_size=200), st.sampled_from([0, 56, 1016, 65530, 131_060, 200_000]))
@few
def test_padding_tells_only_the_bucket(start: bytes, more: int) -> None:
    whole = start + b"\0" * more
    padded = pad(whole)
    assert unpad(padded) == whole
    assert len(padded) in sealing.BUCKETS or len(padded) % 65536 == 0


@pytest.mark.parametrize("padded", [b"", b"\0\0\0", b"\0\0\0\2a", b"\0\0\0\1ab", b"\0\0\0\0\0\1"])
def test_padding_that_lies_is_denied(padded: bytes) -> None:
    with pytest.raises(Denied):
        unpad(padded)


@given(st.lists(st.binary(max_size=9), max_size=4), st.lists(st.binary(max_size=9), max_size=4))
@few
def test_contexts_never_collide(one: list[bytes], two: list[bytes]) -> None:
    assert (bind("x", *one) == bind("x", *two)) == (one == two)


def test_a_uuid_is_bound_with_its_dashes() -> None:
    text = "0b6f4c1e-6a53-4f0c-9f0a-5a4f3d2c1b00"
    assert bind("x", UUID(text)) == bind("x", text) != bind("x", text.replace("-", ""))


def test_rfc9180_known_answer() -> None:
    """The vectors use an AAD and the public API takes none: the private function, here only."""
    path = files("cryptography_vectors") / "HPKE" / "test-vectors.json"
    suite = {"mode": 0, "kem_id": 16, "kdf_id": 1, "aead_id": 2}
    known = next(v for v in json.loads(path.read_text()) if suite.items() <= v.items())
    first, raw = known["encryptions"][0], bytes.fromhex
    opened = openssl.hpke._decrypt_with_aad(
        sealing.SUITE,
        raw(known["enc"]) + raw(first["ct"]),
        sealing.private_key(raw(known["skRm"])),
        info=raw(known["info"]),
        aad=raw(first["aad"]),
    )
    assert opened == raw(first["pt"])


def test_the_format_is_frozen() -> None:
    """Written once; a change here is a change of format and needs a new suite byte."""
    raw = bytes.fromhex
    assert HERE.hex() == VECTORS["bind"]
    assert pad(b"abc").hex() == VECTORS["pad"]
    opened = unseal(raw(VECTORS["private"]), raw(VECTORS["sealed"]), HERE)
    assert unpad(opened).decode() == VECTORS["text"]
