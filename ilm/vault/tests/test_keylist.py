"""V6, the pure part: nobody who can write rows can change a list, or who holds what in it."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilm.kit import clock
from ilm.vault import keylist, keys
from ilm.vault.keylist import Holder, Untrue, replay
from ilm.vault.sealing import new_pair

ORG, ON = uuid4(), clock.today()
RINGS = [keys.new_ring() for _ in range(3)]
USERS = [UUID(int=n) for n in (1, 2, 3)]
BOTH, TALK = frozenset({"identity", "talk"}), frozenset({"talk"})
PUBLICS = {p: (1, new_pair().public) for p in sorted(BOTH)}
NEXT = {p: (2, new_pair().public) for p in sorted(BOTH)}


def holder(n: int, purposes: frozenset[str] = BOTH, **more: object) -> Holder:
    return Holder(USERS[n], RINGS[n].seals.public, RINGS[n].signs.public, purposes, **more)


PIN = holder(0).fingerprint


def listed(*said: tuple[int, dict]) -> list[keylist.Signed]:
    """Entries, each (number of its signer, what it says), well written and well signed."""
    entries: list[keylist.Signed] = []
    for n, what in said:
        after = (entries[-1].seq, entries[-1].hash) if entries else None
        private = RINGS[n].signs.private
        entries.append(keylist.write(ORG, after, what, by=USERS[n], private=private))
    return entries


FOUND = (0, keylist.found(holder(0), PUBLICS, ON))
ADMIT = (0, keylist.admit(holder(1), ON))
ADMIT_TALK = (1, keylist.admit(holder(2, TALK), ON))
REMOVE, ROTATE = (1, keylist.remove(USERS[0], ON)), (1, keylist.rotate(NEXT, ON))
WHOLE = listed(FOUND, ADMIT, ADMIT_TALK, REMOVE, ROTATE)


def test_a_whole_list_says_who_holds_what_under_which_keys() -> None:
    standing = replay(ORG, WHOLE, pin=PIN)
    assert standing.who_holds("talk") == [holder(1), holder(2, TALK)]
    assert standing.who_holds("identity") == [holder(1)]
    assert standing.current("talk") == NEXT["talk"]
    assert standing.keys["identity"] == {1: PUBLICS["identity"][1], 2: NEXT["identity"][1]}
    assert (standing.seq, standing.head) == (5, WHOLE[-1].hash)
    assert replay(ORG, WHOLE, pin=None) == standing


def test_admitting_again_gives_more_and_never_other_keys() -> None:
    more = (0, keylist.admit(holder(2), ON))
    first = listed(FOUND, ADMIT, ADMIT_TALK, more)
    assert replay(ORG, first, pin=PIN).holders[USERS[2]].purposes == BOTH
    other = replace(holder(2), seals=new_pair().public)
    with pytest.raises(Untrue, match="breaks a rule"):
        replay(ORG, listed(FOUND, ADMIT, ADMIT_TALK, (0, keylist.admit(other, ON))), pin=PIN)


def test_recovery_has_its_place() -> None:
    pairs = {UUID(int=n): new_pair().public for n in range(3)}
    assert replay(ORG, listed(FOUND), pin=PIN).pairs() == {}
    standing = replay(ORG, listed(FOUND, (0, keylist.recovery(pairs, ON))), pin=PIN)
    assert standing.pairs() == pairs
    lesser = (2, keylist.recovery(pairs, ON))  # who holds one purpose names no pair for all
    with pytest.raises(Untrue, match="breaks a rule"):
        replay(ORG, listed(FOUND, ADMIT, ADMIT_TALK, lesser), pin=PIN)
    same = dict.fromkeys(pairs, new_pair().public)
    with pytest.raises(Untrue, match="breaks a rule"):
        replay(ORG, listed(FOUND, (0, keylist.recovery(same, ON))), pin=PIN)


@pytest.mark.parametrize("at", range(5))
def test_every_changed_flipped_or_missing_entry_is_found(at: int) -> None:
    entry = WHOLE[at]
    said = json.loads(entry.body)
    swapped = keylist.canonical(said | {"by": str(uuid4())})
    changed = [
        replace(entry, body=swapped),
        replace(entry, body=entry.body.replace(":", ": ", 1)),
        replace(entry, body="[" * 100_000),
        replace(entry, body="[]"),
        replace(entry, signature=bytes(64)),
        replace(entry, hash=bytes(32)),
        replace(entry, seq=9),
    ]
    for bad in changed:
        with pytest.raises(Untrue):
            replay(ORG, [*WHOLE[:at], bad, *WHOLE[at + 1 :]], pin=PIN)
    if at < 4:  # without the last one it ends in a removal, without another it has a hole
        with pytest.raises(Untrue):
            replay(ORG, WHOLE[:at] + WHOLE[at + 1 :], pin=PIN)
        with pytest.raises(Untrue):
            replay(ORG, [*WHOLE[:at], WHOLE[at + 1], WHOLE[at], *WHOLE[at + 2 :]], pin=PIN)


def test_a_cut_beginning_another_founder_and_an_empty_list_are_found() -> None:
    for entries, pin in ((WHOLE[1:], PIN), ([], PIN), (WHOLE, holder(1).fingerprint)):
        with pytest.raises(Untrue):
            replay(ORG, entries, pin=pin)
    with pytest.raises(Untrue, match="founder"):
        replay(ORG, listed((1, keylist.found(holder(1), PUBLICS, ON))), pin=PIN)
    with pytest.raises(Untrue):
        replay(uuid4(), WHOLE, pin=PIN)


def test_a_removal_without_new_keys_does_not_replay() -> None:
    for entries in ((FOUND, ADMIT, REMOVE), (FOUND, ADMIT, REMOVE, ADMIT_TALK)):
        with pytest.raises(Untrue):
            replay(ORG, listed(*entries), pin=PIN)
    half = {"talk": NEXT["talk"]}
    with pytest.raises(Untrue, match="no new keys followed"):
        replay(ORG, listed(FOUND, ADMIT, REMOVE, (1, keylist.rotate(half, ON))), pin=PIN)


STRANGER = (2, keylist.admit(holder(2), ON))
WITH_NONE = (0, keylist.admit(holder(1, frozenset()), ON))


def test_an_interpreter_is_listed_for_nothing_and_leaves_nothing_to_renew() -> None:
    standing = replay(ORG, listed(FOUND, WITH_NONE), pin=PIN)
    assert standing.holders[USERS[1]].purposes == frozenset()
    assert all(USERS[1] not in [h.user for h in standing.who_holds(p)] for p in PUBLICS)
    gone = replay(ORG, listed(FOUND, WITH_NONE, (0, keylist.remove(USERS[1], ON))), pin=PIN)
    assert USERS[1] not in gone.holders


@pytest.mark.parametrize(
    "entries",
    [
        (FOUND, STRANGER),  # who is not on the list lets nobody in
        (FOUND, FOUND),
        (FOUND, ADMIT, REMOVE, ROTATE, (0, keylist.admit(holder(2), ON))),  # nor who was removed
        (FOUND, ADMIT, ADMIT_TALK, (2, keylist.rotate(NEXT, ON))),  # nor renews what he lacks
        (FOUND, (0, keylist.admit(holder(1, BOTH | {"more"}), ON))),
        (FOUND, WITH_NONE, (1, keylist.admit(holder(2, frozenset()), ON))),  # who holds none
        (FOUND, WITH_NONE, (1, keylist.remove(USERS[0], ON))),  # signs nothing
        (FOUND, ADMIT, (0, keylist.remove(USERS[0], ON))),  # nobody removes herself
        (FOUND, (0, keylist.admit(holder(2, TALK), ON)), (2, keylist.remove(USERS[0], ON))),
        (FOUND, (0, keylist.remove(USERS[2], ON))),
        (FOUND, (0, keylist.rotate({}, ON))),
        (FOUND, (0, keylist.rotate({"talk": (3, NEXT["talk"][1])}, ON))),
        (FOUND, (0, keylist.rotate({"talk": (2, PUBLICS["talk"][1])}, ON))),  # no new key
        (FOUND, (0, keylist.rotate({"talk": (2, b"no point")}, ON))),
        (FOUND, (0, {"do": "recovery", "on": "2026-01-01", "pairs": {}})),
        (FOUND, (0, {"do": "burn", "on": "2026-01-01"})),
        (FOUND, (0, {"do": "remove", "on": "some day", "user": str(USERS[1])})),
        ((0, keylist.found(holder(0), {}, ON)),),
        ((0, keylist.found(holder(0, TALK), PUBLICS, ON)),),
    ],
)
def test_a_well_signed_entry_that_breaks_a_rule_does_not_replay(entries) -> None:
    with pytest.raises(Untrue):
        replay(ORG, listed(*entries), pin=PIN)


@given(st.binary(max_size=300), st.integers(0, 4))
def test_no_bytes_make_it_fall_over(raw: bytes, at: int) -> None:
    bad = replace(WHOLE[at], body=raw.decode("utf-8", "replace"))
    with pytest.raises(Untrue):
        replay(ORG, [*WHOLE[:at], bad], pin=PIN)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda s: (
            st.lists(s)
            | st.dictionaries(
                st.sampled_from(["org", "seq", "before", "by", "do", "on", "holder", "keys"]), s
            )
        ),
    )
)
def test_nor_does_any_json(said: object) -> None:
    with pytest.raises(Untrue):
        replay(ORG, [replace(WHOLE[0], body=keylist.canonical(said))], pin=None)
