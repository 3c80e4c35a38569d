import pytest

from ilm.catalog.retaliation import Reprisal, site_watch


def test_eleven_types() -> None:
    assert len(Reprisal) == 11


def test_fisher_known_value() -> None:
    # the lady tasting tea: 3 of 4 against 1 of 4
    assert site_watch(3, 4, 1, 4).p == pytest.approx(17 / 70)


def test_alert_needs_ten_exposed() -> None:
    assert site_watch(6, 12, 5, 200).alert
    assert site_watch(6, 12, 5, 200).p == pytest.approx(3.2012042e-06)  # as scipy has it
    assert site_watch(6, 9, 5, 200).p < 0.05
    assert not site_watch(6, 9, 5, 200).alert
    assert not site_watch(1, 12, 15, 200).alert


def test_nobody_left() -> None:
    assert site_watch(0, 12, 0, 200).p == 1
    with pytest.raises(ValueError, match="more people"):
        site_watch(13, 12, 0, 200)
