"""What every SMS channel shares: how letters are counted, numbers written, and stop words read.

Counted by 3GPP TS 23.038 and 23.040: 160 letters of the GSM alphabet, 153 in each of several parts;
any other letter makes the whole text UCS-2, 70 UTF-16 units, or 67 in each of several.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

from ilm.channels.cutting import units
from ilm.channels.errors import Unreachable

PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
PAIRED = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two places, never parted
ALONE, EACH = {"gsm7": 160, "ucs2": 70}, {"gsm7": 153, "ucs2": 67}
STOPS = frozenset({"stop", "stopall", "stop all", "unsubscribe"})
ELSEWHERE = {  # machine drafts, no reader of the language has looked yet; the polite and the short
    "my": ("ရပ်ပါ", "မပို့ပါနဲ့", "မပို့ပါနှင့်"),
    "km": ("ឈប់", "បញ្ឈប់", "ឈប់ផ្ញើ"),
    "ne": ("रोक्नुहोस्", "बन्द गर्नुहोस्"),
    "th": ("หยุด", "หยุดส่ง", "ยกเลิก"),
    "lo": ("ຢຸດ", "ຢຸດສົ່ງ", "ຍົກເລີກ"),
    "bn": ("বন্ধ করুন", "থামুন"),
    "hi": ("रोकें", "बंद करें"),
    "ta": ("நிறுத்து", "நிறுத்தவும்"),
    "si": ("නවත්වන්න",),
    "vi": ("dừng", "dừng lại", "ngừng", "hủy"),
    "id": ("berhenti", "hentikan"),
    "ms": ("berhenti", "henti"),
    "tl": ("itigil", "tigil"),
    "ur": ("بند کریں", "روکیں"),
    "zh": ("停止", "退订"),
}
_ELSEWHERE = {unicodedata.normalize("NFC", each) for said in ELSEWHERE.values() for each in said}
MARKS = ".!\"' ။၊។।۔"
NUMBER = re.compile(r"\+?[0-9]{3,15}")


class Count(NamedTuple):
    """`units`: places in that alphabet. `parts`: what the operator bills."""

    alphabet: Literal["gsm7", "ucs2"]
    units: int
    parts: int


def counted(text: str) -> Count:
    """In how many parts a text goes, no letter parted at a border."""
    is_plain = all(letter in PLAIN or letter in PAIRED for letter in text)
    if is_plain:
        sizes = [2 if letter in PAIRED else 1 for letter in text]
        return _laid(sizes, "gsm7")
    return _laid([units(letter) for letter in text], "ucs2")


def _laid(sizes: list[int], alphabet: Literal["gsm7", "ucs2"]) -> Count:
    whole = sum(sizes)
    if whole <= ALONE[alphabet]:
        return Count(alphabet, whole, 1)
    parts, here = 1, 0
    for size in sizes:
        if here + size > EACH[alphabet]:
            parts, here = parts + 1, 0
        here += size
    return Count(alphabet, whole, parts)


def number(address: str) -> str:
    """Where an SMS can go. Raises Unreachable: a name has no number behind it."""
    if not NUMBER.fullmatch(address):
        raise Unreachable("She wrote from a name or a hidden number: no text can go there.")
    return address


def is_stop(text: str) -> bool:
    """One of the words that end it, in any language of the list, and nothing else."""
    bare = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    said = " ".join(unicodedata.normalize("NFC", bare).lower().split()).strip(MARKS)
    return said in STOPS or said in _ELSEWHERE
