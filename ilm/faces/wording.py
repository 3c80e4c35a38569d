"""Numbers, days and names as the reader writes them."""

from collections.abc import Callable
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext

from ilm.catalog.countries import country_name
from ilm.catalog.issues import ALL_LEAVES, AREAS
from ilm.insight.facts import STATUSES
from ilm.insight.reports.risk.glossary import LABELS
from ilm.kit.slug import Slug

DIGITS = {"my": "၀၁၂၃၄၅၆၇၈၉", "ne": "०१२३४५६७८९"}
"""Scripts whose readers usually write their own digits; the others use 0 to 9."""


def spoken() -> str:
    """The language of the page."""
    return get_language() or "en"


def in_digits(text: str) -> str:
    """The same text with the reader's digits."""
    own = DIGITS.get(spoken())
    return text.translate(str.maketrans("0123456789", own)) if own else text


def number(value: int) -> str:
    """A whole number, grouped and in digits as usual in the language of the page."""
    return in_digits(format_decimal(value, locale=spoken()))


def percent(share: float) -> str:
    """A share 0..1 as whole per cent."""
    return in_digits(format_percent(share, locale=spoken()))


def day(on: date) -> str:
    return in_digits(format_date(on, "long", locale=spoken()))


def month(name: str) -> str:
    """A month given as YYYY-MM."""
    return in_digits(format_date(date.fromisoformat(f"{name}-01"), "MMM y", locale=spoken()))


def label(dim: str, value: str) -> str:
    """A value of a dimension, in words."""
    if not value:
        return gettext("Not known")
    if dim in ("country", "nationality"):
        return country_name(value, spoken())
    say = SAYS.get(dim)
    return say(value) if say else gettext(value.replace("_", " ").capitalize())


def _leaf(slug: str) -> str:
    """Machine drafts where there are any, as the glossary says; else English."""
    drafts = LABELS.get(slug, ("", {}))[1]
    return drafts.get(spoken()) or gettext(ALL_LEAVES[Slug(slug)].label)


SAYS: dict[str, Callable[[str], str]] = {
    "year": in_digits,
    "month": month,
    "area": lambda area: gettext(AREAS[Slug(area)].label),
    "leaf": _leaf,
    "status": lambda status: gettext(STATUSES[status]),
}
