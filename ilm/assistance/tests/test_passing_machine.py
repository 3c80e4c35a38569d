"""V4, between organisations: pass on, take back, say no, withdraw, new keys, in any order. Who should
read reads and nobody else, and a key that was copied opens nothing that was said after its end."""

from dataclasses import dataclass, field, replace

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

from ilm.access.actor import worker
from ilm.assistance import referring
from ilm.assistance.models import Referral
from ilm.assistance.tests.make import act, agree, hand_on, read, she_says, thread_of
from ilm.cases.tests.make import at_desk
from ilm.disclosure import consenting
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.tests import make as disclosures
from ilm.kit import clock
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.parties.tests.make import Desk
from ilm.talk import reading
from ilm.talk.models import Message
from ilm.vault import granting, holding, passing, resealing, rotating, unlocking
from ilm.vault.models import Grant, Purpose, Resealing, Wrap
from ilm.vault.opening import Reader
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering

WHICH = st.integers(0, 1)


@dataclass
class Other:
    """Another organisation, what it was referred and has open, and the pairs that it copied."""

    desk: Desk
    open: list[Referral] = field(default_factory=list)
    ended: list[Referral] = field(default_factory=list)
    copied: set[tuple[object, int]] = field(default_factory=set)


class Passing(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.told = disclosures.told()
        self.said = ["They have not paid us"]
        self.others = [Other(make.two_holders()), Other(make.two_holders())]
        self.is_owed = False  # something ended, and no new generation has begun since

    def somebody_reads(self) -> bool:
        return any(other.open for other in self.others)

    @rule(n=WHICH)
    def she_agrees_and_is_passed_on(self, n: int) -> None:
        other = self.others[n]
        with at_desk(self.told.desk.worker):
            agreed = live_grants(self.told.alias_id).filter(for_org=other.desk.org_id).exists()
        if not agreed:
            agree(self.told, other.desk)
        if len(other.open) < 2:
            other.open.append(hand_on(self.told, other.desk))

    @rule(n=WHICH)
    def she_is_passed_on_and_they_keep_a_copy(self, n: int) -> None:
        self.she_agrees_and_is_passed_on(n)
        self.they_copy_what_they_can_open(n)

    @rule()
    def she_says_more(self) -> None:
        she_says(self.told, f"word {len(self.said)}")
        self.said.append(f"word {len(self.said)}")
        with entering("owner"):
            newest = Message.objects.order_by("-received_at").first()
        if not self.is_owed:
            for other in self.others:
                if not other.open:
                    assert (newest.key_id, newest.generation) not in other.copied

    @precondition(lambda self: self.somebody_reads())
    @rule(n=WHICH)
    def they_copy_what_they_can_open(self, n: int) -> None:
        other, thread = self.others[n], thread_of(self.told)
        with at_desk(other.desk.worker):
            rows = Grant.objects.filter(org_id=other.desk.org_id, key_id=thread.key_id)
            reader = Reader(fresh(other.desk))
            for row in rows:
                reader.data_key(row.key_id, row.generation)
                other.copied.add((row.key_id, row.generation))

    @precondition(lambda self: self.somebody_reads())
    @rule(n=WHICH)
    def it_is_taken_back(self, n: int) -> None:
        other = self.others[n] if self.others[n].open else self.others[1 - n]
        other.ended.append(other.open.pop())
        with at_desk(self.told.desk.worker):
            referring.revoke(other.ended[-1], by=self.told.desk.worker)
        self.is_owed = False
        self.she_says_more()

    @precondition(lambda self: self.somebody_reads())
    @rule(n=WHICH)
    def they_say_no(self, n: int) -> None:
        other = self.others[n] if self.others[n].open else self.others[1 - n]
        other.ended.append(other.open.pop())
        act(other.desk, referring.reject, other.ended[-1], because="service_unavailable")
        self.is_owed = True

    @rule()
    def our_desk_looks_and_the_owed_keys_begin(self) -> None:
        with at_desk(self.told.desk.worker):
            passing.renew(by=self.told.desk.worker)
        self.is_owed = False

    @precondition(lambda self: self.somebody_reads())
    @rule()
    def she_withdraws_and_the_clock_passes(self) -> None:
        with entering("parse"):
            her = worker(self.told.alias_id, self.told.desk.org_id)
            consenting.withdraw(self.told.alias_id, by=her)
        for other in self.others:
            self.is_owed |= bool(other.open)
            other.ended += other.open
            other.open = []
            assert all(read(other.desk, row) == [] for row in other.ended)
        with entering("jobs"):
            referring.lapse_due()

    @rule()
    def an_interpreter_came_and_went(self) -> None:
        with at_desk(self.told.desk.worker):
            granting.begin_generation(thread_of(self.told).key_id)
        self.she_says_more()

    @rule(n=WHICH)
    def somebody_leaves_them_and_new_keys_begin(self, n: int) -> None:
        desk, third = self.others[n].desk, make.actor("supervisor", self.others[n].desk.org)
        with at_desk(third):
            unlocking.make_ring(third.user_id, "a third long password")
        boss = replace(desk.unlocked_supervisor, opened={})
        with at_desk(desk.supervisor):
            holding.admit(
                third.user_id, purposes=tuple(Purpose), unlocked=boss, by=desk.supervisor,
                compared=holding.fingerprint_of(third.user_id),
            )  # fmt: skip
        with entering("owner"):
            Member.objects.filter(user_id=third.user_id).update(is_active=False)
        with at_desk(desk.supervisor):
            rotating.rotate([third.user_id], unlocked=replace(boss, opened={}), by=desk.supervisor)

    @rule(n=WHICH)
    def they_seal_anew(self, n: int) -> None:
        desk = self.others[n].desk
        with entering("owner"):
            Resealing.objects.update(finished_at=clock.now())
        with at_desk(desk.supervisor):
            boss = replace(desk.unlocked_supervisor, opened={})
            loan = resealing.start(unlocked=boss, by=desk.supervisor)
        if loan:
            resealing.seal_all(loan)

    @invariant()
    def we_read_all_of_it(self) -> None:
        desk, thread = self.told.desk, thread_of(self.told)
        with at_desk(desk.worker):
            shown = reading.thread(thread, Reader(fresh(desk)))
        assert [each.text for each in shown] == self.said

    @invariant()
    def they_read_all_of_it_while_it_lasts_and_nothing_after(self) -> None:
        for other in self.others:
            assert all(read(other.desk, row) == self.said for row in other.open)
            assert all(read(other.desk, row) == [] for row in other.ended)

    @invariant()
    def no_grant_outlives_its_ground_or_its_epoch(self) -> None:
        with entering("owner"):
            for other in self.others:
                rows = Grant.objects.filter(org_id=other.desk.org_id)
                assert rows.exists() == bool(other.open)
                used = rows.values_list("purpose", "epoch")
                alive = Wrap.objects.filter(org_id=other.desk.org_id)
                assert set(used) <= set(alive.values_list("purpose", "epoch"))


def fresh(desk: Desk) -> Unlocked:
    return replace(desk.unlocked, opened={})


@pytest.mark.django_db
def test_in_any_order() -> None:
    run_state_machine_as_test(
        Passing,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, phases=[Phase.generate]
        ),
    )
