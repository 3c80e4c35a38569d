"""Words that may mean danger, pointed out to people: nothing is decided, sorted or sent by them."""

from dataclasses import dataclass, field
from datetime import datetime

from ilm.catalog.danger import LABELS, LEVELS, REVIEWED, Danger, danger_words
from ilm.catalog.urgency import Urgency
from ilm.language.spotting import Spotter
from ilm.talk.threads import News
from ilm.talk.wording import Words

LOUD = Urgency.URGENT
SPOTTER = Spotter(danger_words())


@dataclass(frozen=True)
class Sign:
    """A word and what it may tell of. `word` is hers: for the page that shows her text alone."""

    danger: Danger
    level: Urgency
    word: str = field(repr=False)

    @property
    def label(self) -> str:
        return LABELS[self.danger]


def signs(text: str, *, language: str = "") -> list[Sign]:
    """Each danger once, the gravest first. `language`: our code; empty, all lists are tried."""
    hits = SPOTTER.spot(text, language=language or None)
    found = [Sign(Danger(hit.kind), LEVELS[Danger(hit.kind)], hit.word) for hit in hits]
    return sorted(found, key=lambda sign: -sign.level.rank)


def alarm(text: str, *, language: str = "") -> int:
    """What a queue may know in clear, until somebody reads the thread: the rank of the urgency if
    it is urgent at least, else 0. Never which danger, never the word."""
    worst = max((sign.level.rank for sign in signs(text, language=language)), default=0)
    return worst if worst >= LOUD.rank else 0


def hinted(rank: int) -> str:
    """The urgency that an `alarm` hints at; empty for none."""
    return next((str(each) for each in Urgency if rank and each.rank == rank), "")


def news_of(words: Words, at: datetime) -> News:
    """What one message of hers changes on its thread."""
    heard = alarm(words.text, language=words.language)
    return News(1, at, words.language, words.encoding, heard)


def is_draft(language: str) -> bool:
    """Whether no reader of the language has checked its list."""
    return language not in REVIEWED
