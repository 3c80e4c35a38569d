import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ilm.vault import keys
from ilm.vault.keys import Cost, new_ring
from ilm.vault.sealing import Denied, bind, new_pair

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
PEPPER, CHEAP = b"p" * 32, Cost(1, 32, 1)
RING, ORG = new_ring(), new_pair()


def test_a_lock_opens_for_its_password_pepper_kind_owner_and_number_alone() -> None:
    right = keys.key_from_password("one", b"s" * 16, PEPPER, cost=CHEAP)
    behind = keys.put_behind(right, RING, "password", "u1", "l1")
    assert keys.take_from(right, behind, "password", "u1", "l1") == RING
    for key, kind, user, lock in (
        (keys.key_from_password("two", b"s" * 16, PEPPER, cost=CHEAP), "password", "u1", "l1"),
        (keys.key_from_password("one", b"t" * 16, PEPPER, cost=CHEAP), "password", "u1", "l1"),
        (keys.key_from_password("one", b"s" * 16, b"q" * 32, cost=CHEAP), "password", "u1", "l1"),
        (right, "prf", "u1", "l1"),
        (right, "password", "u2", "l1"),
        (right, "password", "u1", "l2"),
    ):
        with pytest.raises(Denied):
            keys.take_from(key, behind, kind, user, lock)


def test_a_passkey_is_a_second_lock_on_the_same_ring() -> None:
    key = keys.key_from_prf(bytes(range(32)), PEPPER)
    assert (
        keys.take_from(key, keys.put_behind(key, RING, "prf", "u1", "l2"), "prf", "u1", "l2")
        == RING
    )
    assert key != keys.key_from_prf(bytes(range(32)), b"q" * 32)


def test_a_session_needs_both_halves_and_everything_bound() -> None:
    cookie, kept = keys.session_wrap(RING, "s1", "u1", 1000)
    assert keys.session_open(cookie, kept, "s1", "u1", 1000) == RING
    assert RING.secret not in kept
    for half, *bound in (
        (b"c" * 32, "s1", "u1", 1000),
        (cookie, "s2", "u1", 1000),
        (cookie, "s1", "u2", 1000),
        (cookie, "s1", "u1", 9999),
    ):
        with pytest.raises(Denied):
            keys.session_open(half, kept, *bound)


def test_an_organisation_key_opens_for_its_holder_and_place() -> None:
    right = ("org-1", "talk", 1, "u1")
    wrapped = keys.wrap(RING.seals.public, ORG.private, *right)
    assert keys.unwrap(RING.seals.private, wrapped, *right) == ORG.private
    for by, *place in (
        (new_pair().private, *right),
        (RING.seals.private, "org-2", "talk", 1, "u1"),
        (RING.seals.private, "org-1", "identity", 1, "u1"),
        (RING.seals.private, "org-1", "talk", 2, "u1"),
        (RING.seals.private, "org-1", "talk", 1, "u2"),
    ):
        with pytest.raises(Denied):
            keys.unwrap(by, wrapped, *place)


def test_a_grant_opens_for_its_organisation_and_place() -> None:
    data, right = new_pair(), ("org-1", "talk", 1, "k1", 1)
    granted = keys.grant(ORG.public, data.private, *right)
    assert keys.redeem(ORG.private, granted, *right) == data.private
    for by, *place in (
        (new_pair().private, *right),
        (ORG.private, "org-2", "talk", 1, "k1", 1),
        (ORG.private, "org-1", "identity", 1, "k1", 1),
        (ORG.private, "org-1", "talk", 2, "k1", 1),
        (ORG.private, "org-1", "talk", 1, "k2", 1),
        (ORG.private, "org-1", "talk", 1, "k1", 2),
    ):
        with pytest.raises(Denied):
            keys.redeem(by, granted, *place)


def test_a_signature_is_one_member_s_for_one_context() -> None:
    said = bind("said", "m1", "c1", b"h" * 32)
    signature = keys.sign(RING.signs.private, said)
    assert len(signature) == 64
    keys.verify(RING.signs.public, signature, said)
    for public, written, context in (
        (new_ring().signs.public, signature, said),
        (RING.signs.public, signature[:-1], said),
        (RING.signs.public, bytes(64), said),
        (RING.signs.public, signature, bind("said", "m2", "c1", b"h" * 32)),
    ):
        with pytest.raises(Denied):
            keys.verify(public, written, context)


def test_a_ring_comes_back_from_its_secret_and_is_never_printed() -> None:
    assert keys.ring_of(RING.secret) == RING
    assert repr(RING) == "Ring()"
    for short in (b"", RING.secret[:-1], RING.secret + b"x"):
        with pytest.raises(Denied):
            keys.ring_of(short)


def test_a_fingerprint_changes_with_either_key() -> None:
    shown = keys.fingerprint(RING.seals.public, RING.signs.public)
    assert [len(group) for group in shown.split()] == [5] * 6
    other = replace(RING, signs=new_pair())
    assert shown != keys.fingerprint(other.seals.public, other.signs.public)


def test_rfc9106_known_answers() -> None:
    """Section 5.3 with secret and data; then the same without them, through our own function."""
    password, salt = b"\1" * 32, b"\2" * 16
    full = Argon2id(
        salt=salt, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\4" * 12, secret=b"\3" * 8
    )
    assert (
        full.derive(password).hex()
        == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )
    ours = keys.slow_hash(password, salt, Cost(3, 32, 4))
    assert ours.hex() == "03aab965c12001c9d7d0d2de33192c0494b684bb148196d73c1df1acaf6d0c2e"


def test_the_format_is_frozen() -> None:
    raw = bytes.fromhex
    assert keys.key_from_password("correct horse", b"s" * 16, PEPPER).hex() == VECTORS["kek"]
    keys.verify(raw(VECTORS["signs"]), raw(VECTORS["signature"]), raw(VECTORS["bind"]))
