"""Who holds an organisation's keys: founding, letting another member in, taking over old vaults."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.vault import keylist, keys, pinning, searching, trusting
from ilm.vault.keylist import Holder, Said, Standing
from ilm.vault.models import KeyEntry, OrgKey, Purpose, Ring, Wrap
from ilm.vault.sealing import new_pair, pair_of, private_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask

UNSIGNED = (
    "The list of who holds the keys has not been signed yet. Somebody who holds all of them, a"
    " supervisor, unlocks first; then try again."
)


class Recipient(NamedTuple):
    """Somebody to whom an organisation's private keys are sealed."""

    holder: UUID
    seals: bytes


def found(org_id: UUID, *, ring: keys.Ring, by: Actor) -> None:
    """The first keys of an organisation, sealed to its first holder; her fingerprint is pinned.

    Refused a second time.
    """
    one_at_a_time(org_id)
    pin = pinning.pinned(org_id)
    if OrgKey.objects.filter(org_id=org_id).exists() or (pin and pin.seq):
        raise Refused("This organisation's vault was founded before.")
    pairs = {purpose: new_pair() for purpose in Purpose}
    publics = {p.value: (1, pair.public) for p, pair in pairs.items()}
    founder = holder_of(by.person, ring, frozenset(publics))
    pinning.pin(org_id, founder.fingerprint)
    entry = sign(
        org_id, None, keylist.found(founder, publics, clock.today()), by.person, ring.signs.private
    )
    for purpose, pair in pairs.items():
        keep_epoch(org_id, purpose, 1, pair.public)
        seal_to(Recipient(by.person, ring.seals.public), org_id, purpose, 1, pair.private)
    searching.make_key(org_id, version=1, epoch=1, private=pairs[Purpose.TALK].private)
    record(entry, "vault.founded", by=by)


def take_over(*, unlocked: Unlocked, by: Actor) -> bool:
    """Begin the list of a vault that is older than lists; whether that was possible and due.

    By a holder of every purpose, who can open the keys that she signs for. The others are taken
    over as the database names them, and marked: nobody has compared their fingerprints.
    """
    org_id, me = unlocked.org_id, by.person
    if KeyEntry.objects.filter(org_id=org_id).exists() or trusting.complaint(org_id):
        return False
    one_at_a_time(org_id)
    publics = {k.purpose: (k.epoch, bytes(k.public)) for k in OrgKey.objects.filter(org_id=org_id)}
    held = Wrap.objects.filter(org_id=org_id).values_list("holder", "purpose", "epoch")
    if not publics or {(me, p, epoch) for p, (epoch, _) in publics.items()} - set(held):
        return False
    for purpose, (epoch, public) in publics.items():
        if pair_of(private_key(unlocked.org_private(purpose, epoch))).public != public:
            raise Refused(trusting.UNTRUSTED)
    founder = holder_of(me, unlocked.ring, frozenset(publics))
    pinning.pin(org_id, founder.fingerprint)
    entry = sign(
        org_id,
        None,
        keylist.found(founder, publics, clock.today()),
        me,
        unlocked.ring.signs.private,
    )
    for ring in Ring.objects.filter(user_id__in={h for h, _, _ in held} - {me}).order_by("user_id"):
        theirs = frozenset(p for h, p, _ in held if h == ring.user_id)
        other = Holder(ring.user_id, bytes(ring.seals), bytes(ring.signs), theirs, False)
        append(org_id, keylist.admit(other, clock.today()), unlocked)
    record(entry, "vault.taken_over", by=by)
    return True


