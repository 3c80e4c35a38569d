"""Nothing is released but by two signatures, nor signed but approved or in an emergency."""

from ilm.access.roles import ROLES
from ilm.disclosure.lifecycle import MOVES, DisclosureStatus


def test_every_status_is_reached_by_somebody() -> None:
    reached = {"drafted"}
    for _ in MOVES:
        reached |= {move.target for move in MOVES if move.source & reached}
    assert reached == set(DisclosureStatus.values)
    assert all(any(move.needs in role.can for role in ROLES.values()) for move in MOVES)


def test_there_is_one_way_out() -> None:
    into = {
        target: {m.verb for m in MOVES if m.target == target} for target in ("released", "signed")
    }
    assert into["released"] == {"disclosure.released"}
    assert into["signed"] == {"disclosure.countersigned"}
    [out] = [m for m in MOVES if m.target == "released"]
    assert out.source == {"signed"}
    once = {m.verb for m in MOVES if m.target == "signed_once"}
    assert once == {"disclosure.signed", "disclosure.overridden"}
