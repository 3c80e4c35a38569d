"""What leaves this page as a delivery: built here for her, or checked if her phone built it.

Web envelope 1: `{"v": 1, "kind": report | sealed_report | say | answer | approve | decline |
withdraw | erase, "org": uuid, "id": uuid, "language": code, …}`; the rest by kind, as the functions
show. A report that came in a burst says so: `"burst": true`.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import get_language

from ilm.vault.receipts import Issued

VERSION = 1
POINT, HASH, GRANT = 65, 32, 114  # bytes; a grant is suite 1, point 65, scalar 32, tag 16
KINDS = ("photo", "voice", "document", "video")
Check = Callable[[Any], Any]


class Malformed(Exception):
    """Not what report.js makes. The text names the field, for whoever mends the page."""


def plain_report(
    org_id: UUID, said: dict[str, str], files: Iterable[dict[str, str]], receipt: Issued
) -> dict[str, Any]:
    """A report sealed on arrival. `said`: text and, if given, site_hint, answer, contact."""
    kept = {
        "lookup": receipt.lookup.hex(),
        "public": b64encode(receipt.public).decode(),
        "locked": b64encode(receipt.locked).decode(),
    }
    return said | _head("report", org_id) | {"files": list(files), "receipt": kept}


def act(kind: str, org_id: UUID, lookup: bytes, **rest: Any) -> dict[str, Any]:
    """What she does with her code: `say` text and files, `answer` check_in, `approve` disclosure
    and words, `decline` disclosure, `withdraw`, `erase`."""
    return _head(kind, org_id) | {"lookup": lookup.hex(), **rest}


def _head(kind: str, org_id: UUID) -> dict[str, Any]:
    return {
        "v": VERSION,
        "kind": kind,
        "org": str(org_id),
        "id": str(uuid4()),
        "language": get_language() or "en",
    }


def marked(is_burst: bool) -> dict[str, Any]:
    """What a report carries that came in a burst."""
    return {"burst": True} if is_burst else {}


def sealed_report(body: bytes) -> tuple[dict[str, Any], str, Any]:
    """(envelope, token, nonce) of what report.js sent; Malformed, naming the field. Unknown keys
    go."""
    try:
        item = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("JSON") from None
    fields = _read(item, _REPORT)
    if "identity" in item:
        fields["identity"] = _read(item["identity"], _IDENTITY)
    if not isinstance(item.get("attachments"), list):
        raise Malformed("attachments")
    fields["attachments"] = [_read(one, _ATTACHMENT) for one in item["attachments"]]
    token = item.get("token")
    head = {"v": VERSION, "kind": "sealed_report"}
    return head | fields, token if isinstance(token, str) else "", item.get("work")


def _read(item: Any, fields: dict[str, Check]) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Malformed("object")
    return {name: _checked(item.get(name), name, check) for name, check in fields.items()}


def _checked(value: Any, name: str, check: Check) -> Any:
    try:
        return check(value)
    except (ValueError, TypeError, AttributeError, Error):
        raise Malformed(name) from None


def _uuid(value: Any) -> str:
    return str(UUID(value))


def _epoch(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**31:
        raise ValueError
    return value


def _bytes(least: int, most: int | None = None) -> Check:
    def check(value: Any) -> str:
        size = len(b64decode(value, validate=True))
        if size < least or (most and size > most):
            raise ValueError
        return str(value)

    return check


def _word(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 80 or not value.isprintable():
        raise ValueError
    return value


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError
    return str(value)


_SEALED = _bytes(1 + POINT + 16 + 64)  # suite, point, tag and the smallest padded words
_REPORT: dict[str, Check] = {
    "id": _uuid,
    "key_id": _uuid,
    "org": _uuid,
    "epoch": _epoch,
    "data_public": _bytes(POINT, POINT),
    "sealed": _SEALED,
    "grant": _bytes(GRANT, GRANT),
    "lookup": _bytes(HASH, HASH),
    "reporter_public": _bytes(POINT, POINT),
    "reporter_locked": _bytes(64, 512),
    "language": _word,
}
_IDENTITY: dict[str, Check] = {
    "key_id": _uuid,
    "public": _bytes(POINT, POINT),
    "sealed": _SEALED,
    "grant": _bytes(GRANT, GRANT),
    "epoch": _epoch,
}
_ATTACHMENT: dict[str, Check] = {
    "id": _uuid,
    "kind": _kind,
    "media_type": _word,
    "sealed": _SEALED,
}
