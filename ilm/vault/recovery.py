"""When too few members hold the keys: three printed shares, any two of which open them again.

Two shares by their numbers derive a pair (`recovery`); its public half is kept and holds a wrap of
each key, so that a rotation needs no share. One share alone derives nothing.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.ledger.models import Entry
from ilm.vault import giving_out, holding, key_history, keylist, keys, shares
from ilm.vault.giving_out import Keeper
from ilm.vault.models import OrgKey, Purpose, RecoveryPair, Wrap
from ilm.vault.sealing import SCALAR, Denied, Pair, bind, lock, pair_of, private_key, unlock
from ilm.vault.shares import Share
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
DRILL_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Two:
    """Two shares in the order of their numbers."""

    first: Share
    second: Share

    @property
    def material(self) -> bytes:
        return self.first.secret + self.second.secret

    def pair(self, org_id: UUID) -> Pair:
        """The recovery pair of these two."""
        context = bind("recovery", org_id, self.first.number, self.second.number)
        number = int.from_bytes(keys.derive(self.material, context, 48), "big") % (ORDER - 1) + 1
        return pair_of(private_key(number.to_bytes(SCALAR, "big")))

    def canary_key(self, pair: RecoveryPair) -> bytes:
        """What locks the canary of that pair: not the pair itself, which a drill never makes."""
        return keys.derive(self.material, _canary(pair))


def two(one: str, other: str) -> Two:
    """Two shares as they were typed. Refused where they are the same one."""
    first, second = sorted((shares.typed(one), shares.typed(other)))
    if first.number == second.number:
        raise Refused("Give two different shares, by different people.")
    return Two(first, second)


def current_set(org_id: UUID) -> UUID | None:
    """Which three shares are in force; None where recovery was never set up."""
    rows = RecoveryPair.objects.filter(org_id=org_id)
    return rows.values_list("set_id", flat=True).first()


def set_up(
    *, unlocked: Unlocked | None, replaces: UUID | None, keepers: Sequence[Keeper], by: Actor
) -> str:
    """Three new shares, each for one of three different people, who take it themselves
    (`giving_out`); the token of the link for the one from outside, shown once, else empty. The
    shares before (`replaces`) open nothing more.

    Refused without every key of the organisation, and where other shares are in force than said.
    """
    by.must(Permission.MEMBER_INVITE)
    if unlocked is None:
        raise Locked("Unlock the vault before you set recovery up.")
    org_id, three = by.organisation, shares.issue()
    holding.one_at_a_time(org_id)
    if current_set(org_id) != replaces:
        raise Refused("Shares were made already, and are never shown again. Make new ones instead.")
    giving_out.must_differ(keepers, org_id)
    held = _held(unlocked)
    holding.signer(unlocked)
    with atomic():
        ask("select wall.retire_recovery(%s)", [org_id])
        set_id = uuid4()
        rows = [
            _keep_pair(org_id, set_id, Two(first, second), held)
            for first, second in combinations(three, 2)
        ]
        pairs = {row.pk: bytes(row.public) for row in rows}
        holding.append(org_id, keylist.recovery(pairs, clock.today()), unlocked)
        holding.standing_of(org_id)
        token = giving_out.give_out(three, keepers, set_id=set_id, org_id=org_id)
        key_history.write(org_id, key_history.SET_UP, by=by)
    return token


def drill(one: str, other: str, *, by: Actor) -> None:
    """Whether two shares still work, tried on the canary alone. Refused where they do not."""
    by.must(Permission.MEMBER_INVITE)
    given = two(one, other)
    row = _pair_of(by.organisation, given)
    try:
        unlock(given.canary_key(row), bytes(row.canary), _canary(row))
    except Denied:
        raise Refused("These two shares do not belong to the ones in force.") from None
    key_history.write(by.organisation, key_history.DRILLED, by=by, shares=_numbers(given))


def recover(one: str, other: str, *, unlocked: Unlocked | None, by: Actor) -> int:
    """The member holds the organisation's keys again; how many. All supervisors read that it was.

    Refused without a ring of her own, or where the shares are not the ones in force.
    """
    by.must(Permission.MEMBER_INVITE)
    if unlocked is None:
        raise Locked("Unlock your own keys before you give the shares.")
    org_id, given = by.organisation, two(one, other)
    holding.one_at_a_time(org_id)
    row, pair = _pair_of(org_id, given), given.pair(org_id)
    standing = holding.standing_of(org_id)
    if not pair.public == bytes(row.public) == standing.pairs().get(row.pk):
        raise Refused("These two shares do not belong to the ones in force.")
    me = holding.Recipient(unlocked.user_id, unlocked.ring.seals.public)
    wraps = Wrap.objects.filter(org_id=org_id)
    has = set(wraps.filter(holder=me.holder).values_list("purpose", "epoch"))
    with atomic():
        for wrap in wraps.filter(holder=row.pk):
            place = (org_id, wrap.purpose, wrap.epoch)
            private = keys.unwrap(pair.private, bytes(wrap.sealed), *place, row.pk)
            if pair_of(private_key(private)).public != standing.keys[wrap.purpose].get(wrap.epoch):
                raise Refused("A key was changed underneath. Tell whoever runs this installation.")
            if (wrap.purpose, wrap.epoch) not in has:
                holding.seal_to(me, org_id, Purpose(wrap.purpose), wrap.epoch, private)
        purposes = frozenset(standing.keys)
        again = holding.holder_of(me.holder, unlocked.ring, purposes)
        holding.append_by(org_id, keylist.admit(again, clock.today()), row.pk, pair.private)
        holding.standing_of(org_id)
        key_history.write(org_id, key_history.RECOVERED, by=by, shares=_numbers(given))
    return wraps.filter(holder=me.holder).count()


def drill_by(org_id: UUID) -> date | None:
    """When the next drill is due; None without recovery."""
    rows = Entry.objects.filter(org_id=org_id)
    last = rows.newest_of(key_history.SET_UP, key_history.DRILLED, most=1)
    return (last[0].at + DRILL_WITHIN).date() if last and current_set(org_id) else None


def _held(unlocked: Unlocked) -> dict[tuple[str, int], bytes]:
    """Every key of the organisation that somebody holds. Refused where one is not hers to give."""
    org_id = unlocked.org_id
    places = set(Wrap.objects.filter(org_id=org_id).values_list("purpose", "epoch"))
    if not OrgKey.objects.filter(org_id=org_id).exists():
        raise Refused("This organisation has no keys yet: unlock as its supervisor first.")
    try:
        return {place: unlocked.org_private(*place) for place in sorted(places)}
    except Denied:
        raise Refused("You do not hold every key. Ask a supervisor who does.") from None


def _keep_pair(
    org_id: UUID, set_id: UUID, both: Two, held: dict[tuple[str, int], bytes]
) -> RecoveryPair:
    pair = both.pair(org_id)
    row = RecoveryPair(
        org_id=org_id,
        set_id=set_id,
        first=both.first.number,
        second=both.second.number,
        public=pair.public,
        made_at=clock.now(),
    )
    row.canary = lock(both.canary_key(row), os.urandom(32), _canary(row))
    row.save(force_insert=True)
    for (purpose, epoch), private in held.items():
        to = holding.Recipient(row.pk, pair.public)
        holding.seal_to(to, org_id, Purpose(purpose), epoch, private)
    return row


def _pair_of(org_id: UUID, given: Two) -> RecoveryPair:
    numbers = {"first": given.first.number, "second": given.second.number}
    row = RecoveryPair.objects.filter(org_id=org_id, **numbers).first()
    if row is None:
        raise Refused("Recovery was never set up here.")
    return row


def _canary(row: RecoveryPair) -> bytes:
    return bind("recovery/canary", row.org_id, row.set_id, row.first, row.second)


def _numbers(given: Two) -> list[int]:
    return [given.first.number, given.second.number]
