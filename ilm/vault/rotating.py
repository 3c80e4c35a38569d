"""New keys when somebody leaves: what she has seen stays seen, what comes is no longer hers."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.vault import holding, keylist, searching
from ilm.vault.entitling import Keeps
from ilm.vault.models import Purpose
from ilm.vault.sealing import Pair, new_pair
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask


def may_rotate(gone: Collection[UUID], unlocked: Unlocked) -> bool:
    """Whether this member, who is not one of them, holds everything that those who left held, so
    that new keys can begin."""
    holders = holding.standing_of(unlocked.org_id).holders
    me = holders.get(unlocked.user_id)
    if me is None or me.user in gone:
        return False
    return all(holders[user].purposes <= me.purposes for user in gone)


def rotate(
    gone: Collection[UUID], *, unlocked: Unlocked, by: Actor, keeps: Keeps | None = None
) -> list[Purpose]:
    """Strike those who left off the list and begin a new epoch of each purpose that one of them
    held, sealed to everybody who remains; the purposes. Nothing happens where nobody left.

    `keeps`: who of them stays, and for what; they are let in again for that alone, with the keys
    that the list knew. Refused for somebody who holds less than they did.
    """
    org_id = unlocked.org_id
    holding.one_at_a_time(org_id)
    standing, me = holding.standing_of(org_id), holding.signer(unlocked)
    leaving = [standing.holders[user] for user in sorted(gone) if user in standing.holders]
    owed = [p for p in Purpose if any(p.value in h.purposes for h in leaving)]
    if not leaving:
        return []
    if not {p.value for p in owed} <= me.purposes:
        raise Refused("You hold fewer keys than they did. Ask a colleague who holds all of them.")
    for holder in leaving:
        holding.append(org_id, keylist.remove(holder.user, clock.today()), unlocked)
        ask("select wall.drop_wraps(%s, %s)", [org_id, holder.user])
    pairs = {p: new_pair() for p in owed}
    publics = {
        p.value: (standing.current(p.value)[0] + 1, pair.public) for p, pair in pairs.items()
    }
    entry = holding.append(org_id, keylist.rotate(publics, clock.today()), unlocked)
    for purpose, pair in pairs.items():
        _begin(org_id, purpose, publics[purpose.value][0], pair)
    holding.standing_of(org_id)
    for holder in leaving:
        if (kept := (keeps or {}).get(holder.user)) is not None:
            purposes = frozenset(p.value for p in kept) & holder.purposes
            holding.let_in(replace(holder, purposes=purposes), unlocked)
    record(entry, "vault.rotated", by=by, left=[h.user for h in leaving], purposes=owed)
    return owed


def _begin(org_id: UUID, purpose: Purpose, epoch: int, pair: Pair) -> None:
    """A new epoch of one purpose, for everybody whom the list names for it."""
    holding.keep_epoch(org_id, purpose, epoch, pair.public)
    for to in holding.recipients(org_id, purpose):
        holding.seal_to(to, org_id, purpose, epoch, pair.private)
    if purpose is Purpose.TALK:  # who left knows the search key too
        version = searching.newest(org_id) + 1
        searching.make_key(org_id, version=version, epoch=epoch, private=pair.private)
