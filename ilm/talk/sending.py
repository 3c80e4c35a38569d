"""The sender: one provider call for each part, written down before it is made. Never twice."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ilm.access import actor
from ilm.channels import CHANNELS
from ilm.channels.base import Channel, Http, Outgoing, SendError, TemplateOut
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
from ilm.kit.errors import WrongState
from ilm.ledger.moves import Move, moving, record
from ilm.talk import knocking, safety, windows
from ilm.talk.accounts import named
from ilm.talk.lifecycle import ACCEPT, FAIL, HOLD, LOSE_SIGHT, TAKE, WAIT, PartStatus
from ilm.talk.models import ChannelAccount, Conversation, Part, Template
from ilm.talk.receipts import LOST_AFTER, apply_early, forget_early, only_one, restate
from ilm.talk.replying import ANSWERS_LIVE, outgoing
from ilm.vault import deployment, routing
from ilm.vault.models import StandingAddress
from ilm.vault.sealing import Denied, standing_key, unpad, unseal
from ilm.wall.entering import ask, tell

WAITS = (5, 30, 120, 600, 3600)  # seconds before the second try, the third …
SAME_TEXT, WITHIN = 5, timedelta(minutes=5)
AUTOMATIC_A_DAY = 20
MANY = 100  # held parts looked at in one sweep
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when somebody wrote who has not
TALK = ("id", "org_id", "alias_id", "channel", "language", "last_inward_at", "about_id")
BECAUSE: dict[type[SendError], str] = {
    WindowClosed: "window_closed",
    Stopped: "stopped",
    Unreachable: "unreachable",
    Malformed: "malformed",
}
# Due, and nothing earlier is still on its way to the same person: order is kept for each. What is
# held is due once she has written again, and stops nobody until then.
_GOES = """({0}.status in ('queued', 'waiting', 'sending')
       or {0}.status = 'held' and coalesce(c.last_inward_at, '-infinity') > {0}.held_for)"""
DUE = f"""
select p.id, c.last_inward_at,
       p.held_for is not null and p.about_id is not null and p.about_id is distinct from c.about_id
  from talk_part p join talk_channelaccount a on a.id = p.account_id
  left join talk_conversation c on c.alias_id = p.alias_id
 where {_GOES.format("p")} and p.status in ('queued', 'waiting', 'held') and p.next_try_at <= %s
   and a.is_open and a.paused_because = ''
   and not exists (select 1 from talk_part e where e.alias_id = p.alias_id
         and {_GOES.format("e")}
         and (e.not_after, e.number, e.id) < (p.not_after, p.number, p.id))
 order by p.is_bulk, p.next_try_at limit %s for update of p skip locked
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Outcome:
    """What became of one try."""

    step: Move
    external_id: str = field(default="", repr=False)
    because: str = ""
    next_try_at: datetime | None = None
    held_for: datetime | None = None  # her last word, when it must wait for another
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
    due = {pk: (word, is_over) for pk, word, is_over in ask(DUE, [now, limit])}
    taken = []
    for part in Part.objects.filter(id__in=list(due)).order_by("is_bulk", "not_after", "number"):
        word, is_over = due[part.pk]
        if is_over:
            knocking.overtaken(part)
            continue
        with moving(part, TAKE, by=actor.clock()) as row:
            row.tries += 1
            row.next_try_at = now + LOST_AFTER
        part.status, part.tries, part.her_word = row.status, row.tries, word
        taken.append(part)
    return taken


def why_not(part: Part, at: datetime) -> Outcome | None:
    """What her plan, which may have changed meanwhile, her window and the clock say; None: go."""
    if at >= _stale_at(part):
        return Outcome(FAIL, because="stale")
    plan = safety.plan_of(part.alias_id)
    if safety.may_send(plan, channel=part.channel, at=at) is not None:
        later = safety.next_window(plan, at, channel=part.channel)
        if later is None or later >= _stale_at(part):
            return Outcome(FAIL, because="plan_forbids")
        return Outcome(WAIT, next_try_at=later)
    if part.template_id is None and windows.is_shut(part.channel, part.her_word, at=at):
        return _held(part)
    return None


def _held(part: Part) -> Outcome:
    return Outcome(HOLD, held_for=part.her_word or NEVER, next_try_at=clock.now())


def _stale_at(part: Part) -> datetime:
    """What was held may be as old as it likes; all else says the wrong thing after a day."""
    if part.held_for is not None or part.made_at is None:
        return part.not_after
    return min(part.not_after, part.made_at + ANSWERS_LIVE)


