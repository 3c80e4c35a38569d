from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.vault import files
from ilm.vault.sealing import Denied, new_pair

CHUNK, BLOCK = files.CHUNK, files.CHUNK + files.TAG
EDGES = [0, 1, *(n * CHUNK + d for n in (1, 2, 4) for d in (-1, 0, 1)), 300_000]


class Trickle(BytesIO):
    """A reader that gives little at a time, as a network does, and refuses to give it all."""

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= BLOCK
        return super().read(min(size, 50_000))


def body(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@pytest.mark.parametrize("size", EDGES)
def test_a_file_comes_back_piece_by_piece(size: int) -> None:
    sealed, back = BytesIO(), BytesIO()
    opens = files.seal_file(Trickle(body(size)), sealed, "f1")
    files.open_file(Trickle(sealed.getvalue()), back, "f1", opens)
    assert back.getvalue() == body(size)
    padded = files.padded_length(size)
    assert len(sealed.getvalue()) == files.PREFIX + padded + files.TAG * -(-padded // CHUNK)


@pytest.mark.parametrize("size", EDGES)
def test_a_file_cut_moved_swapped_or_extended_is_denied(size: int) -> None:
    sealed, opens = files.seal_bytes(body(size), "f1")
    prefix, blocks = sealed[:7], [sealed[at : at + BLOCK] for at in range(7, len(sealed), BLOCK)]
    changed = {
        "nothing": b"",
        "cut": sealed[:-1],
        "chunk gone": prefix + b"".join(blocks[:-1]),
        "extended": sealed + b"\0",
        "twice": sealed + sealed[7:],
    }
    if len(blocks) > 1:
        changed["moved"] = prefix + b"".join([blocks[1], blocks[0], *blocks[2:]])
        changed["first gone"] = prefix + b"".join(blocks[1:])
    for what, broken in changed.items():
        with pytest.raises(Denied):
            files.open_bytes(broken, "f1", opens)
            pytest.fail(what)
    with pytest.raises(Denied):
        files.open_bytes(sealed, "f2", opens)
    for wrong in (
        opens._replace(key=b"k" * 32),
        opens._replace(length=size + BLOCK),
        opens._replace(length=size - 1 if size else 1),
        opens._replace(digest=bytes(32)),
    ):
        with pytest.raises(Denied):
            files.open_bytes(sealed, "f1", wrong)


@given(st.integers(0, 2**34))
def test_lengths_are_few_and_grow_by_an_eighth_at_most(length: int) -> None:
    padded = files.padded_length(length)
    assert max(length, 1) <= padded <= max(length * 1.12, length + 1)
    assert files.padded_length(padded) == padded


def test_the_file_key_goes_into_the_record_it_belongs_to() -> None:
    sealed, opens = files.seal_bytes(b"passport.jpg", "f1")
    pair = new_pair()
    record = files.seal_file_key(pair.public, opens, "f1", "k1", 1)
    again = files.unseal_file_key(pair.private, record, "f1", "k1", 1)
    assert files.open_bytes(sealed, "f1", again) == b"passport.jpg"
    for place in (("f2", "k1", 1), ("f1", "k2", 1), ("f1", "k1", 2)):
        with pytest.raises(Denied):
            files.unseal_file_key(pair.private, record, *place)
