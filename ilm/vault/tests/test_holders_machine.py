"""V4: found, admit, let go, come back, new keys, seal anew, end epochs, in any order. Who should
read reads, nobody else does, and nothing is sealed to an epoch that has ended."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import holding, keys, resealing, rotating, storing, unlocking
from ilm.vault.models import DataKey, Grant, OrgKey, Purpose, Resealing, Wrap
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, new_pair
from ilm.vault.tests.test_rotating import reads
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering

PURPOSES = st.sampled_from(list(Purpose))


@dataclass
class Person:
    """Somebody at the desk, what they were given, and what they copied while they had it."""

    actor: Actor
    unlocked: Unlocked
    purposes: frozenset[Purpose] = frozenset()
    is_here: bool = True
    copied: dict[tuple[str, int], bytes] = field(default_factory=dict)


class Holders(RuleBasedStateMachine):
    @initialize()
    def found(self) -> None:
        self.org = make.organisation()
        self.people: list[Person] = []
        self.written: dict[object, Purpose] = {}
        self.since: dict[object, set[int]] = {}  # key → people who had left, by number, before it
        self.gone: set[int] = set()  # left, and new keys have begun since
        boss = self.joined("supervisor")
        with entering("desk", boss.actor.user_id):
            holding.found(self.org.pk, ring=boss.unlocked.ring, by=boss.actor)
        boss.purposes = frozenset(Purpose)
        self.admit(self.joined("supervisor"), frozenset(Purpose))
        self.admit(self.joined("case_worker"), frozenset({Purpose.TALK}))
        for purpose in Purpose:
            self.somebody_writes(purpose)

    def joined(self, role: str) -> Person:
        actor = make.actor(role, self.org)
        with entering("desk", actor.user_id):
            ring = unlocking.make_ring(actor.user_id, "a long enough password")
        self.people.append(Person(actor, Unlocked(actor.user_id, self.org.pk, ring)))
        return self.people[-1]

    def chiefs(self) -> list[Person]:
        return [p for p in self.people if p.is_here and len(p.purposes) == len(Purpose)]

    def admit(self, who: Person, purposes: frozenset[Purpose]) -> None:
        boss = self.chiefs()[0]
        with entering("desk", boss.actor.user_id):
            holding.admit(
                who.actor.user_id, purposes=tuple(sorted(purposes)), by=boss.actor,
                compared=holding.fingerprint_of(who.actor.user_id), unlocked=fresh(boss),
            )  # fmt: skip
        who.purposes = purposes
        self.gone.discard(self.people.index(who))

    @precondition(lambda self: len(self.people) < 5)
    @rule(purposes=st.frozensets(PURPOSES, min_size=1))
    def somebody_is_let_in(self, purposes: frozenset[Purpose]) -> None:
        self.admit(self.joined("supervisor"), purposes)

    @rule(n=st.integers(0, 4), is_unlocked=st.booleans())
    def somebody_is_let_go(self, n: int, is_unlocked: bool) -> None:
        """By the operator, or at the desk with the vault open."""
        who = self.people[n % len(self.people)]
        if not who.is_here or not [p for p in self.chiefs() if p is not who]:
            return
        with entering("owner"):
            held = Wrap.objects.filter(holder=who.actor.user_id)
            for purpose, epoch in held.values_list("purpose", "epoch"):
                who.copied[purpose, epoch] = who.unlocked.org_private(purpose, epoch)
            Member.objects.filter(user_id=who.actor.user_id).update(is_active=False)
        who.unlocked = fresh(who)
        who.is_here, who.purposes = False, frozenset()
        if is_unlocked:
            self.new_keys_begin()

    @rule()
    def new_keys_begin(self) -> None:
        boss = self.chiefs()[-1]
        with entering("desk", boss.actor.user_id):
            gone = holding.left(self.org.pk)
            rotating.rotate(gone, unlocked=fresh(boss), by=boss.actor)
            assert holding.left(self.org.pk) == []
        numbers = {n for n, p in enumerate(self.people) if p.actor.user_id in gone}
        self.gone |= numbers

    @rule(n=st.integers(0, 4), purposes=st.frozensets(PURPOSES, min_size=1))
    def somebody_comes_back(self, n: int, purposes: frozenset[Purpose]) -> None:
        who = self.people[n % len(self.people)]
        if who.is_here:
            return
        with entering("owner"):
            Member.objects.filter(user_id=who.actor.user_id).update(is_active=True)
        who.is_here = True
        self.admit(who, purposes)

    @precondition(lambda self: len(self.written) < 6)
    @rule(purpose=PURPOSES)
    def somebody_writes(self, purpose: Purpose) -> None:
        with entering("parse"):
            key_id = storing.new_data_key(self.org.pk, purpose)[0].key_id
        self.written[key_id], self.since[key_id] = purpose, set(self.gone)

    @precondition(lambda self: len(self.written) < 6)
    @rule(purpose=PURPOSES)
    def a_phone_sends_what_it_sealed_long_ago(self, purpose: Purpose) -> None:
        pair, row = new_pair(), DataKey(org_id=self.org.pk, purpose=purpose)
        with entering("owner"):
            alive = Wrap.objects.filter(org_id=self.org.pk, purpose=purpose)
            epoch = min(alive.values_list("epoch", flat=True))
            to = OrgKey.objects.get(org_id=self.org.pk, purpose=purpose, epoch=epoch)
        place = (self.org.pk, purpose.value, epoch, row.pk, 1)
        sealed = keys.grant(bytes(to.public), pair.private, *place)
        row.public = pair.public
        with entering("parse"):
            row.save(force_insert=True)
            Grant(
                org_id=self.org.pk, key_id=row.pk, purpose=purpose, epoch=epoch, sealed=sealed
            ).save(force_insert=True)
        self.written[row.pk], self.since[row.pk] = purpose, set()

    @rule(batches=st.integers(1, 9))
    def some_is_sealed_anew(self, batches: int) -> None:
        boss = self.chiefs()[0]
        with entering("owner"):
            Resealing.objects.update(finished_at=clock.now())
        with entering("desk", boss.actor.user_id):
            loan = resealing.start(unlocked=fresh(boss), by=boss.actor)
        after = resealing.FIRST if loan else None
        while after is not None and batches:
            after, batches = resealing.seal_batch(loan, after), batches - 1

    @rule()
    def time_passes_and_epochs_end(self) -> None:
        with entering("owner"):
            rows = OrgKey.objects.filter(org_id=self.org.pk)
            rows.update(made_on=clock.today() - timedelta(days=91))
        with entering("jobs"):
            resealing.end_epochs()

    @invariant()
    def who_should_read_reads_and_nobody_else(self) -> None:
        for key_id, purpose in self.written.items():
            for n, who in enumerate(self.people):
                may = who.is_here and purpose in who.purposes
                assert reads(who.unlocked, key_id) == may, (n, purpose, who.purposes)

    @invariant()
    def what_was_copied_opens_nothing_that_came_after_new_keys(self) -> None:
        with entering("owner"):
            for key_id, before in self.since.items():
                for n in before & self.gone:
                    who = self.people[n]
                    reader = Reader(fresh(who, who.copied))
                    with pytest.raises(Denied):
                        reader.data_key(key_id)

    @invariant()
    def nothing_is_sealed_to_an_epoch_that_ended(self) -> None:
        with entering("owner"):
            used = Grant.objects.filter(org_id=self.org.pk).values_list("purpose", "epoch")
            alive = Wrap.objects.filter(org_id=self.org.pk).values_list("purpose", "epoch")
            assert set(used) <= set(alive)


def fresh(who: Person, copied: dict[tuple[str, int], bytes] | None = None) -> Unlocked:
    """As in another request: nothing of the last one is remembered."""
    return Unlocked(who.actor.user_id, who.unlocked.org_id, who.unlocked.ring, dict(copied or {}))


@pytest.mark.django_db
def test_in_any_order(monkeypatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    run_state_machine_as_test(
        Holders,
        settings=settings(
            max_examples=10, stateful_step_count=12, deadline=None, phases=[Phase.generate]
        ),
    )
