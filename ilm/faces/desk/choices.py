"""Value lists of the catalogue as choices of a form."""

from collections.abc import Iterable
from enum import StrEnum

from ilm.catalog.countries import COUNTRIES
from ilm.catalog.issues import ALL_LEAVES, AREAS
from ilm.kit.slug import Slug
from ilm.language.languages import LANGUAGES

Choices = list[tuple[str, str]]


def spelled(slug: str) -> str:
    """`fear_of_reprisal` → `Fear of reprisal`."""
    plain = slug.replace("_", " ").replace(".", ": ")
    return plain[:1].upper() + plain[1:]


def leaf_label(slug: str) -> str:
    """The label of an issue type; the slug in words when it is none."""
    kind = ALL_LEAVES.get(Slug(slug))
    return kind.label if kind else spelled(slug)


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
