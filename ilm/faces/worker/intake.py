"""Which organisations take reports on this page, and the one way words leave it."""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ilm.parties.models import Organisation
from ilm.talk.arriving import deliver
from ilm.talk.models import ChannelAccount
from ilm.vault.models import OrgKey, Purpose

CHANNEL = "web"


@dataclass(frozen=True, kw_only=True)
class Taker:
    """An organisation that takes reports here, and its account on this channel."""

    org_id: UUID
    account_id: UUID
    slug: str
    name: str
    country: str
    languages: tuple[str, ...]


def takers(language: str = "") -> list[Taker]:
    """Those open now, by name; the ones that read her language come first."""
    found = {account.org_id: account for account in reversed(_takers(is_open=True))}
    return sorted(found.values(), key=lambda t: (language not in t.languages, t.name))


def taker_of(org_id: UUID) -> Taker | None:
    """The organisation a thread is with, open to new reports or not."""
    return next(iter(_takers(org_id=org_id)), None)


def _takers(**which: object) -> list[Taker]:
    accounts = ChannelAccount.objects.filter(channel=CHANNEL, **which).order_by("name")
    places = list(accounts.values_list("id", "org_id"))
    names = Organisation.objects.in_bulk([org for _, org in places])
    return [_taker(account, names[org]) for account, org in places if org in names]


def _taker(account_id: UUID, org: Organisation) -> Taker:
    return Taker(
        org_id=org.pk,
        account_id=account_id,
        slug=org.slug,
        name=org.name,
        country=org.country,
        languages=tuple(org.languages),
    )


def seal_key(org_id: UUID) -> dict[str, Any] | None:
    """What her browser seals to (see report.js); None while the organisation has no key yet."""
    newest = {
        key.purpose: key for key in OrgKey.objects.filter(org_id=org_id).order_by("epoch")
    }  # fmt: skip
    if not (talk := newest.get(Purpose.TALK)):
        return None
    given: dict[str, Any] = {
        "org": str(org_id),
        "purpose": Purpose.TALK.value,
        "epoch": talk.epoch,
        "public": b64encode(bytes(talk.public)).decode(),
    }
    if who := newest.get(Purpose.IDENTITY):
        given["identity_public"] = b64encode(bytes(who.public)).decode()
        given["identity_epoch"] = who.epoch
    return given


def hand_over(taker: Taker, envelope: dict[str, Any], *, key: str) -> bool:
    """Committed, sealed to the parse process, before anything is answered. False: had it already.

    `key` is what makes a second try the same delivery.
    """
    body = json.dumps(envelope, ensure_ascii=False).encode()
    return deliver(taker.org_id, channel=CHANNEL, key=key, body=body, account_id=taker.account_id)
