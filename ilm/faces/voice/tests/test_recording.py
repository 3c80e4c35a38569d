"""A whisper is a voice; the noise of a line is none."""

import numpy as np

from ilm.faces.voice.recording import Ear

PACKET = 160
ANY = np.random.default_rng(3)


def packet(loud: float) -> bytes:
    return (ANY.normal(size=PACKET) * loud).astype("<i2").tobytes()


def share(ear: Ear, louds: list[float]) -> float:
    return sum(ear.hears(packet(each)) for each in louds) / len(louds)


def test_a_whisper_on_a_quiet_line_is_heard() -> None:
    assert share(Ear(), [2.0] * 50 + [60.0, 80.0, 50.0, 3.0] * 50) > 0.55


def test_a_hum_is_silence_after_some_seconds() -> None:
    ear = Ear()
    share(ear, [300.0] * 1500)
    assert share(ear, [300.0] * 500) == 0


def test_words_over_a_hum_are_heard() -> None:
    ear = Ear()
    share(ear, [200.0] * 1500)
    assert share(ear, [2000.0, 3000.0, 1500.0, 200.0] * 60) > 0.6


def test_nothing_at_all_is_silence() -> None:
    assert not Ear().hears(bytes(320))
