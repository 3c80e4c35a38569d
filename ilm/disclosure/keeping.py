"""Words before release lie sealed under the key of their case, and for her under her receipt."""

import hashlib
import json
from collections.abc import Iterable

from ilm.disclosure.models import Consent, Disclosure, Wording
from ilm.kit.errors import Locked, Refused
from ilm.vault import vouching
from ilm.vault.models import Receipt
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, pad, seal
from ilm.vault.storing import Sealer
from ilm.vault.unlocking import Unlocked

NO_KEY = "You hold no key to these words. Ask a colleague who does to let you in."


def keep(row: Disclosure, wording: Wording, sealer: Sealer) -> None:
    """Seal these words into the row, for the desk and for her, and mark them. Saves nothing."""
    said = json.dumps(wording._asdict(), ensure_ascii=False).encode()
    row.key_id = sealer.key_id
    row.words = sealer.field("disclosure_disclosure", row.pk, "words", said)
    row.for_reporter = _for_reporter(row, wording)
    row.mark = mark_of(row)
    row.opened = wording


def open_words(row: Disclosure, unlocked: Unlocked | None) -> Disclosure:
    """The row with its words opened. Locked without an unlocked vault; Refused without a key, or
    where the sealed words are not those that were marked: somebody changed them underneath."""
    place = ("disclosure_disclosure", row.pk, "words", bytes(row.words))
    try:
        said = json.loads(Reader(unlocked).field(row.key_id, 1, *place))
    except Denied:
        raise Refused(NO_KEY) from None
    if row.mark != mark_of(row):
        raise Refused("These words were changed outside of this house. Nobody answers for them.")
    row.opened = Wording(**said)
    return row


def mark_of(row: Disclosure) -> str:
    """64 hex digits of the sealed words and their languages: sealed again is another.

    Of what is sealed, not of what it says: who holds the disk cannot try texts against it.
    """
    bound = bind("mark", row.pk, hashlib.sha256(bytes(row.words)).digest(), *_languages(row))
    return hashlib.sha256(bound).hexdigest()


def open_grants(grants: Iterable[Consent], unlocked: Unlocked | None) -> list[Consent]:
    """Grants with what she keeps back opened. Locked vault: `withheld` says so when it is asked."""
    rows, reader = list(grants), Reader(unlocked) if unlocked else None
    for row in rows:
        if reader and row.kept_back and row.key_id:
            place = ("disclosure_consent", row.pk, "kept_back", bytes(row.kept_back))
            try:
                row.withheld = json.loads(reader.field(row.key_id, 1, *place))
            except Denied:
                raise Refused(NO_KEY) from None
    return rows


def must_be_open(unlocked: Unlocked | None, why: str) -> None:
    """Locked, with the reason, for whoever cannot read what they decide about."""
    if unlocked is None:
        raise Locked(why)


def _languages(row: Disclosure) -> tuple[str, str]:
    return row.language, row.translated_into


def _for_reporter(row: Disclosure, wording: Wording) -> bytes | None:
    """A copy that only her receipt opens, where she holds one: what she reads, what is sent."""
    rows = Receipt.objects.filter(alias_id__in=filter(None, [row.alias_id])).defer("locked")
    held = rows.first()
    if held is None:
        return None
    vouching.must_hold(held)
    hers = {"text": wording.translation or wording.text}
    if wording.translation:
        hers["original"] = wording.text
    plain = pad(json.dumps(hers, ensure_ascii=False).encode())
    return seal(bytes(held.public), plain, bind("reply", row.pk, 1))
