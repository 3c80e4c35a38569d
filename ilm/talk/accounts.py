"""An organisation's accounts at providers, and the adapter that speaks for each."""

import hmac
import json
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels import CHANNELS
from ilm.channels.base import Channel
from ilm.channels.opening import completed, hook_of
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.parties import membership
from ilm.talk.models import ChannelAccount
from ilm.vault import health
from ilm.vault.sealing import bind, lock, unlock

BY_HAND = "by_hand"  # why it is paused, where somebody at the desk wished it


def open_account(
    org_id: UUID, *, channel: str, name: str, label: str, credentials: dict[str, str], by: Actor
) -> ChannelAccount:
    """An account at a provider, its secrets locked. Refused: no such channel, the name is
    taken, or too few members can open the vault.

    `name` stands in the hook's URL, /hooks/<channel>/<name>/. A secret of ours that the channel
    needs and nobody gave is made here.
    """
    by.must(Permission.CHANNEL_ADD)
    if by.org_id != org_id:
        raise Forbidden("This account belongs to another organisation.")
    if channel not in CHANNELS:
        raise Refused("There is no such channel.")
    health.must_stand(org_id, membership.at_the_desk(org_id))
    if ChannelAccount.objects.filter(channel=channel, name=name).exists():
        raise Refused("This name is taken. Choose another.")
    door = CHANNELS[channel]
    credentials = completed(door, name, credentials, home=settings.PUBLIC_URL)
    try:
        door(**credentials)
    except TypeError:
        raise Refused("Something is missing from what the provider gave you.") from None
    account = ChannelAccount(
        id=uuid4(), org_id=org_id, channel=channel, name=name, label=label, credentials=b""
    )
    locked = lock(settings.CHANNEL_KEY, json.dumps(credentials).encode(), _place(account.pk))
    account.credentials = locked
    account.save(force_insert=True)
    record(account, "account.opened", by=by)
    return account


def close_account(account: ChannelAccount, *, by: Actor) -> ChannelAccount:
    """Nothing comes in or goes out by it any more; what was said stays."""
    _must_keep(account, by)
    account.is_open = False
    account.save(update_fields=["is_open"])
    record(account, "account.closed", by=by)
    return account


def pause_account(account: ChannelAccount, *, by: Actor) -> ChannelAccount:
    """Nothing goes out by it until it is resumed: answers wait. What workers write comes in."""
    _must_keep(account, by)
    if not account.is_open:
        raise Refused("This account is closed. Nothing goes out by it.")
    if account.paused_because:
        raise Refused("This account is paused already.")
    return _set_pause(account, BY_HAND, "account.paused", by)


def resume_account(account: ChannelAccount, *, by: Actor) -> ChannelAccount:
    """What waits goes out again, except what has grown stale. For whoever has mended the cause:
    where the provider still refuses, the sender pauses it again."""
    _must_keep(account, by)
    if not account.is_open:
        raise Refused("This account is closed. Open a new one.")
    if not account.paused_because:
        raise Refused("This account is not paused.")
    return _set_pause(account, "", "account.resumed", by)


def _set_pause(account: ChannelAccount, why: str, verb: str, by: Actor) -> ChannelAccount:
    account.paused_because = why
    account.save(update_fields=["paused_because"])
    record(account, verb, by=by)
    return account


def _must_keep(account: ChannelAccount, by: Actor) -> None:
    by.must(Permission.CHANNEL_ADD)
    if by.org_id != account.org_id:
        raise Forbidden("This account belongs to another organisation.")


def credentials_of(account: ChannelAccount) -> dict[str, str]:
    """What the provider gave us. For the processes that speak with the provider."""
    found: dict[str, str] = json.loads(
        unlock(settings.CHANNEL_KEY, bytes(account.credentials), _place(account.pk))
    )
    return found


def hook_url(account: ChannelAccount) -> str:
    """Where the provider is to deliver, with the secret that it may hold: show it once."""
    door = CHANNELS[account.channel]
    return settings.PUBLIC_URL + hook_of(door, account.name, credentials_of(account))


def adapter_for(account: ChannelAccount) -> Channel:
    """The adapter of this account, its secrets inside."""
    return adapter(account.pk, account.channel, bytes(account.credentials))


@lru_cache(maxsize=256)
def adapter(account_id: UUID, channel: str, locked: bytes) -> Channel:
    """`adapter_for`, from the bare columns of an account."""
    return CHANNELS[channel](**json.loads(unlock(settings.CHANNEL_KEY, locked, _place(account_id))))


def named(account_id: UUID, external_id: str) -> str:
    """A provider's id for a message as we keep it: keyed, because it may hold an address."""
    place = bind("external", account_id, external_id)
    return hmac.digest(settings.CHANNEL_KEY, place, "sha256").hex()


def _place(account_id: UUID) -> bytes:
    return bind("channel", account_id)


def is_ours(url: str) -> bool:
    """Whether a provider lies where the environment says that one of ours is (`ILM_REACHES`)."""
    return urlsplit(url).hostname in settings.REACHES
