"""The sender's loop: take, commit, call, write down what came of it."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from ilm.channels.base import Channel, Http, SendError
from ilm.kit import clock
from ilm.talk import joining, sending
from ilm.talk.accounts import adapter_for
from ilm.talk.models import ChannelAccount, Part, Template
from ilm.talk.sending import LoopGuard, Outcome
from ilm.vault.models import StandingAddress
from ilm.wall.entering import entering

log = logging.getLogger(__name__)
AT_ONCE = 20


class Pace:
    """Not faster than a provider lets us: calls a second in all, and to one address."""

    def __init__(self, wait: Callable[[float], object] = time.sleep) -> None:
        self._wait = wait
        self._next: dict[object, float] = {}

    def keep(self, part: Part, channel: Channel) -> None:
        now = time.monotonic()
        at = max(self._next.get(part.account_id, now), self._next.get(part.alias_id, now))
        if at > now:
            self._wait(at - now)
        at = max(at, now)
        if channel.can.rate:
            self._next[part.account_id] = at + 1 / channel.can.rate
        if channel.can.rate_each:
            self._next[part.alias_id] = at + 1 / channel.can.rate_each
        if len(self._next) > 10_000:
            self._next = {k: v for k, v in self._next.items() if v > now}


class Sender:
    """One process, one at a time: order is kept for each person by the way it takes parts."""

    def __init__(self, http: Http, *, pace: Pace | None = None) -> None:
        self.http, self.guard, self.pace = http, LoopGuard(), pace or Pace()

    def send_due(self, limit: int = AT_ONCE) -> int:
        """Take what is due and make the calls; how many parts."""
        with entering("sender"):
            taken = sending.due_parts(limit)
            accounts = _accounts({p.account_id for p in taken})
        for part in taken:
            self._send(part, accounts[part.account_id])
        return len(taken)

    def _send(self, part: Part, account: ChannelAccount) -> None:
        outcome = self._try(part, account)
        with entering("sender"):
            sending.settle(part, outcome)
        if outcome.because:
            log.warning("part %s: %s", part.pk, outcome.because)

    def _try(self, part: Part, account: ChannelAccount) -> Outcome:
        channel = adapter_for(account)
        self.pace.keep(part, channel)
        with entering("sender"):
            outcome = sending.why_not(part, clock.now())
            copy = StandingAddress.objects.filter(alias_id=part.alias_id).first()
            template = Template.objects.filter(id__in=[part.template_id]).first()
        return outcome or sending.send_part(
            part, channel, self.http, copy=copy, template=template, guard=self.guard
        )


def join_wanted(http: Http) -> int:
    """Calls that somebody is to be brought into: each is tried once; how many."""
    with entering("sender"):
        found = joining.take_wanted()
    for wanted in found:
        try:
            joining.carry_out(wanted, http)
        except SendError as why:
            log.warning("call %s: nobody could be brought in: %s", wanted.call.pk, why)
    return len(found)


def _accounts(ids: set[UUID]) -> dict[UUID, ChannelAccount]:
    return {a.pk: a for a in ChannelAccount.objects.filter(id__in=ids)}


def sweep() -> None:
    """Every now and then: what got lost, and texts nobody needs."""
    with entering("sender"):
        sending.sweep()