def admit(
    newcomer: UUID, *, purposes: tuple[Purpose, ...], compared: str, unlocked: Unlocked, by: Actor
) -> None:
    """Seal the organisation's keys to another member, and sign that `compared`, the fingerprint
    that was read out by voice or face to face, is theirs. Without purposes nothing is sealed.

    Refused before they have made a ring by unlocking once, and if theirs is another fingerprint.
    """
    one_at_a_time(unlocked.org_id)
    ring = _ring(newcomer)
    fresh = Holder(
        newcomer, bytes(ring.seals), bytes(ring.signs), frozenset(p.value for p in purposes)
    )
    if compared != fresh.fingerprint:
        raise Refused("These keys are not the ones you compared. Compare the fingerprint again.")
    mine = signer(unlocked)
    if not fresh.purposes <= mine.purposes:
        raise Refused("You cannot give keys that you do not hold. Ask a colleague who holds them.")
    known = standing_of(unlocked.org_id).holders.get(newcomer)
    if known and (known.seals, known.signs) != (fresh.seals, fresh.signs):
        raise Refused("Their keys are new. The old ones must go first: begin new keys, then admit.")
    entry = let_in(fresh, unlocked)
    record(entry, "vault.admitted", by=by, member=newcomer, purposes=list(purposes))


def let_in(holder: Holder, unlocked: Unlocked) -> KeyEntry:
    """Write a member on the list and seal to them what they lack of their purposes."""
    entry = append(unlocked.org_id, keylist.admit(holder, clock.today()), unlocked)
    for purpose in sorted(Purpose(p) for p in holder.purposes):
        for epoch in _missing(holder.user, purpose, unlocked):
            private = unlocked.org_private(purpose.value, epoch)
            to = Recipient(holder.user, holder.seals)
            seal_to(to, unlocked.org_id, purpose, epoch, private)
    standing_of(unlocked.org_id)
    return entry


def _missing(newcomer: UUID, purpose: Purpose, unlocked: Unlocked) -> list[int]:
    """The epochs in use that we hold and the newcomer does not."""
    rows = Wrap.objects.filter(org_id=unlocked.org_id, purpose=purpose)
    theirs = set(rows.filter(holder=newcomer).values_list("epoch", flat=True))
    ours = set(rows.filter(holder=unlocked.user_id).values_list("epoch", flat=True))
    return sorted(ours - theirs)


def recipients(org_id: UUID, purpose: Purpose) -> list[Recipient]:
    """All to whom a new epoch of this purpose is sealed: those whom the verified list names, and
    the pairs that two of the printed shares open."""
    standing = standing_of(org_id)
    named = [Recipient(h.user, h.seals) for h in standing.who_holds(purpose.value)]
    return [*named, *(Recipient(*pair) for pair in standing.pairs().items())]


def left(org_id: UUID, active: Iterable[UUID] | None = None) -> list[UUID]:
    """Holders on the list who have no keys any more, or are not among the `active` members: new
    keys are due, because nobody can take back what they have seen of the old."""
    standing = trusting.verified(org_id)
    if standing is None:
        return []
    held = set(Wrap.objects.filter(org_id=org_id).values_list("holder", flat=True))
    held |= with_none(standing)
    here = held if active is None else held & set(active)
    return sorted(user for user in standing.holders if user not in here)


def with_none(standing: Standing | None) -> set[UUID]:
    """Members on the list for no purpose, interpreters, whose keys are still the listed ones."""
    listed = {h.user: h for h in standing.holders.values() if not h.purposes} if standing else {}
    rings = Ring.objects.filter(user_id__in=listed) if listed else ()
    return {r.user_id for r in rings if is_of(r, listed[r.user_id])}


def is_holder(user_id: UUID, org_id: UUID) -> bool:
    """Whether a member was let in to the vault: holds a key, or is on the list to be granted
    single conversations."""
    if Wrap.objects.filter(org_id=org_id, holder=user_id).exists():
        return True
    return user_id in with_none(trusting.look(org_id).standing)


def is_founded(org_id: UUID) -> bool:
    return OrgKey.objects.filter(org_id=org_id).exists()


