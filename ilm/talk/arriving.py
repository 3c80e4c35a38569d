"""Where everything arrives: one row for each request of a provider, sealed to the parse process.

The hooks write many rows with one statement and know no Django there; the worker page writes one.
Rows of the same second share one fresh key, and the next second's takes its place: the key is
sealed to the parse process (HPKE), each body is locked under it and bound to its own row.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4

from django.conf import settings

from ilm.kit import clock
from ilm.vault import deployment
from ilm.vault.sealing import bind, lock, pad, seal, standing_key, unlock, unpad, unseal
from ilm.wall.arrays import Array
from ilm.wall.entering import ask, tell

ARRIVED = settings.LIVE_CHANNEL.replace("changed", "arrived")  # whom the parse process listens to
KEY = 1 + 65 + 32 + 16  # bytes of a sealed key: suite, point, key, tag

_ROW = "id, org_id, account_id, channel, key, body, received_at, is_parsed, failed_because, tries"
# One durable statement for up to a few hundred rows: a repeat of a request meets the unique key.
KEEP = f"""
with kept as (
  insert into talk_delivery ({_ROW})
  select id, org_id, account_id, channel, key, body, received_at, false, failed_because, 0
    from unnest(%s, %s, %s, %s, %s, %s, %s, %s)
      as t(id, org_id, account_id, channel, key, body, received_at, failed_because)
  on conflict do nothing)
select pg_notify('{ARRIVED}', '')
"""  # noqa: S608 - names of our own
KEEP_ONE = f"insert into talk_delivery ({_ROW}) values (%s,%s,%s,%s,%s,%s,%s,false,%s,0)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request on its way into `talk_delivery`, its body not yet sealed."""

    org_id: UUID
    account_id: UUID
    channel: str
    key: str
    body: bytes = field(repr=False)
    why: str = ""  # it is kept, but nobody need parse it
    id: UUID = field(default_factory=uuid4)
    received_at: datetime = field(default_factory=clock.now)

    def row(self, sealed_key: bytes, key: bytes) -> tuple[object, ...]:
        locked = lock(key, pad(self.body), bind("delivery", self.channel, self.id))
        place = (self.id, self.org_id, self.account_id, self.channel, self.key)
        return (*place, sealed_key + locked, self.received_at, self.why[:60])


def rows(arrivals: list[Arrival]) -> list[tuple[object, ...]]:
    """Sealed under a fresh key, which nobody but the parse process can have again."""
    sealed, key = _of_this_moment(int(clock.now().timestamp()))
    return [arrival.row(sealed, key) for arrival in arrivals]


@lru_cache(maxsize=1)
def _of_this_moment(_second: int) -> tuple[bytes, bytes]:
    key = os.urandom(32)
    return seal(deployment.parse_public(), key, bind("delivery")), key


KINDS = ("uuid", "uuid", "uuid", "text", "text", "bytea", "timestamptz", "text")


def columns(arrivals: list[Arrival]) -> list[Array]:
    """What KEEP takes: one array for each column."""
    given = zip(KINDS, zip(*rows(arrivals), strict=True), strict=True)
    return [Array(kind, column) for kind, column in given]


def deliver(org_id: UUID, *, channel: str, key: str, body: bytes, account_id: UUID) -> bool:
    """Keep one request inside the caller's transaction. False: we had it, nothing was added."""
    [row] = rows([Arrival(org_id, account_id, channel, key, body)])
    added = tell(f"{KEEP_ONE} on conflict do nothing", row)
    ask("select pg_notify(%s, '')", [ARRIVED])
    return added == 1


def opened(channel: str, delivery_id: UUID, body: bytes) -> bytes:
    """The request as it came. For the parse process: only it holds the key. Else Denied."""
    return unpad(unlock(_key(body[:KEY]), body[KEY:], bind("delivery", channel, delivery_id)))


@lru_cache(maxsize=64)
def _key(sealed: bytes) -> bytes:
    return unseal(standing_key(deployment.parse_private()), sealed, bind("delivery"))
