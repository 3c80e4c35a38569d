"""What is asked as more come: known answers of the work, the steps, and what they give away."""

from datetime import timedelta

import pytest
import time_machine

from ilm.faces.worker import bursts
from ilm.faces.worker.bursts import Heat, solves
from ilm.faces.worker.tests.test_bursts import VECTORS, known_steps  # noqa: F401  # a fixture
from ilm.kit import clock


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['bits']} bits")
def test_known_answers(vector: dict) -> None:
    words, subject, bits, nonce = (vector[k] for k in ("token", "subject", "bits", "nonce"))
    assert solves(words, subject, nonce, bits)
    assert not any(solves(words, subject, n, bits) for n in range(min(nonce, 2000)))
    assert not solves(words, subject + "x", nonce, bits)
    assert not any(solves(words, subject, wrong, bits) for wrong in (None, "7", True, -1, 2**32))


def test_the_first_twenty_go_straight_in_and_then_it_takes_a_little_more_each_time() -> None:
    steps = bursts.steps(bursts.REPORT, b"")
    asked = [
        (h.bits, h.wait, h.is_burst) for n in (0, 19, 20, 140, 499, 500) if (h := Heat(n, n, steps))
    ]
    assert asked == [
        (0, 0, False), (0, 0, False), (12, 10, False), (14, 22, False), (19, 53, False),
        (20, 60, True),
    ]  # fmt: skip
    assert Heat(3, 5000, steps).is_burst


def test_nobody_knows_at_which_report_more_is_asked(monkeypatch) -> None:
    """One who fills up to nineteen and looks again and again does not see the next one's report."""
    monkeypatch.setattr(bursts, "SPREAD", 20)
    networks = [bursts.steps(bursts.REPORT, bytes([n] * 8)) for n in range(200)]
    for place in range(9):
        usual = 20 + 60 * place
        met = {steps[place] for steps in networks}
        assert met <= {*range(usual, usual + 20)}
        assert len(met) > 15
    assert len(set(networks)) == 200
    gaps = {steps[1] - steps[0] for steps in networks}
    assert len(gaps) > 25
    again = bursts.steps(bursts.REPORT, bytes(8))
    assert again == networks[0]
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert bursts.steps(bursts.REPORT, bytes(8)) != again


def test_wait_and_work_tell_the_same_and_no_finer() -> None:
    steps = bursts.steps(bursts.REPORT, b"")
    told = {(h.bits, h.wait) for n in range(600) if (h := Heat(n, n, steps))}
    assert len(told) == 10
    assert len({wait for _, wait in told}) == 10
