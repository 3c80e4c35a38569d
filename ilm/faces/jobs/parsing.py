"""Opens what arrived, hears it, and drops the raw request; what cannot be read waits, sealed."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.utils import InterfaceError, OperationalError

from ilm.channels.events import Other
from ilm.channels.naming import as_it_came
from ilm.faces.jobs.hearing import hand_on, hand_wish, hand_withdrawal
from ilm.kit import clock
from ilm.talk import web
from ilm.talk.accounts import adapter_for
from ilm.talk.arriving import opened
from ilm.talk.models import ChannelAccount
from ilm.talk.receiving import Arrived, Heard, take_in
from ilm.vault.trusting import Unsealable
from ilm.wall.arrays import Array
from ilm.wall.entering import atomic, bulk, entering, tell

log = logging.getLogger(__name__)
AT_ONCE = 400
KEPT_FOR = timedelta(days=30)  # what cannot be parsed, at most
TRIES = 5
BROKEN_LINE = (OperationalError, InterfaceError)  # not the delivery's fault
# what came before its organisation's vault was founded waits, sealed, until it is
CLAIM = """
select id, org_id, account_id, channel, body, received_at from talk_delivery d
 where not is_parsed and failed_because = ''
   and exists (select from vault_orgkey k where k.org_id = d.org_id)
 order by received_at limit %s for update skip locked
"""
# Where no key can be trusted the delivery waits, however often it was tried: that is not its fault.
# What waits for another try no longer tells whose act it was: a key of our own page names an alias
# or a disclosure, and a second press of hers must not be taken for the first.
FAILED = """
update talk_delivery set failed_because = %s, tries = case when %s then 1 else tries + 1 end,
       key = case when channel = 'web' then 'failed:' || id else key end
 where id = %s
"""


@dataclass(frozen=True)
class Waiting:
    """A delivery, still sealed."""

    id: UUID
    org_id: UUID
    account_id: UUID
    channel: str
    body: bytes
    received_at: datetime


def parse_waiting(limit: int = AT_ONCE) -> int:
    """Take one batch, in one transaction; how many deliveries it had."""
    with entering("parse"):
        batch = [Waiting(*row) for row in bulk(CLAIM, [limit])]
        if not batch:
            return 0
        try:
            with atomic():
                waits = _take(batch)
        except BROKEN_LINE:
            raise
        except Exception:
            waits = {d.id: why for d in batch if (why := _taken_alone(d))}
        for pk, why in waits.items():
            log.warning("delivery %s could not be taken: %s", pk, why)
            tell(FAILED, [why[:60], why == Unsealable.__name__, pk])
        done = [d.id for d in batch if d.id not in waits]
        bulk("delete from talk_delivery where id = any(%s)", [Array("uuid", done)])
        return len(batch)


def _taken_alone(delivery: Waiting) -> str:
    """Why one has to wait, if it has: it keeps its reason, and the others go on without it."""
    try:
        with atomic():
            return _take([delivery]).get(delivery.id, "")
    except BROKEN_LINE:
        raise
    except Exception as error:
        return type(error).__name__


def _take(batch: Sequence[Waiting]) -> dict[UUID, str]:
    """Hear them. Those of which a part could not be read, and why: what could be is heard, the
    whole is kept, and after a mend the rest is heard too (a message that we had is left out)."""
    waits: dict[UUID, str] = {}
    by_account: defaultdict[UUID, list[Waiting]] = defaultdict(list)
    for delivery in batch:
        by_account[delivery.account_id].append(delivery)
    accounts = {a.pk: a for a in ChannelAccount.objects.filter(id__in=list(by_account))}
    heard: list[Heard] = []
    for pk, deliveries in sorted(by_account.items()):  # one order of locks for every process
        if deliveries[0].channel == web.CHANNEL:
            heard += [h for d in deliveries if (h := _form(d)) is not None]
        else:
            arrived = _events(accounts[pk], deliveries, waits)
            heard += take_in(accounts[pk], arrived)
    hand_on(heard)
    return waits


def _form(delivery: Waiting) -> Heard | None:
    left = web.hear(_opened(delivery), org_id=delivery.org_id, received_at=delivery.received_at)
    if left.withdraws is not None:
        hand_withdrawal(left.withdraws, delivery.org_id)
    if left.erases is not None:
        hand_wish(left.erases, delivery.org_id)
    return left.heard


def _events(
    account: ChannelAccount, deliveries: Sequence[Waiting], waits: dict[UUID, str]
) -> list[Arrived]:
    channel = adapter_for(account)
    arrived: list[Arrived] = []
    for delivery in deliveries:
        raw = as_it_came(channel, _opened(delivery), received_at=delivery.received_at)
        for event in channel.parse(raw):
            if isinstance(event, Other) and event.why:
                waits[delivery.id] = f"{event.kind}: {event.why}"
            arrived.append(Arrived(event, delivery.received_at))
    return arrived


def _opened(delivery: Waiting) -> bytes:
    return opened(delivery.channel, delivery.id, delivery.body)


def try_again(*, is_start: bool = False) -> None:
    """The failed ones once more; after a start, perhaps with a mend, also those tried often. The
    oldest go for ever; what was heard in part and then erased (99) is never heard again."""
    with entering("parse"):
        if is_start:
            tell("update talk_delivery set tries = 1 where tries between %s and 98", [TRIES])
        tell("delete from talk_delivery where received_at < %s", [clock.now() - KEPT_FOR])
        tell(
            "update talk_delivery set failed_because = ''"
            " where failed_because <> '' and tries between 1 and %s",
            [TRIES - 1],
        )
