"""Content keys: many messages of a conversation, one sealing; bound to their place all the same."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ilm.kit import clock
from ilm.vault import content
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, new_pair, private_key, unseal
from ilm.vault.storing import Sealer
from ilm.vault.unlocking import Unlocked

HERE = bind("field", "talk_message", uuid4(), "body")


@pytest.fixture(autouse=True)
def forgotten() -> None:
    content.forget()


def opened(pair, key_id, field: bytes, context: bytes = HERE) -> bytes:
    sealed, locked = content.parts(field)
    return content.read(unseal(pair.private, sealed, bind("content", key_id, 1)), locked, context)


def test_one_key_serves_a_conversation_for_minutes() -> None:
    pair, key_id = new_pair(), uuid4()
    first = content.content_key(pair.public, key_id, 1)
    assert content.content_key(pair.public, key_id, 1) is first
    assert content.content_key(pair.public, key_id, 2).key != first.key
    with time_machine.travel(clock.now() + content.LIVES + timedelta(seconds=1)):
        assert content.content_key(pair.public, key_id, 1).key != first.key


def test_only_the_data_key_opens_it_and_only_in_its_place() -> None:
    pair, key_id = new_pair(), uuid4()
    key = content.content_key(pair.public, key_id, 1)
    field = content.write(key, "လစာ".encode(), HERE)
    assert opened(pair, key_id, field) == "လစာ".encode()
    assert len(content.write(key, b"x", HERE)) == len(field)
    for broken in (field[:-1], field[:200] + bytes([field[200] ^ 1]) + field[201:]):
        with pytest.raises(Denied):
            opened(pair, key_id, broken)
    with pytest.raises(Denied):
        opened(pair, key_id, field, bind("field", "talk_message", uuid4(), "body"))
    with pytest.raises(Denied):
        opened(new_pair(), key_id, field)
    with pytest.raises(Denied):
        opened(pair, uuid4(), field)


def test_a_field_sealed_by_itself_and_a_stump_are_told_apart() -> None:
    assert content.parts(b"\x01" + bytes(200)) is None
    with pytest.raises(Denied):
        content.parts(content.FORM + bytes(content.SEALED))


def test_it_remembers_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST", 2)
    pair, ids = new_pair(), [uuid4() for _ in range(3)]
    first = [content.content_key(pair.public, pk, 1).key for pk in ids]
    assert content.content_key(pair.public, ids[2], 1).key == first[2]
    assert content.content_key(pair.public, ids[0], 1).key != first[0]


def test_a_key_of_a_quiet_conversation_is_forgotten_in_time() -> None:
    pair, quiet, other = new_pair(), uuid4(), uuid4()
    content.content_key(pair.public, quiet, 1)
    later = clock.now() + content.LIVES + timedelta(seconds=1)
    with time_machine.travel(later):
        content.content_key(pair.public, other, 1)
        assert list(content._keys) == [(other, 1)]
    content.forget_old(later + content.LIVES + timedelta(seconds=2))
    assert not content._keys


def test_a_reader_opens_the_key_of_many_messages_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pair, key_id, rows = new_pair(), uuid4(), [uuid4(), uuid4()]
    sealer = Sealer(key_id, 1, pair.public)
    fields = [sealer.field("talk_message", row, "body", b"word", is_shared=True) for row in rows]
    reader, opened_keys = Reader(Unlocked), []
    monkeypatch.setattr(
        reader, "data_key", lambda *_: opened_keys.append(1) or private_key(pair.private)
    )
    place = ("talk_message", rows[0], "body")
    for row, field in zip(rows, fields, strict=True):
        assert reader.field(key_id, 1, "talk_message", row, "body", field) == b"word"
    assert len(opened_keys) == 1
    with pytest.raises(Denied):
        reader.field(key_id, 2, *place, fields[0])
