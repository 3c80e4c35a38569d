"""What the server's own key files open, tried on every sealed value of every table."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ilm.talk import arriving
from ilm.talk.accounts import credentials_of
from ilm.talk.models import ChannelAccount, Delivery, Part
from ilm.talk.replying import outgoing
from ilm.vault import deployment
from ilm.vault.models import Alias, StandingAddress
from ilm.vault.sealing import Denied, bind, unpad, unseal
from ilm.wall.entering import ask

Opened = dict[str, list[str]]  # what it is → each of them in clear
BYTES = """select table_name, column_name from information_schema.columns
 where table_schema = 'public' and data_type = 'bytea' order by 1, 2"""


def everything_sealed() -> Iterator[tuple[str, str, dict[str, Any], bytes]]:
    """(table, column, row, value) of every value of bytes that the database holds."""
    for table, column in ask(BYTES):
        query = f'select to_jsonb(t), "{column}" from "{table}" t where "{column}" is not null'
        for row, value in ask(query):
            yield table, column, json.loads(row) if isinstance(row, str) else row, bytes(value)


def contexts(table: str, column: str, row: dict[str, Any]) -> Iterator[bytes]:
    """Every place that the house could have bound this value to."""
    pk, key = row.get("id"), row.get("key_id")
    ages = {row.get("generation", 1), 1}
    names = (column, "body", "contact", "address", "note", "narrative", "words", "text", "record",
             "kept_back")  # fmt: skip
    for age in ages:
        for name in names:
            yield bind("field", table, str(pk), name, str(key), age)
        yield bind("reply", str(pk), age)
        yield bind("grant", str(row.get("org_id")), str(row.get("purpose")), 1, str(key), age)
    yield bind("wrap", str(row.get("org_id")), str(row.get("purpose")), 1, str(row.get("holder")))
    yield bind("delivery")
    yield bind("delivery", str(row.get("channel")), str(pk))
    for until in ("expires_on", "address_expires_on"):
        yield bind(
            "address", str(row.get("alias_id")), str(row.get("channel")), str(row.get(until))
        )


def by_any_key() -> list[str]:
    """table.column of every value that the parse key or the sender key opens as it is."""
    found = set()
    for table, column, row, value in everything_sealed():
        for key in (deployment.parse_private(), deployment.sender_private()):
            for context in contexts(table, column, row):
                try:
                    unseal(key, value, context)
                except Denied:
                    continue
                found.add(f"{table}.{column}")
    return sorted(found)


def by_their_owners() -> Opened:
    """What each key file opens by the house's own road, in clear."""
    said: Opened = defaultdict(list)
    for row in Delivery.objects.all():
        said["parse key: unparsed delivery"].append(
            arriving.opened(row.channel, row.pk, bytes(row.body)).decode()
        )
    sender = deployment.sender_private()
    for copy in StandingAddress.objects.all():
        place = bind("address", copy.alias_id, copy.channel, copy.expires_on.isoformat())
        said["sender key: standing address"].append(_plain(sender, copy.sealed, place))
    for part in Part.objects.exclude(text=None):
        said["sender key: text that is due"].append(_plain(sender, part.text, outgoing(part)))
    for part in Part.objects.exclude(address=None):
        ends = str(part.address_expires_on)
        place = bind("address", part.alias_id, part.channel, ends)
        said["sender key: address for one answer"].append(_plain(sender, part.address, place))
    for account in ChannelAccount.objects.exclude(credentials=b"-"):
        said["channels key: what a provider gave us"].append(json.dumps(credentials_of(account)))
    for alias in Alias.objects.exclude(channel="web"):
        said["index key: tells of a number we try whether it is known"].append(str(alias.pk))
    return said


def _plain(key: bytes, sealed: Any, place: bytes) -> str:
    return unpad(unseal(key, bytes(sealed), place)).decode()
