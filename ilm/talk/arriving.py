"""Where everything arrives: one row for each request of a provider, sealed to the parse process.

The hooks write many rows with one statement and know no Django there; the worker page writes one.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings

from ilm.kit import clock
from ilm.vault import deployment
from ilm.vault.sealing import bind, seal, standing_key, unseal
from ilm.wall.entering import ask, tell

ARRIVED = settings.LIVE_CHANNEL.replace("changed", "arrived")  # whom the parse process listens to

# One durable statement for up to a few hundred rows: a repeat of a request meets the unique key.
KEEP = f"""
with kept as (
  insert into talk_delivery (id, org_id, account_id, channel, key, body, received_at,
                             is_parsed, failed_because, tries)
  select *, 0 from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::text[], %b::bytea[],
                       %b::timestamptz[], %b::bool[], %b::text[])
  on conflict do nothing)
select pg_notify('{ARRIVED}', '')
"""  # noqa: S608 - the name of a channel of ours


class Arrival(NamedTuple):
    """A row of `talk_delivery`."""

    id: UUID
    org_id: UUID
    account_id: UUID
    channel: str
    key: str
    body: bytes  # sealed
    received_at: datetime
    is_parsed: bool = False
    failed_because: str = ""


def arrival(
    org_id: UUID, account_id: UUID, channel: str, key: str, body: bytes, *, why: str = ""
) -> Arrival:
    """The row for one request, its body sealed. `why`: it is kept, and nobody need parse it."""
    row, public = uuid4(), deployment.parse_public()
    sealed = seal(public, body, bind("delivery", channel, row))
    return Arrival(row, org_id, account_id, channel, key, sealed, clock.now(), False, why[:60])


def columns(rows: list[Arrival]) -> list[list[object]]:
    """What KEEP takes: one list for each column."""
    return [list(column) for column in zip(*rows, strict=True)]


def deliver(org_id: UUID, *, channel: str, key: str, body: bytes, account_id: UUID) -> bool:
    """Keep one request inside the caller's transaction. False: we had it, nothing was added."""
    row = arrival(org_id, account_id, channel, key, body)
    added = tell(
        "insert into talk_delivery (id, org_id, account_id, channel, key, body, received_at,"
        " is_parsed, failed_because, tries) values (%s,%s,%s,%s,%s,%s,%s,%s,%s,0)"
        " on conflict do nothing",
        list(row),
    )
    ask("select pg_notify(%s, '')", [ARRIVED])
    return added == 1


def opened(channel: str, delivery_id: UUID, body: bytes) -> bytes:
    """The request as it came. For the parse process: only it holds the key."""
    key = standing_key(deployment.parse_private())
    return unseal(key, body, bind("delivery", channel, delivery_id))
