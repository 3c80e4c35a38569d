"""Would a new text, beside an earlier one, single out fewer people than either? Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ilm.disclosure.anonymity import Crowd, Scope, Traits, narrowing


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a text states about whom: an earlier disclosure as released, or one about to be."""

    leaf: str
    traits: Traits
    scope: Scope
    size: int


def narrows(new: Said, *, earlier: Iterable[Said], crowd: Crowd, k: int) -> bool:
    """True when the people of one text but not of the other are 1 … k - 1.

    Of the same leaf, also when both together fit fewer than k: somebody is in both.
    """
    return any(_narrows(new, old, crowd, k) for old in earlier)


def _narrows(new: Said, old: Said, crowd: Crowd, k: int) -> bool:
    both = _both(new, old, crowd)
    if both is None:  # no one can be meant by both
        return False
    if any(0 < one.size - both < k for one in (new, old)):
        return True
    return new.leaf == old.leaf and both < min(k, old.size)


def _both(new: Said, old: Said, crowd: Crowd) -> int | None:
    mine, theirs = narrowing(new.traits), narrowing(old.traits)
    shared = (mine.keys() & theirs.keys()) - {"date"}
    if any(mine[name] != theirs[name] for name in shared):
        return None
    merged, scope = theirs | mine, min(new.scope, old.scope)
    for one, traits in ((new, mine), (old, theirs)):
        if one.scope == scope and traits == merged:
            return one.size
    return crowd.size(merged, scope)
