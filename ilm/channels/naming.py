"""Under which key a request is kept, and what of it: body alone, or query and body."""

import hashlib
import json
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from ilm.channels.base import Channel, Door, RawRequest

FIELDS_MAX = 200
BREAK = b"\n"  # between a query, which holds none, and the body


def delivery_key(channel: Channel | Door, raw: RawRequest) -> str:
    """The key under which a request is stored once, however often the provider delivers it."""
    if name := channel.can.named_by:
        try:
            return f"{name}:{int(json.loads(raw.body)[name])}"
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            pass  # not in the provider's form: the bytes themselves are its name
    told = form_of(raw) | query_of(raw) if channel.can.names else {}
    if found := [f"{name}={told[name]}" for name in channel.can.names if told.get(name)]:
        return f"fields:{hashlib.sha256(BREAK.join(each.encode() for each in found)).hexdigest()}"
    return f"sha256:{hashlib.sha256(kept(channel, raw)).hexdigest()}"


def kept(channel: Channel | Door, raw: RawRequest) -> bytes:
    """What `as_it_came` needs to make the request again, without its secret address."""
    if not channel.can.keeps_query:
        return raw.body
    return urlsplit(raw.url).query.encode() + BREAK + raw.body


def as_it_came(channel: Channel | Door, body: bytes, *, received_at: datetime) -> RawRequest:
    """The request again, as far as `parse` looks at it."""
    url = ""
    if channel.can.keeps_query:
        query, _, body = body.partition(BREAK)
        url = f"?{query.decode(errors='replace')}"
    return RawRequest("POST", url, {}, body, received_at)


def query_of(raw: RawRequest) -> dict[str, str]:
    """What the address that was asked for says; the first of each name."""
    return _fields(urlsplit(raw.url).query)


def form_of(raw: RawRequest) -> dict[str, str]:
    """What the body says, read as a form; the first of each name."""
    return _fields(raw.body.decode(errors="replace"))


def pairs(form: str) -> list[tuple[str, str]]:
    """Name and value, blank ones too, in their order. Raises ValueError where they are too many."""
    return parse_qsl(form, keep_blank_values=True, max_num_fields=FIELDS_MAX)


def _fields(form: str) -> dict[str, str]:
    """Never fails: what is no form has no fields, and so has what has too many."""
    try:
        given = pairs(form)
    except ValueError:
        return {}
    return dict(reversed(given))
