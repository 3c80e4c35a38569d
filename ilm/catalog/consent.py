"""What a person agreed to: level × recipient × purpose × withheld items × form × time."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Ordered, as text is: `Level.L2 < Level.L3`. No grant means L0."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"

    @property
    def meaning(self) -> str:
        """What the person is told they agree to."""
        return _MEANINGS[self]


_MEANINGS: Final = {
    Level.L0: "Keep it only to help me",
    Level.L1: "Also count me in statistics",
    Level.L2: "Also raise the issue in general terms, with no trait of mine",
    Level.L3: "Also raise it with details, except who I am",
    Level.L4: "Also use my name with the employer",
}

TO_BE_COUNTED: Final = Level.L1
TO_RAISE: Final = Level.L2
TO_RAISE_IN_DETAIL: Final = Level.L3
TO_NAME: Final = Level.L4


class RecipientKind(StrEnum):
    SUPPLIER_HR = "supplier_hr"
    SUPPLIER_TOP_MANAGEMENT = "supplier_top_management"
    RECRUITER = "recruiter"
    BRAND = "brand"
    GOVERNMENT = "government"
    OTHER_NGO = "other_ngo"
    SERVICE = "service"
    MEDIA_RESEARCH = "media_research"


NAMED_KINDS: Final = frozenset(
    {
        RecipientKind.BRAND,
        RecipientKind.GOVERNMENT,
        RecipientKind.OTHER_NGO,
        RecipientKind.SERVICE,
    }
)
"""Kinds of which there are many: a grant names one, as in `brand:<id>`."""


class Purpose(StrEnum):
    """Each a separate yes or no."""

    SERVICES = "services"
    NON_IDENTIFYING_REPORTING = "non_identifying_reporting"
    TRACING = "tracing"
    DISCLOSURE_TO_OTHERS = "disclosure_to_others"


class Addressee(StrEnum):
    """To whom at all, as asked on the form."""

    FAMILY = "family"
    AUTHORITIES = "authorities"
    UNHCR = "unhcr"
    OTHER_ORGANISATIONS = "other_organisations"
    OTHER = "other"


class Form(StrEnum):
    SPOKEN = "spoken"
    VOICE_RECORDING = "voice_recording"
    KEYPAD = "keypad"
    WRITTEN = "written"


class WithheldReason(StrEnum):
    FEAR_OF_HARM = "fear_of_harm"
    WANTS_TO_TELL_PERSONALLY = "wants_to_tell_personally"
    OTHER = "other"


class ObtainedFrom(StrEnum):
    INDIVIDUAL = "individual"
    CAREGIVER = "caregiver"
    OTHER = "other"


VALID_DAYS: Final = 180


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who may be told. `id` is empty except for the kinds of which there are many."""

    kind: RecipientKind
    id: str = ""

    def __post_init__(self) -> None:
        if (self.kind in NAMED_KINDS) != bool(self.id):
            raise ValueError(f"{self.kind} {'needs' if not self.id else 'takes no'} id")

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


def recipient(text: str) -> Recipient:
    """Read `supplier_hr` or `brand:<id>`. ValueError for anything else."""
    kind, _, id_ = text.partition(":")
    return Recipient(kind=RecipientKind(kind), id=id_)


def valid_until(valid_from: date, days: int = VALID_DAYS) -> date:
    """The last day of a grant."""
    return valid_from + timedelta(days=days)
