from ilm.catalog.counting import affected_union, headline, remedy_gap


def test_the_plant_with_240_unpaid_workers() -> None:
    unpaid, locked_in = range(240), range(35)
    assert affected_union([unpaid, locked_in]) == 240
    reached = headline(confirmed=63, asked=69, affected=240)
    assert reached == 197
    gap = remedy_gap(claimed=240, validated=reached)
    assert gap.workers == 43
    assert round(gap.share * 100, 1) == 17.9


def test_census_counts_those_who_confirmed() -> None:
    assert headline(confirmed=7, asked=10, affected=10) == 7
    assert headline(confirmed=0, asked=0, affected=10) == 0


def test_no_claim_no_share() -> None:
    assert remedy_gap(claimed=0, validated=0).share is None
