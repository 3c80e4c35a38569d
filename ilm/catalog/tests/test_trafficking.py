from ilm.catalog.trafficking import Act, Means, Purpose, elements_present


def test_lists() -> None:
    assert (len(Act), len(Means), len(Purpose)) == (5, 8, 6)


def test_adult_needs_means() -> None:
    forced = [Purpose.FORCED_LABOUR_OR_SERVICES]
    assert elements_present([Act.RECRUITMENT], [Means.FRAUD], forced, child=False).complete
    assert not elements_present([Act.RECRUITMENT], [], forced, child=False).complete


def test_child_does_not() -> None:
    found = elements_present([Act.RECEIPT], [], [Purpose.SERVITUDE], child=True)
    assert found.complete
    assert found.wording == "elements present"
    assert not elements_present([Act.RECEIPT], [], [], child=True).complete