def send_part(
    part: Part,
    adapter: Channel,
    http: Http,
    *,
    copy: StandingAddress | None = None,
    template: Template | None = None,
    guard: LoopGuard | None = None,
) -> Outcome:
    """One call, outside any transaction. `copy`: her standing address, if there is no one-off."""
    if part.template_id is not None and template is None:
        return Outcome(FAIL, because=knocking.NO_TEMPLATE)
    try:
        address = _address(part, copy)
        text = template.wording if template else _text(part)
    except Denied:
        return Outcome(FAIL, because="cannot_open")
    if not address:
        return Outcome(FAIL, because="no_address")
    if guard is not None and not guard.lets(part, text, clock.now()):
        return Outcome(FAIL, because="loop")
    try:
        approved = TemplateOut(name=template.name, code=template.code) if template else None
        [call] = adapter.render(
            Outgoing(address=address, text=text, template=approved, is_automatic=part.is_bulk)
        )
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
            return _lost(part)
        case WindowClosed() if part.template_id is None:
            return _held(part)
        case Broken():
            return replace(_again(part, WAITS[0]), pauses=str(error))  # the pause is the wait
        case _:
            return Outcome(FAIL, because=BECAUSE.get(type(error), "refused"))


def _lost(part: Part) -> Outcome:
    """It may be with her. Again where the provider takes one key once; else a person decides."""
    if CHANNELS[part.channel].can.idempotent:
        again = _again(part, WAITS[0])
        if again.step is WAIT:
            return again
    return Outcome(LOSE_SIGHT, because="no_answer")


def _again(part: Part, after: float) -> Outcome:
    wait = max(after, WAITS[min(part.tries - 1, len(WAITS) - 1)])
    at = clock.now() + timedelta(seconds=wait * random.uniform(1, 1.2))  # noqa: S311 - jitter
    if at >= _stale_at(part):
        return Outcome(FAIL, because="stale")
    return Outcome(WAIT, next_try_at=at)


def _address(part: Part, copy: StandingAddress | None) -> str:
    expires = part.address_expires_on
    if part.address is not None and expires is not None and expires >= clock.today():
        copy = StandingAddress(
            alias_id=part.alias_id,
            channel=part.channel,
            sealed=part.address,
            expires_on=expires,
        )
    if copy is None or copy.expires_on < clock.today():
        return ""
    return routing.address_from(copy)


def _text(part: Part) -> str:
    key = standing_key(deployment.sender_private())
    return unpad(unseal(key, bytes(part.text or b""), outgoing(part))).decode()


def settle(part: Part, outcome: Outcome) -> None:
    """Write down what became of it. Text and address go, unless it is tried again."""
    if outcome.external_id:
        only_one(outcome.external_id)
    try:
        _write_down(part, outcome)
    except WrongState:  # a receipt was faster than the answer to the call, and knows more
        _blank("id = %s", part.pk)
    else:
        if outcome.step not in (WAIT, HOLD):
            _blank("id = %s", part.pk)
    if outcome.external_id:
        apply_early(part, outcome.external_id)
    if outcome.pauses:
        _pause(part, outcome.pauses)
    restate(part.message_id)


def _write_down(part: Part, outcome: Outcome) -> None:
    now, because = clock.now(), outcome.because
    if outcome.step is HOLD:
        address = bytes(part.address) if part.address else None
        because = knocking.knock(part, _thread(part), at=now, address=address)
    with moving(part, outcome.step, by=actor.clock()) as row:
        row.failed_because = because
        row.external_id = outcome.external_id or row.external_id
        row.held_for = outcome.held_for or row.held_for
        if outcome.step is ACCEPT:
            row.gone_at = now
        if outcome.next_try_at is not None:
            row.next_try_at = outcome.next_try_at


def _thread(part: Part) -> Conversation:
    return Conversation.objects.only(*TALK).get(alias_id=part.alias_id)


def _pause(part: Part, why: str) -> None:
    """Credentials or account are broken: the queue waits until an operator has looked."""
    rows = ChannelAccount.objects.filter(pk=part.account_id, paused_because="")
    if rows.update(paused_because=why[:40]):
        for account in ChannelAccount.objects.filter(pk=part.account_id):
            record(account, "account.paused", by=actor.clock())


def _blank(where: str, *given: object) -> None:
    tell(f"update talk_part set text = null, address = null where {where}", list(given))  # noqa: S608


def sweep() -> int:
    """Calls that nobody finished become unknown, or go again where their key lets them; what was
    held too long fails; who was not asked to write is asked once there are words for it; texts of
    what is over go."""
    now = clock.now()
    lost = Part.objects.filter(status=PartStatus.SENDING, next_try_at__lt=now)
    for part in (found := list(lost.coded())):
        settle(part, _lost(part))
    held = Part.objects.filter(status=PartStatus.HELD).coded()
    for part in held.filter(not_after__lte=now):
        settle(part, Outcome(FAIL, because="stale"))
    for part in held.filter(not_after__gt=now, failed_because=knocking.NO_TEMPLATE)[:MANY]:
        why = knocking.knock(part, _thread(part), at=now)
        if why != knocking.NO_TEMPLATE:
            Part.objects.filter(pk=part.pk).update(failed_because=why)
    forget_early()
    _blank("text is not null and status in ('cancelled', 'failed', 'read', 'delivered')")
    return len(found)
