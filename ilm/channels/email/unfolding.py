"""Words and files out of a letter's parts: HTML becomes text, what she quotes is set apart."""

import html
import re
from collections.abc import Iterator
from email.message import EmailMessage

import nh3

from ilm.channels.base import MediaKind, MediaRef

KINDS: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
BLANK = re.compile(r"\n\s*\n\s*\n+")
OUTLOOK = re.compile(r"^-{2,}\s*Original Message\s*-{2,}\s*$", re.IGNORECASE)
ORIGINAL = "message.eml"


def words_of(letter: EmailMessage) -> str:
    """Its text; where there is none, that of its HTML. Nothing is loaded from elsewhere."""
    found = [_text(part) for part in _spoken(letter)]
    return "\n\n".join(text.strip() for text in found if text.strip())


def said_and_quoted(text: str) -> tuple[str, str]:
    """Her words, and below them what she only sent back. All of it is hers where that is all."""
    lines = text.splitlines()
    at = _quote_begins(lines)
    said, quoted = "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return (said, quoted) if said else (text.strip(), "")


def files_of(letter: EmailMessage, raw: bytes) -> tuple[MediaRef, ...]:
    """What lies beside the words; the letter itself too, where its words had to be made of HTML."""
    spoken = list(_spoken(letter))
    found = [_file(part) for part in _leaves(letter) if not _is_words(part)]
    if any(part.get_content_type() == "text/html" for part in spoken):
        found.append(_ref(raw, "document", "message/rfc822", ORIGINAL))
    return tuple(found)


def _spoken(letter: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold her words: all that is plain, else all that is HTML."""
    texts = [part for part in _leaves(letter) if _is_words(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    yield from (plain if any(_text(part).strip() for part in plain) else texts)


def _leaves(letter: EmailMessage) -> Iterator[EmailMessage]:
    """Parts without parts; a letter inside the letter is one of them."""
    if letter.get_content_type() == "message/rfc822" or not letter.is_multipart():
        yield letter
        return
    for part in letter.get_payload():
        if isinstance(part, EmailMessage):
            yield from _leaves(part)


def _is_words(part: EmailMessage) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _text(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = raw.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return _plain(text) if part.get_content_type() == "text/html" else text


def _plain(markup: str) -> str:
    bare = nh3.clean(
        BREAKS.sub("\n", markup), tags=set(), clean_content_tags={"script", "style", "title"}
    )
    lines = [line.strip() for line in html.unescape(bare).splitlines()]
    return BLANK.sub("\n\n", "\n".join(lines)).strip()


def _quote_begins(lines: list[str]) -> int:
    """The line where nothing but a quote follows; the number of lines if nowhere."""
    for at, line in enumerate(lines):
        if OUTLOOK.match(line.strip()):
            return at
    at = len(lines)
    while at and (lines[at - 1].startswith(">") or not lines[at - 1].strip()):
        at -= 1
    if not any(line.startswith(">") for line in lines[at:]):
        return len(lines)
    if at and lines[at - 1].rstrip().endswith(":"):  # "On ... somebody wrote:"
        at -= 1
    return at


def _file(part: EmailMessage) -> MediaRef:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        content = first.as_bytes() if isinstance(first, EmailMessage) else b""
    else:
        decoded = part.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    kind = KINDS.get(part.get_content_maintype(), "document")
    return _ref(content, kind, part.get_content_type(), part.get_filename() or "")


def _ref(content: bytes, kind: MediaKind, mime_type: str, name: str) -> MediaRef:
    return MediaRef(
        external_id="", kind=kind, mime_type=mime_type, size=len(content), name=name,
        content=content,
    )  # fmt: skip
