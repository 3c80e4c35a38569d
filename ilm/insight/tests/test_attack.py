import numpy as np

from ilm.insight.attack import Shape, named, relate, solve, tighten
from ilm.insight.tests import invented

DIMS = ("destination", "industry", "status")


def system():
    cube = invented.cube(invented.facts(600), *DIMS)
    sums = relate([Shape("people", DIMS, tuple(cube.cells))])
    truth = np.zeros(len(sums.names), dtype=np.int64)
    for values, cell in cube.cells.items():
        own = set(named("people", DIMS, values)[1])
        for name, i in sums.at.items():
            truth[i] += cell.count if own >= set(name[1]) else 0
    return sums, truth


def test_every_relation_holds_for_the_truth():
    sums, truth = system()
    added = np.bincount(sums.row, truth[sums.child], len(sums.parent))
    assert (added == truth[sums.parent]).all()
    assert truth[sums.at["people", ()]] == 600


def test_bounds_only_tighten_and_never_lose_the_truth():
    sums, truth = system()
    first = np.where(truth < 11, 0, truth), np.where(truth < 11, 10, truth)
    low, high = tighten(sums, *first)
    assert ((first[0] <= low) & (low <= truth) & (truth <= high) & (high <= first[1])).all()
    assert (high - low).sum() < (first[1] - first[0]).sum()


def test_linear_programming_is_never_looser_and_never_wrong():
    sums, truth = system()
    leaf = np.array([len(name[1]) == 3 for name in sums.names])
    slack = np.where(leaf, 30, 0)  # every margin known, no inner cell
    low, high = tighten(sums, np.maximum(0, truth - slack), truth + slack)
    gained = 0
    for target in np.flatnonzero(leaf):
        least, most = solve(sums, low, high, int(target))
        assert low[target] <= least <= truth[target] <= most <= high[target]
        gained += (high[target] - low[target]) - (most - least)
    assert gained > 0


def test_a_contradiction_stops_the_search():
    sums, truth = system()
    wrong = truth.copy()
    wrong[sums.at["people", ()]] += 50
    low, high = tighten(sums, wrong, wrong)
    assert (low > high).any()
