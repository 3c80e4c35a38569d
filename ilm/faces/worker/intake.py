"""Which organisations take reports on this page, and the one way words leave it."""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.talk.arriving import deliver
from ilm.vault.models import OrgKey, Purpose
from ilm.vault.storing import current_key
from ilm.wall.entering import ask

CHANNEL = "web"


@dataclass(frozen=True)
class Taker:
    """An organisation that takes reports here, and its account on this channel."""

    org_id: UUID
    account_id: UUID
    slug: str
    name: str
    country: str
    languages: frozenset[str]
    is_open: bool


_TAKERS = """
select o.id, a.id, o.slug, o.name, o.country, o.languages, a.is_open
  from talk_channelaccount a join parties_organisation o on o.id = a.org_id
 where a.channel = %s order by o.name, a.is_open desc, a.name
"""  # nobody speaks here, so no actor's reach bounds it: the login reads these columns and no more


def takers(language: str = "") -> list[Taker]:
    """Those open now, by name; the ones that read her language come first."""
    once = {taker.org_id: taker for taker in reversed(_takers()) if taker.is_open}
    return sorted(once.values(), key=lambda t: (language not in t.languages, t.name))


def taker_of(org_id: UUID) -> Taker | None:
    """The organisation a thread is with, open to new reports or not."""
    return next((taker for taker in _takers() if taker.org_id == org_id), None)


def _takers() -> list[Taker]:
    rows = ask(_TAKERS, [CHANNEL])
    return [
        Taker(org, account, slug, name, country, frozenset(tongues), is_open)
        for org, account, slug, name, country, tongues, is_open in rows
    ]


def seal_key(org_id: UUID) -> dict[str, Any] | None:
    """What her browser seals to (see report.js); None while the organisation has no key yet."""
    talk, who = (_key(org_id, purpose) for purpose in (Purpose.TALK, Purpose.IDENTITY))
    if talk is None:
        return None
    given = {
        "org": str(org_id),
        "purpose": Purpose.TALK.value,
        "epoch": talk.epoch,
        "public": b64encode(bytes(talk.public)).decode(),
    }
    if who is None:
        return given
    public = b64encode(bytes(who.public)).decode()
    return given | {"identity_public": public, "identity_epoch": who.epoch}


def _key(org_id: UUID, purpose: Purpose) -> OrgKey | None:
    try:
        return current_key(org_id, purpose)
    except Refused:
        return None


def hand_over(taker: Taker, envelope: dict[str, Any], *, key: str) -> bool:
    """Committed, sealed to the parse process, before anything is answered. False: had it already.

    `key` is what makes a second try the same delivery.
    """
    body = json.dumps(envelope, ensure_ascii=False).encode()
    return deliver(taker.org_id, channel=CHANNEL, key=key, body=body, account_id=taker.account_id)
