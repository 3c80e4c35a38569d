"""How long each kind of data is kept, and what comes then (security.md §2.12)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ilm.kit.slug import Slug, by_slug

BACKUPS_KEEP_KEYS: Final = 30  # days; after them no back-up opens what was erased
AHEAD: Final = 30  # days that the preview of what ends looks into the future


class Because(StrEnum):
    """Why somebody is erased."""

    SHE_ASKED = "she_asked"
    IN_DANGER = "in_danger"
    MADE_IN_ERROR = "made_in_error"
    LAW_REQUIRES = "law_requires"


class HeldFor(StrEnum):
    """Why a case is kept longer than usual."""

    COURT = "court"
    AUTHORITY = "authority"
    COMPENSATION = "compensation"
    AUDIT = "audit"


class Then(StrEnum):
    DELETED = "deleted"
    ERASED = "erased"
    DAY_ONLY = "day_only"
    REVIEWED = "reviewed"


class Since(StrEnum):
    """When the days begin to count."""

    ARRIVAL = "arrival"
    LAST_WORD = "last_word"
    CASE_CLOSED = "case_closed"
    LAST_USE = "last_use"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`days`: kept so long by default and never longer without a legal hold. `least`: what an
    organisation may shorten it to; the same as `days` where it may not."""

    slug: Slug
    label: str
    days: int
    least: int
    since: Since
    then: Then

    @property
    def may_be_shortened(self) -> bool:
        return self.least < self.days


KEPT = by_slug(
    Kind(
        slug=Slug("deliveries"), label="Raw deliveries that could not be read",
        days=30, least=7, since=Since.ARRIVAL, then=Then.DELETED,
    ),
    Kind(
        slug=Slug("junk"), label="Wrong numbers, tests and abuse",
        days=30, least=7, since=Since.LAST_WORD, then=Then.ERASED,
    ),
    Kind(
        slug=Slug("outgoing"), label="Texts at the sender",
        days=7, least=7, since=Since.ARRIVAL, then=Then.DELETED,
    ),
    Kind(
        slug=Slug("times"), label="The exact time of what a person did",
        days=90, least=7, since=Since.CASE_CLOSED, then=Then.DAY_ONLY,
    ),
    Kind(
        slug=Slug("identity"), label="Names, addresses and safe-contact plans",
        days=365, least=30, since=Since.CASE_CLOSED, then=Then.ERASED,
    ),
    Kind(
        slug=Slug("words"), label="Conversations and files",
        days=1095, least=30, since=Since.CASE_CLOSED, then=Then.ERASED,
    ),
    Kind(
        slug=Slug("facts"), label="Coded facts of a case",
        days=3650, least=3650, since=Since.CASE_CLOSED, then=Then.REVIEWED,
    ),
    Kind(
        slug=Slug("sessions"), label="Sessions of staff",
        days=365, least=30, since=Since.LAST_USE, then=Then.DELETED,
    ),
)  # fmt: skip
