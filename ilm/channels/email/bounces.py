"""A report of a mail server: which of our letters did not arrive (RFC 3464)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

from ilm.channels.base import Event, Other, Receipt


def receipts_in(letter: EmailMessage, *, domain: str, at: datetime) -> Iterator[Event]:
    """Failed, for a letter of ours that it names; else something that we do not handle."""
    parts = [part for part in letter.walk() if not part.is_multipart() or _is_status(part)]
    told = "\n".join(_text(part) for part in parts)
    actions = re.findall(r"^action:\s*(\w+)", told, re.IGNORECASE | re.MULTILINE)
    status = re.search(r"^status:\s*(\d\.\d{1,3}\.\d{1,3})", told, re.IGNORECASE | re.MULTILINE)
    named = re.search(rf"<([0-9a-f]{{32}}@{re.escape(domain)})>", told, re.IGNORECASE)
    if named is None or "failed" not in [action.lower() for action in actions]:
        yield Other(kind="mail-report")
        return
    yield Receipt(
        external_id=f"<{named[1]}>", status="failed", at=at, code=status[1] if status else "bounce"
    )


def _is_status(part: EmailMessage) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/rfc822")


def _text(part: EmailMessage) -> str:
    return part.as_bytes().decode("utf-8", "replace")
