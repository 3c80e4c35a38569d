"""What a letter says: who, which words, which files, and whether it is a person's at all."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime

from ilm.channels.base import Event, Other, Said
from ilm.channels.email.bounces import receipts_in
from ilm.channels.email.proving import is_proven
from ilm.channels.email.unfolding import files_of, said_and_quoted, words_of
from ilm.kit import clock

KEY = "[0-9a-f]{32}"
ADDRESS = re.compile(r"[^\s@<>,;:\x00-\x1f]+@[^\s@<>,;:\x00-\x1f]+")
ANSWER = re.compile(r"^\s*(re|aw|sv|antw|odp)\s*:", re.IGNORECASE)
BY_MACHINE = frozenset({"auto_reply", "auto-reply"})
TO_MANY = frozenset({"bulk", "junk", "list"})


def events_in(
    raw: bytes, *, own: str, trusts: str, at: datetime | None, subject: str
) -> Iterator[Event]:
    """One letter: what she says, or how far one of ours came, or what is nobody's word."""
    letter = message_from_bytes(raw, policy=default)
    assert isinstance(letter, EmailMessage)
    if letter.get_content_type() == "multipart/report":
        yield from receipts_in(letter, domain=own.rpartition("@")[2], at=at or clock.now())
        return
    sender, is_alone = _sender(letter)
    if is_automatic(letter):
        yield Other(kind="automatic-mail")
    elif not sender:
        yield Other(kind="mail-without-sender", why="no From")
    elif sender == canonical(own):
        yield Other(kind="own-mail")
    else:
        is_sure = is_alone and not _is_to_many(letter) and is_proven(letter, sender, trusts)
        yield _said(letter, raw, sender, own=own, at=at, subject=subject, is_sure=is_sure)


def canonical(address: str) -> str:
    """One way to write an address; empty if it is none."""
    address = address.strip().lower()
    return address if ADDRESS.fullmatch(address) and len(address) <= 254 else ""


def header(letter: EmailMessage, name: str) -> str:
    """Its first value; empty where it is missing or cannot be read."""
    return next(iter(headers(letter, name)), "")


def headers(letter: EmailMessage, name: str) -> list[str]:
    """Its values, in their order. Those that nobody can read are left as they were written."""
    found = []
    for key, value in letter.raw_items():
        if key.lower() == name:
            try:
                found.append(str(letter.policy.header_fetch_parse(key, value)))
            except Exception:  # the library stumbles over odd headers, in many ways
                found.append(str(value))
    return found


def is_automatic(letter: EmailMessage) -> bool:
    """Written by a machine: answered by nobody, and nobody's report."""
    submitted = header(letter, "auto-submitted").partition(";")[0].strip().lower() or "no"
    precedence = header(letter, "precedence").strip().lower()
    returns = [value.strip() for value in headers(letter, "return-path")]
    return submitted != "no" or precedence in BY_MACHINE or returns[:1] == ["<>"]


def _is_to_many(letter: EmailMessage) -> bool:
    """A list's or an office machine's: heard, and never taken for an answer."""
    precedence = header(letter, "precedence").strip().lower()
    asks_silence = header(letter, "x-auto-response-suppress")
    return precedence in TO_MANY or bool(header(letter, "list-id") or asks_silence)


def _sender(letter: EmailMessage) -> tuple[str, bool]:
    named = [canonical(each) for _, each in getaddresses(headers(letter, "from"))]
    found = [each for each in named if each]
    return (found[0] if found else ""), len(named) == 1


def _said(
    letter: EmailMessage,
    raw: bytes,
    sender: str,
    *,
    own: str,
    at: datetime | None,
    subject: str,
    is_sure: bool,
) -> Said:
    text, quoted = said_and_quoted(words_of(letter))
    title = header(letter, "subject").strip()
    if title and not ANSWER.match(title) and title != subject:
        text = f"{title}\n\n{text}".strip()
    return Said(
        address=sender,
        external_id=_name(letter, raw),
        at=_written_at(letter) or at or clock.now(),
        text=text,
        quoted=quoted,
        media=files_of(letter, raw),
        reply_to=_answers(letter, own),
        is_sure=is_sure,
    )


def _name(letter: EmailMessage, raw: bytes) -> str:
    """Senders use a Message-ID twice: the words under it belong to the name."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    told = header(letter, "message-id").strip().encode(errors="replace")
    return hashlib.sha256(told + b"\n" + body).hexdigest()


def _written_at(letter: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(header(letter, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None


def _answers(letter: EmailMessage, own: str) -> str | None:
    """Our name of the letter she answers: by the address she wrote to, else by its references."""
    local, _, domain = own.lower().rpartition("@")
    plus = re.compile(rf"{re.escape(local)}\+({KEY})@{re.escape(domain)}")
    for name in ("to", "cc", "delivered-to", "x-original-to"):
        for value in headers(letter, name):
            if found := plus.search(value.lower()):
                return f"<{found[1]}@{own.rpartition('@')[2]}>"
    ours = re.compile(rf"<({KEY})@{re.escape(domain)}>")
    told = " ".join(v for n in ("references", "in-reply-to") for v in headers(letter, n))
    known = ours.findall(told.lower())
    return f"<{known[-1]}@{own.rpartition('@')[2]}>" if known else None
