"""Two texts side by side must not single out fewer people than either."""

from ilm.disclosure.anonymity import Crowd, Head, Scope
from ilm.disclosure.narrowing import Said, narrows

UNIT, SHIFT = {"unit": "sewing"}, {"shift": "night"}
CROWD = Crowd(
    site=(
        Head({}, 400),
        Head(UNIT, 60),
        Head(SHIFT, 100),
        Head(UNIT | SHIFT, 55),
        Head(UNIT | {"gender": "female"}, 20),
        Head(SHIFT | {"gender": "female"}, 30),
    ),
    pooled=((Head({}, 400),), (Head({}, 5),)),
)


def said(traits: dict[str, str], scope: Scope = Scope.ONE_SITE, leaf: str = "wag.late") -> Said:
    return Said(leaf=leaf, traits=traits, scope=scope, size=CROWD.size(traits, scope))


def test_a_difference_of_five_isolates_them() -> None:
    assert narrows(said(UNIT | SHIFT), earlier=[said(UNIT)], crowd=CROWD, k=10)
    assert narrows(said(UNIT), earlier=[said(UNIT | SHIFT)], crowd=CROWD, k=10)
    assert not narrows(said(UNIT | SHIFT), earlier=[said(UNIT)], crowd=CROWD, k=5)


def test_saying_the_same_again_or_to_forty_more_is_safe() -> None:
    assert not narrows(said(UNIT), earlier=[said(UNIT)], crowd=CROWD, k=10)
    assert not narrows(said({}), earlier=[said(SHIFT)], crowd=CROWD, k=10)
    assert not narrows(said(UNIT), earlier=[], crowd=CROWD, k=10)


def test_texts_that_nobody_fits_both_do_not_meet() -> None:
    other = Said(leaf="wag.late", traits={"unit": "cutting"}, scope=Scope.ONE_SITE, size=12)
    assert not narrows(said(UNIT), earlier=[other], crowd=CROWD, k=10)


def test_what_nobody_counted_together_counts_as_few_for_the_same_issue() -> None:
    role = Said(leaf="wag.late", traits={"role": "ironer"}, scope=Scope.ONE_SITE, size=50)
    assert narrows(said(UNIT), earlier=[role], crowd=CROWD, k=10)
    elsewhere = Said(leaf="osh.exposure", traits={"role": "ironer"}, scope=Scope.ONE_SITE, size=50)
    assert not narrows(said(UNIT), earlier=[elsewhere], crowd=CROWD, k=10)


def test_a_pool_against_its_site_leaves_the_other_site_alone() -> None:
    assert narrows(said({}, Scope.POOLED), earlier=[said({})], crowd=CROWD, k=10)


def test_a_narrow_text_by_grant_does_not_stop_a_wide_one() -> None:
    one = Said(leaf="wag.late", traits=UNIT | {"role": "ironer"}, scope=Scope.ONE_SITE, size=1)
    assert not narrows(said({}), earlier=[one], crowd=CROWD, k=10)
