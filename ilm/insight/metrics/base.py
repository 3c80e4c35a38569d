"""A metric: one definition in words and in code. The words are public, and a changed definition
raises the version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ilm.insight.facts import FactRow, Facts
from ilm.kit.slug import Slug

ALL = frozenset({"public", "partner", "desk"})
WITHIN = frozenset({"partner", "desk"})
DESK_ONLY = frozenset({"desk"})


@dataclass(frozen=True)
class Change:
    """From which day a version holds, and what changed."""

    version: int
    since: date
    why: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """`explains` is the public definition, word for word; `counts` the unit that is counted once
    (people, contacts, workers, issues, organisations, days); `brief` the one line that stands
    beside the figure, for those the public sees; `unlike` figures it is easily taken for;
    `audiences` the surfaces that may show it; `dims` those it can be cut by, `overlapping` those in
    which one record may stand in several cells. Exactly one of `rows` (counted, distinct) and
    `value` (one exact number, or None where there is nothing to say) is given."""

    slug: Slug
    label: str
    explains: str
    unit: str
    counts: str
    audiences: frozenset[str]
    brief: str = ""
    unlike: tuple[Slug, ...] = ()
    history: tuple[Change, ...]
    dims: tuple[str, ...] = ()
    overlapping: frozenset[str] = frozenset()
    about_people: bool = True
    rows: Callable[[Facts], Iterable[FactRow]] | None = None
    value: Callable[[Facts], int | None] | None = None

    @property
    def version(self) -> int:
        return self.history[-1].version


FIRST = (Change(1, date(2026, 11, 24), "First version."),)
