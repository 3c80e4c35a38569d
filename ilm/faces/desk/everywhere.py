"""What is found by words outside of messages: threads by reference, cases, workplaces, replies.

A case is looked for by hashes of its clear words, as on the page of cases; names of workplaces and
ready replies are compared here, in memory. No statement, address or log holds a word.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from ilm.access.permissions import Permission
from ilm.cases import searching
from ilm.cases.models import Case
from ilm.faces.http import Request
from ilm.language.finding import asked
from ilm.language.normalise import search_form
from ilm.parties.models import Site
from ilm.talk import readying
from ilm.talk.models import Conversation
from ilm.vault.opening import Reader

MOST = 10  # of a kind
REF = re.compile(r"\b[0-9A-Z]{8,10}\b")
Readings = list[frozenset[str]]


@dataclass(frozen=True)
class Everywhere:
    """MOST of each kind."""

    threads: list[Conversation] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    replies: list[readying.Ready] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.threads or self.cases or self.sites or self.replies)


def look(request: Request, words: str) -> Everywhere:
    """All that the actor may see and that holds every word."""
    by, readings = request.actor, asked(words)
    threads = Conversation.objects.visible_to(by).filter(ref__in=REF.findall(words.upper()))
    return Everywhere(
        threads=list(threads[:MOST]),
        cases=searching.search(by, words, limit=MOST) if by.may(Permission.CASE_READ) else [],
        sites=_sites(request, readings) if by.may(Permission.SITE_KEEP) else [],
        replies=_replies(request, readings),
    )


def _sites(request: Request, readings: Readings) -> list[Site]:
    rows = Site.objects.visible_to(request.actor).order_by("name", "id").only("id", "name")
    return [site for site in rows if _holds(site.name, readings)][:MOST]


def _replies(request: Request, readings: Readings) -> list[readying.Ready]:
    if request.unlocked is None:
        return []
    known = readying.ready(Reader(request.unlocked), request.actor)
    return [each for each in known if _holds(f"{each.name} {each.text}", readings)][:MOST]


def _holds(text: str, readings: Collection[frozenset[str]]) -> bool:
    """Whether every word of one reading of the question stands in the text."""
    form = search_form(text)
    return any(all(word in form for word in reading) for reading in readings)
