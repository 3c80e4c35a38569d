from random import Random

import pytest

from ilm.catalog.issues import ISSUE_TYPES
from ilm.catalog.load import (
    AFFECTED,
    CHANNEL_MIX,
    ISSUE_MIX,
    LANGUAGE_MIX,
    PUBLISHED_CALLS,
    PUBLISHED_ISSUES,
    PUBLISHED_SUBSTANTIVE,
    affected_workers,
)


def test_published_shares() -> None:
    assert round(PUBLISHED_SUBSTANTIVE / PUBLISHED_CALLS * 100, 2) == 8.40
    shares = [round(n / PUBLISHED_SUBSTANTIVE * 100, 2) for n in PUBLISHED_ISSUES.values()]
    assert shares == [19.50, 14.26, 10.32, 9.92, 8.90]


def test_issue_mix_covers_the_tree() -> None:
    assert list(ISSUE_MIX) == list(ISSUE_TYPES)
    assert sum(ISSUE_MIX.values()) == 1
    wages = sum(
        v for k, v in ISSUE_MIX.items() if k.startswith("wag.") and k != "wag.benefits_missing"
    )
    assert round(float(wages) * 100, 1) == 19.5
    assert round(float(ISSUE_MIX["wag.benefits_missing"]) * 100, 1) == 14.3
    assert min(ISSUE_MIX.values()) > 0


def test_mixes_add_up() -> None:
    assert sum(LANGUAGE_MIX.values()) == pytest.approx(1)
    assert sum(CHANNEL_MIX.values()) == pytest.approx(1)
    assert len(LANGUAGE_MIX) == 8


def test_affected_workers_are_heavy_tailed() -> None:
    chance = Random(7)
    drawn = [affected_workers(chance) for _ in range(4000)]
    assert 0.40 < drawn.count(1) / 4000 < 0.50
    assert min(drawn) == 1
    assert 1000 < max(drawn) <= AFFECTED.most


def test_published_growth() -> None:
    assert 7_315 + 2_464 == 9_779
    assert round((11_700 / 9_779 - 1) * 100, 1) == 19.6
    assert round(344 / 1_417 * 100, 1) == 24.3
    assert round((11_460 - 10_237) / 191, 1) == 6.4
