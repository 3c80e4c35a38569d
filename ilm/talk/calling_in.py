"""Calls that begin on a page of hers: which lines she can reach, and the one that takes her.

Nobody speaks here, so no actor's reach bounds it: the login of the intake reads these columns.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from ilm.channels.base import Http
from ilm.channels.errors import SendError
from ilm.channels.voice.adapter import Voice
from ilm.kit.errors import Refused
from ilm.talk.accounts import adapter, is_ours
from ilm.wall.entering import ask

LONGEST = 32 * 1024  # letters of an offer
LINES = """
select a.id, o.slug, o.name, o.country, a.credentials
  from talk_channelaccount a join parties_organisation o on o.id = a.org_id
 where a.channel = 'voice' and a.is_open order by o.name, a.name
"""
AWAY = "Nobody takes calls from this page now. Please telephone, or write to us."


@dataclass(frozen=True)
class Line:
    """A number that she can call, and whose it is."""

    id: UUID
    slug: str
    name: str
    country: str
    channel: Voice = field(repr=False)

    @property
    def number(self) -> str:
        return self.channel.sender

    @property
    def languages(self) -> tuple[str, ...]:
        return self.channel.tongues


def lines(language: str = "") -> list[Line]:
    """Those open now, by name; the ones that speak her language come first."""
    found = []
    for pk, slug, name, country, locked in ask(LINES, []):
        channel = adapter(pk, "voice", bytes(locked))
        if isinstance(channel, Voice):
            found.append(Line(pk, slug, name, country, channel))
    return sorted(found, key=lambda line: (language not in line.languages, line.name))


def call(there: list[Line], offer: str, *, language: str, http: Http) -> tuple[Line, str, str]:
    """(line, name of the call, answer) for the offer of her browser, at the first of these lines
    that lies at a gateway of ours. The call has no number: each is a person of its own. An offer
    holds the addresses of her network: nobody else is sent one.

    Refused: no offer, or nobody takes it.
    """
    if not (offer.startswith("v=0") and len(offer) <= LONGEST):
        raise Refused("This browser offers no call.")
    for line in filter(lambda line: is_ours(line.channel.api_url), there):
        try:
            return line, *line.channel.take(offer, language=language, http=http)
        except SendError:
            continue
    raise Refused(AWAY)


def hang_up(line: Line, name: str, *, http: Http) -> None:
    """She is gone: the call of that name is over."""
    with suppress(SendError):  # it was over already
        line.channel.hang_up(name, http=http)
