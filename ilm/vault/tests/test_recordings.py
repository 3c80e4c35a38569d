"""What a caller says is sealed while she speaks, and opens as far as it was written."""

import io
import wave

import pytest

from ilm.vault.recordings import BYTES, LARGEST, Sealer, is_sealed, open_recording
from ilm.vault.sealing import Denied, new_pair

PAIR, OTHER = new_pair(), new_pair()
SECONDS = [bytes([number, 0]) * (BYTES // 2) for number in range(1, 4)]


def written(*, name: str = "RE1", is_ended: bool = True) -> list[bytes]:
    sealer = Sealer(PAIR.public, name)
    blocks = [sealer.block(second) for second in SECONDS]
    return [sealer.head, *blocks, *([sealer.block(b"", is_last=True)] if is_ended else [])]


def test_it_opens_whole_and_as_a_sound_file() -> None:
    content = b"".join(written())
    opened = open_recording(PAIR.private, content, "RE1")
    assert opened == (b"".join(SECONDS), True)
    assert opened.seconds == 3
    with wave.open(io.BytesIO(opened.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (8000, 1, 24000)
    assert is_sealed(content)
    assert not is_sealed(opened.wav)


def test_no_second_of_it_lies_in_the_clear() -> None:
    content = b"".join(written())
    assert [second for second in SECONDS if second[:64] in content] == []


@pytest.mark.parametrize("missing", [1, 17, 4000])
def test_what_a_crash_cut_off_leaves_every_second_before(missing: int) -> None:
    content = b"".join(written(is_ended=False))[:-missing]
    assert open_recording(PAIR.private, content, "RE1") == (b"".join(SECONDS[:2]), False)


def test_one_that_was_never_ended_is_not_whole() -> None:
    content = b"".join(written(is_ended=False))
    assert open_recording(PAIR.private, content, "RE1") == (b"".join(SECONDS), False)


def test_it_opens_for_nobody_else_and_under_no_other_name() -> None:
    content = b"".join(written())
    with pytest.raises(Denied):
        open_recording(OTHER.private, content, "RE1")
    with pytest.raises(Denied):
        open_recording(PAIR.private, content, "RE2")
    renamed = content.replace(b"\x03RE1", b"\x03RE2", 1)
    with pytest.raises(Denied):
        open_recording(PAIR.private, renamed, "RE2")
    with pytest.raises(Denied):
        open_recording(PAIR.private, b"RIFF" + content, "RE1")


def test_blocks_cannot_be_moved_changed_or_added() -> None:
    head, one, two, three, end = written()
    changed = one[:-1] + bytes([one[-1] ^ 1])
    added = [head, one, two, three, end, one]
    for pieces in ([head, two, one, three, end], [head, changed, two], [head, one, three], added):
        with pytest.raises(Denied):
            open_recording(PAIR.private, b"".join(pieces), "RE1")
    with pytest.raises(Denied):
        open_recording(PAIR.private, head + (LARGEST + 17).to_bytes(4, "big"), "RE1")
