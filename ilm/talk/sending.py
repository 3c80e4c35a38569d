"""The sender: one provider call for each part, written down before it is made. Never twice."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ilm.access import actor
from ilm.channels.base import Channel, Http, Outgoing, SendError
from ilm.channels.errors import (
    Broken,
    Malformed,
    Retry,
    Stopped,
    Unknown,
    Unreachable,
    WindowClosed,
)
from ilm.kit import clock
from ilm.ledger.moves import Move, moving, record
from ilm.talk import safety
from ilm.talk.accounts import named
from ilm.talk.lifecycle import ACCEPT, FAIL, LOSE_SIGHT, TAKE, WAIT, PartStatus
from ilm.talk.models import ChannelAccount, Part
from ilm.talk.receipts import restate
from ilm.talk.replying import outgoing
from ilm.vault import deployment, routing
from ilm.vault.models import StandingAddress
from ilm.vault.sealing import Denied, standing_key, unpad, unseal
from ilm.wall.entering import ask, tell

WAITS = (5, 30, 120, 600, 3600)  # seconds before the second try, the third …
LOST_AFTER = timedelta(minutes=2)  # a call that nobody finished writing down
SAME_TEXT, WITHIN = 5, timedelta(minutes=5)
AUTOMATIC_A_DAY = 20
BECAUSE: dict[type[SendError], str] = {
    WindowClosed: "window_closed",
    Stopped: "stopped",
    Unreachable: "unreachable",
    Malformed: "malformed",
}
# Due, and nothing earlier is still on its way to the same person: order is kept for each.
DUE = """
select p.id from talk_part p join talk_channelaccount a on a.id = p.account_id
 where p.status in ('queued', 'waiting') and p.next_try_at <= %s
   and a.is_open and a.paused_because = ''
   and not exists (select 1 from talk_part e where e.alias_id = p.alias_id
         and e.status in ('queued', 'waiting', 'sending')
         and (e.not_after, e.number, e.id) < (p.not_after, p.number, p.id))
 order by p.is_bulk, p.next_try_at limit %s for update of p skip locked
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one try."""

    step: Move
    external_id: str = field(default="", repr=False)
    because: str = ""
    next_try_at: datetime | None = None
    pauses: str = ""  # why the whole account stops


class LoopGuard:
    """Stops us from talking to ourselves, or to somebody's machine. Lives with the sender."""

    def __init__(self) -> None:
        self._same: defaultdict[object, deque[datetime]] = defaultdict(deque)
        self._automatic: defaultdict[object, deque[datetime]] = defaultdict(deque)

    def lets(self, part: Part, text: str, at: datetime) -> bool:
        """False for the sixth same text within five minutes, the 21st automatic one in a day."""
        if not _room(self._same[part.alias_id, hash(text)], at, WITHIN, SAME_TEXT):
            return False
        day = timedelta(days=1)
        return not part.is_bulk or _room(self._automatic[part.alias_id], at, day, AUTOMATIC_A_DAY)


def _room(times: deque[datetime], at: datetime, within: timedelta, most: int) -> bool:
    while times and at - times[0] >= within:
        times.popleft()
    if len(times) >= most:
        return False
    times.append(at)
    return True


def due_parts(limit: int) -> list[Part]:
    """Take what is due: each is `sending` from here on, and so it stands once this commits."""
    now = clock.now()
    ids = [row[0] for row in ask(DUE, [now, limit])]
    taken = []
    for part in Part.objects.filter(id__in=ids).order_by("is_bulk", "not_after", "number"):
        with moving(part, TAKE, by=actor.clock()) as row:
            row.tries += 1
            row.next_try_at = now + LOST_AFTER
        part.status, part.tries = row.status, row.tries
        taken.append(part)
    return taken


