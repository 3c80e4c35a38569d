"""Accounts, conversations and messages to test with, made by the real verbs."""

from datetime import timedelta
from uuid import UUID, uuid4

from ilm.channels.base import Said
from ilm.kit import clock
from ilm.parties.tests import make
from ilm.parties.tests.make import Desk
from ilm.talk.accounts import open_account
from ilm.talk.models import ChannelAccount, Conversation, Message
from ilm.talk.receiving import receive
from ilm.wall.entering import entering

WORKER = "959000000001"
SECRETS = {
    "whatsapp": {
        "phone_number_id": "106000000000001",
        "graph_url": "http://127.0.0.1:9/v24.0",
        "app_secret": "twin-app-secret",
        "verify_token": "twin-verify-token",
        "access_token": "twin-access-token",
    },
    "telegram": {"token": "1:twin", "secret": "twin-secret"},
    "line": {
        "channel_secret": "twin-channel-secret",
        "access_token": "twin-line-token",
        "api_url": "http://127.0.0.1:9",
        "data_url": "http://127.0.0.1:9",
    },
    "messenger": {
        "page_id": "104000000000001",
        "graph_url": "http://127.0.0.1:9/graph/v24.0",
        "app_secret": "twin-page-secret",
        "verify_token": "twin-page-verify",
        "access_token": "twin-page-token",
    },
    "viber": {"token": "twin-viber-token", "sender": "Heron", "api_url": "http://127.0.0.1:9"},
    "kannel": {
        "send_url": "http://127.0.0.1:9/cgi-bin/sendsms",
        "username": "ilm",
        "password": "twin-password",
        "sender": "1800",
        "secret": "twin-secret-of-kannel-01",
    },
    "twilio": {
        "account_sid": "AC0001",
        "auth_token": "twin-auth-token",
        "sender": "+6620000000",
        "api_url": "http://127.0.0.1:9",
    },
    "africas-talking": {
        "username": "ilm",
        "api_key": "twin-key",
        "api_url": "http://127.0.0.1:9",
        "secret": "twin-secret-of-talking-01",
    },
    "voice": {
        "account_sid": "AC0001",
        "auth_token": "twin-auth-token",
        "sender": "+6620000001",
        "languages": "my,th",
        "api_url": "http://127.0.0.1:9",
    },
    "phone": {"number": "+6620000000"},
    "web": {},
}


def account(desk: Desk, channel: str = "whatsapp", **secrets: str) -> ChannelAccount:
    with entering("desk", desk.supervisor.user_id):
        return open_account(
            desk.org_id,
            channel=channel,
            name=f"demo-{uuid4().hex[:8]}",
            label="Demo line",
            credentials=SECRETS[channel] | secrets,
            by=desk.supervisor,
        )


def said(text: str = "They have not paid us for two months.", **more: object) -> Said:
    fields = {
        "address": WORKER,
        "external_id": f"wamid.{uuid4().hex}",
        "at": clock.now() - timedelta(seconds=1),
        "text": text,
    }
    return Said(**(fields | more))


def messages(at: ChannelAccount, *events: Said) -> list[Message]:
    with entering("parse"):
        return receive(at, events, received_at=clock.now())


def message(
    desk: Desk | None = None, text: str = "They have not paid us for two months.", **more: object
) -> Message:
    """One message of a worker on WhatsApp, in a conversation of a founded organisation."""
    desk = desk or make.desk()
    at = more.pop("account", None) or account(desk)
    return messages(at, said(text, **more))[0]


def conversation(desk: Desk | None = None, **more: object) -> Conversation:
    return message(desk, **more).conversation


def reader(desk: Desk):
    from ilm.vault.opening import Reader

    return Reader(desk.unlocked)


def fresh(one: Conversation) -> Conversation:
    with entering("owner"):
        return Conversation.objects.get(pk=one.pk)


def anonymous(desk: Desk) -> UUID:
    from ilm.vault.routing import anonymous_alias

    with entering("parse"):
        return anonymous_alias(desk.org_id, "web")
