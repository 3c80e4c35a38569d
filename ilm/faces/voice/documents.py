"""What the application wants next: the part of TwiML that we execute. docs/reference/twiml.md"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LARGEST = 64 * 1024  # bytes of a document
SPEAKS: Final = frozenset({"Play", "Say", "Pause"})
INSIDE: Final[Mapping[str, frozenset[str]]] = {  # verb → what may stand in it
    "Play": frozenset(),
    "Say": frozenset(),
    "Pause": frozenset(),
    "Gather": SPEAKS,
    "Record": frozenset(),
    "Dial": frozenset({"Sip", "Number", "Conference"}),
    "Redirect": frozenset(),
    "Hangup": frozenset(),
    "Reject": frozenset(),
}
VERBS: Final = frozenset(INSIDE)


class Unreadable(Exception):
    """Not a document that we can execute. The message says why, and holds none of its words."""


@dataclass(frozen=True)
class Verb:
    """One thing to do: its name, its attributes, its words, what stands in it."""

    name: str
    told: Mapping[str, str]
    text: str
    inside: tuple["Verb", ...] = ()

    def get(self, name: str, otherwise: str = "") -> str:
        return self.told.get(name, otherwise)

    def number(self, name: str, otherwise: float) -> float:
        """An attribute as a number that is not negative. Raises Unreadable."""
        try:
            found = float(self.told.get(name, otherwise))
        except ValueError:
            found = -1.0
        if not 0 <= found < 1e6:
            raise Unreadable(f"{name} of {self.name} is no number")
        return found

    def says(self, name: str, *, otherwise: bool) -> bool:
        """An attribute that is true or false."""
        return self.told.get(name, str(otherwise)).lower() == "true"


def verbs_in(body: bytes) -> list[Verb]:
    """The verbs of a document, in order. Raises Unreadable: nobody is left in silence half way."""
    if len(body) > LARGEST:
        raise Unreadable("too long")
    if b"<!" in body.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise Unreadable("declares something of its own")
    try:
        root = ET.fromstring(body)  # noqa: S314 - no declarations, so nothing unfolds
    except ET.ParseError:
        raise Unreadable("no XML") from None
    if root.tag != "Response":
        raise Unreadable("no Response")
    return [_verb(each, VERBS) for each in root]


def _verb(node: ET.Element, known: frozenset[str]) -> Verb:
    if node.tag not in known:
        raise Unreadable("holds a verb that we do not execute")
    inside = tuple(_verb(each, INSIDE.get(node.tag, frozenset())) for each in node)
    return Verb(node.tag, dict(node.attrib), (node.text or "").strip(), inside)