def why_not(part: Part, at: datetime) -> Outcome | None:
    """What her plan, which may have changed meanwhile, and the clock say; None: go on."""
    if at >= part.not_after:
        return Outcome(FAIL, because="stale")
    plan = safety.plan_of(part.alias_id)
    if safety.may_send(plan, channel=part.channel, at=at) is None:
        return None
    later = safety.next_window(plan, at, channel=part.channel)
    if later is None or later >= part.not_after:
        return Outcome(FAIL, because="plan_forbids")
    return Outcome(WAIT, next_try_at=later)


def send_part(
    part: Part,
    adapter: Channel,
    http: Http,
    *,
    copy: StandingAddress | None = None,
    guard: LoopGuard | None = None,
) -> Outcome:
    """One call, outside any transaction. `copy`: her standing address, if there is no one-off."""
    try:
        address, text = _address(part, copy), _text(part)
    except Denied:
        return Outcome(FAIL, because="cannot_open")
    if not address:
        return Outcome(FAIL, because="no_address")
    if guard is not None and not guard.lets(part, text, clock.now()):
        return Outcome(FAIL, because="loop")
    try:
        [call] = adapter.render(Outgoing(address=address, text=text))
        sent = adapter.send(call, key=part.pk, http=http)
    except SendError as error:
        return _after(part, error)
    return Outcome(ACCEPT, external_id=named(part.account_id, sent.external_id))


def _after(part: Part, error: SendError) -> Outcome:
    """What an error of the provider means for this part."""
    match error:
        case Retry():
            return _again(part, error.after)
        case Unknown():
            return Outcome(LOSE_SIGHT, because="no_answer")
        case Broken():
            return replace(_again(part, WAITS[-1]), pauses=str(error))
        case _:
            return Outcome(FAIL, because=BECAUSE.get(type(error), "refused"))


def _again(part: Part, after: float) -> Outcome:
    wait = max(after, WAITS[min(part.tries - 1, len(WAITS) - 1)])
    at = clock.now() + timedelta(seconds=wait * random.uniform(1, 1.2))  # noqa: S311 - jitter
    if at >= part.not_after:
        return Outcome(FAIL, because="stale")
    return Outcome(WAIT, next_try_at=at)


def _address(part: Part, copy: StandingAddress | None) -> str:
    if part.address is not None and part.address_expires_on is not None:
        copy = StandingAddress(
            alias_id=part.alias_id,
            channel=part.channel,
            sealed=part.address,
            expires_on=part.address_expires_on,
        )
    if copy is None or copy.expires_on < clock.today():
        return ""
    return routing.address_from(copy)


def _text(part: Part) -> str:
    key = standing_key(deployment.sender_private())
    return unpad(unseal(key, bytes(part.text or b""), outgoing(part))).decode()


def settle(part: Part, outcome: Outcome) -> None:
    """Write down what became of it. Text and address go, unless it is tried again."""
    with moving(part, outcome.step, by=actor.clock()) as row:
        row.failed_because = outcome.because
        row.external_id = outcome.external_id or row.external_id
        if outcome.next_try_at is not None:
            row.next_try_at = outcome.next_try_at
    if outcome.step is not WAIT:
        _blank("id = %s", part.pk)
    if outcome.pauses:
        _pause(part, outcome.pauses)
    restate(part.message_id)


def _pause(part: Part, why: str) -> None:
    """Credentials or account are broken: the queue waits until an operator has looked."""
    rows = ChannelAccount.objects.filter(pk=part.account_id, paused_because="")
    if rows.update(paused_because=why[:40]):
        for account in ChannelAccount.objects.filter(pk=part.account_id):
            record(account, "account.paused", by=actor.clock())


def _blank(where: str, *given: object) -> None:
    tell(f"update talk_part set text = null, address = null where {where}", list(given))  # noqa: S608


def sweep() -> int:
    """Calls that nobody finished become unknown, never queued; texts of what is over go."""
    lost = Part.objects.filter(status=PartStatus.SENDING, next_try_at__lt=clock.now())
    for part in (found := list(lost.coded())):
        settle(part, Outcome(LOSE_SIGHT, because="no_answer"))
    _blank("text is not null and status in ('cancelled', 'failed', 'read', 'delivered')")
    return len(found)
