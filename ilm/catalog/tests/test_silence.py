import pytest

from ilm.catalog.silence import missing_types, poisson_up_to, silence


@pytest.mark.parametrize(
    ("headcount", "expected", "observed", "probability", "alarm"),
    [
        (1000, 36.99, 20, 0.0017, True),
        (1000, 36.99, 27, 0.054, False),
        (80, 2.96, 0, 0.0519, False),
        (82, 3.03, 0, 0.0482, True),
        (200, 7.40, 2, 0.0219, True),
        (200, 7.40, 3, 0.063, False),
    ],
)
def test_ninety_days(headcount, expected, observed, probability, alarm) -> None:
    found = silence(observed, headcount=headcount, days=90)
    assert found.expected == pytest.approx(expected, abs=0.005)
    assert found.probability == pytest.approx(
        probability, abs=0.0005 if probability > 0.05 else 0.00006
    )
    assert found.alarm is alarm


def test_large_and_empty_groups() -> None:
    assert poisson_up_to(5000, 4000.0) == pytest.approx(1.0)
    assert not silence(0, headcount=0, days=90).alarm
    with pytest.raises(ValueError, match="negative"):
        silence(-1, headcount=10, days=90)


def test_missing_types() -> None:
    assert missing_types({"wag.late", "vio.verbal"}, ["wag.late"]) == ("vio.verbal",)