def waiting(org_id: UUID, members: list[UUID]) -> list[Ring]:
    """Rings of these members that hold no key of the organisation yet."""
    holders = Wrap.objects.filter(org_id=org_id).values("holder")
    rings = Ring.objects.filter(user_id__in=members).exclude(user_id__in=holders)
    return list(rings.exclude(user_id__in=with_none(trusting.look(org_id).standing)))


def fingerprint_of(user_id: UUID) -> str:
    """What a member reads out: of the keys that the database has for them. Refused: none yet."""
    ring = _ring(user_id)
    return keys.fingerprint(bytes(ring.seals), bytes(ring.signs))


def standing_of(org_id: UUID) -> Standing:
    """What the list says. Refused where it was not signed yet, or does not verify."""
    standing = trusting.verified(org_id)
    if standing is None:
        raise Refused(UNSIGNED)
    return standing


def signer(unlocked: Unlocked) -> Holder:
    """The unlocked member as the list holds them. Refused for anybody else."""
    me = standing_of(unlocked.org_id).holders.get(unlocked.user_id)
    ring = unlocked.ring
    if me is None or (me.seals, me.signs) != (ring.seals.public, ring.signs.public):
        raise Refused("You are not on the list of who holds the keys. Ask a colleague who is.")
    return me


def holder_of(user_id: UUID, ring: keys.Ring, purposes: frozenset[str]) -> Holder:
    return Holder(user_id, ring.seals.public, ring.signs.public, purposes)


def append(org_id: UUID, said: Said, unlocked: Unlocked) -> KeyEntry:
    """The next entry, at the end of what is written so far in this transaction."""
    return append_by(org_id, said, unlocked.user_id, unlocked.ring.signs.private)


def append_by(org_id: UUID, said: Said, by: UUID, private: bytes) -> KeyEntry:
    """`append`, signed by whoever the list knows by that id: a holder or a recovery pair."""
    last = KeyEntry.objects.filter(org_id=org_id).order_by("-seq").first()
    at = (last.seq, bytes(last.hash)) if last else None
    return sign(org_id, at, said, by, private)


def sign(
    org_id: UUID, after: tuple[int, bytes] | None, said: Said, by: UUID, private: bytes
) -> KeyEntry:
    """Sign an entry that comes after (number, hash), and keep it."""
    new = keylist.write(org_id, after, said, by=by, private=private)
    row = KeyEntry(
        org_id=org_id, seq=new.seq, body=new.body, signature=new.signature, hash=new.hash
    )
    row.save(force_insert=True)
    return row


def keep_epoch(org_id: UUID, purpose: Purpose, epoch: int, public: bytes) -> None:
    OrgKey(org_id=org_id, purpose=purpose, epoch=epoch, public=public, made_on=clock.today()).save(
        force_insert=True
    )


def seal_to(to: Recipient, org_id: UUID, purpose: Purpose, epoch: int, private: bytes) -> None:
    """An organisation's private key, for one recipient."""
    sealed = keys.wrap(to.seals, private, org_id, purpose.value, epoch, to.holder)
    Wrap(org_id=org_id, purpose=purpose, epoch=epoch, holder=to.holder, sealed=sealed).save(
        force_insert=True
    )


def one_at_a_time(org_id: UUID) -> None:
    """Until the transaction ends nobody else changes who holds this organisation's keys."""
    ask("select pg_advisory_xact_lock(hashtextextended('vault ' || %s, 0))", [str(org_id)])


def is_as_listed(holder: Holder) -> bool:
    """Whether a member on the list still has the keys that it names."""
    ring = Ring.objects.filter(user_id=holder.user).first()
    return ring is not None and is_of(ring, holder)


def is_of(ring: Ring, holder: Holder) -> bool:
    """Whether a ring is the one that the list names."""
    return (bytes(ring.seals), bytes(ring.signs)) == (holder.seals, holder.signs)


def _ring(user_id: UUID) -> Ring:
    ring = Ring.objects.filter(user_id=user_id).first()
    if ring is None:
        raise Refused("This member has no keys yet: they must unlock once before they are let in.")
    return ring
