import pytest

from ilm.catalog.sampling import sample_size, settle_share, wilson
from ilm.kit.errors import Refused


@pytest.mark.parametrize(
    ("affected", "ask"),
    [
        (0, 0),
        (1, 1),
        (5, 5),
        (10, 10),
        (30, 24),
        (50, 34),
        (100, 50),
        (240, 69),
        (500, 81),
        (1000, 88),
        (5000, 95),
    ],
)
def test_sample_sizes(affected: int, ask: int) -> None:
    assert sample_size(affected) == ask


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(45, 50, 78.6, 95.7), (10, 10, 72.2, 100.0), (63, 69, 82.3, 96.0)],
)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    interval = wilson(k, n)
    assert (round(interval.low * 100, 1), round(interval.high * 100, 1)) == (low, high)


@pytest.mark.parametrize(("k", "n"), [(1, 0), (3, 2), (-1, 2)])
def test_wilson_refuses(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="yes answers"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("affected", "asked", "confirmed", "reason", "census"),
    [
        (240, 69, 63, "remedied_worker_validated", False),
        (240, 69, 56, "remedied_worker_validated", False),
        (240, 69, 55, "partly_remedied_validated", False),
        (240, 69, 0, "not_remedied", False),
        (10, 10, 7, "remedied_worker_validated", True),
        (10, 10, 6, "partly_remedied_validated", True),
        (1, 1, 1, "remedied_worker_validated", True),
        (50, 50, 35, "remedied_worker_validated", True),
    ],
)
def test_settle(affected, asked, confirmed, reason, census) -> None:
    settled = settle_share(affected=affected, asked=asked, confirmed=confirmed)
    assert settled.reason == reason
    assert (settled.interval is None) is census


def test_too_few_asked() -> None:
    with pytest.raises(Refused, match="Ask at least 69 of the 240"):
        settle_share(affected=240, asked=68, confirmed=68)
    with pytest.raises(ValueError, match="fit"):
        settle_share(affected=5, asked=6, confirmed=1)
