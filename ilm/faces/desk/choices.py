"""Value lists of the catalogue as choices of a form."""

from collections.abc import Iterable
from enum import StrEnum

from ilm.catalog.consent import Level
from ilm.catalog.countries import COUNTRIES
from ilm.catalog.issues import ALL_LEAVES, AREAS
from ilm.channels import CHANNELS
from ilm.kit.slug import Slug
from ilm.language.languages import LANGUAGES

Choices = list[tuple[str, str]]


SAID = {
    "estimate_worker": "As the worker estimates",
    "estimate_case_worker": "As we estimate",
    "estimate_supplier": "As the supplier says",
    "supplier_hr": "Supplier, personnel office",
    "supplier_top_management": "Supplier, top management",
    "brand": "Buyer",
    "other_ngo": "Other organisation",
    "government": "Authority",
    "worker_unreachable_after_n_safe_attempts": "Worker cannot be reached safely",
    **{slug: door.label for slug, door in CHANNELS.items()},
    "voice": "Hotline",
}
"""Where a slug's own words would puzzle a reader."""


def spelled(slug: str) -> str:
    """`fear_of_reprisal` → `Fear of reprisal`."""
    if said := SAID.get(slug):
        return said
    plain = slug.replace("_", " ").replace(".", ": ")
    return plain[:1].upper() + plain[1:]


def leaf_label(slug: str) -> str:
    """The label of an issue type; the slug in words when it is none."""
    kind = ALL_LEAVES.get(Slug(slug))
    return kind.label if kind else spelled(slug)


def level_label(level: str) -> str:
    """`L3` and what she was told that it means; the code alone when it is none."""
    known = level in list(Level)
    return f"{level}: {Level(level).meaning}" if known else level


def of(values: Iterable[StrEnum | str], *, blank: str = "") -> Choices:
    """Each value with its words; `blank` first, when nothing may be chosen."""
    chosen = [(str(v), spelled(str(v))) for v in values]
    return [("", blank), *chosen] if blank else chosen


def leaves() -> list[tuple[str, Choices]]:
    """All issue types by area, each with the urgency that is usual for it."""
    return [("", [("", "Choose an issue")])] + [
        (
            area.label,
            [
                (str(k.slug), f"{k.label} · {spelled(k.urgency).lower()}")
                for k in ALL_LEAVES.values()
                if k.area == slug
            ],
        )
        for slug, area in AREAS.items()
    ]


def countries(blank: str = "Not known") -> Choices:
    named = sorted(((str(c.slug), c.name) for c in COUNTRIES.values()), key=lambda pair: pair[1])
    return [("", blank), *named]


def languages(blank: str = "") -> Choices:
    named = [(code, f"{known.english} · {known.name}") for code, known in LANGUAGES.items()]
    return [("", blank), *named] if blank else named
