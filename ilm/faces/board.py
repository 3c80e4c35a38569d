"""The public board: which published cells answer the filters, in the reader's words. The desk
shows the same of a rehearsal before anybody signs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from ilm.faces import wording
from ilm.insight.facts import STATUSES
from ilm.insight.figures import FILTERS, Figure, Published, together
from ilm.insight.metrics import (
    CONTACTS,
    ORGANISATIONS,
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    Metric,
)
from ilm.insight.protection import share

CARDS = (CONTACTS, WORKERS_REACHED, WORKERS_REMEDIED, ORGANISATIONS)
NAMES = {
    "country": gettext_lazy("Country of work"),
    "nationality": gettext_lazy("Nationality"),
    "industry": gettext_lazy("Industry"),
    "year": gettext_lazy("Year"),
}
MOST_BARS, MOST_MONTHS = 10, 24
Row = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """One chart: its rows, the length of the longest, and what to say instead of them."""

    metric: Metric
    rows: list[Row] = field(default_factory=list)
    longest: int = 0
    instead: str = ""
    share: str = ""

    @property
    def brief(self) -> str:
        return gettext(self.metric.brief)

    @property
    def top(self) -> str:
        return wording.number(self.longest)


def asked(query: QueryDict, now: Published) -> dict[str, str]:
    """The filters chosen; what no table shows by itself is no filter."""
    return {dim: v for dim in FILTERS if (v := query.get(dim, "")) and v in now.values(dim)}


def filters(now: Published, wanted: Mapping[str, str]) -> list[Row]:
    """What the form offers: only values that are shown somewhere."""
    return [
        {
            "name": dim,
            "label": NAMES[dim],
            "options": sorted(
                (
                    {"value": v, "label": wording.label(dim, v), "chosen": wanted.get(dim) == v}
                    for v in now.values(dim)
                    if v
                ),
                key=lambda option: str(option["label"]),
            ),
        }
        for dim in FILTERS
    ]


def whole(query: QueryDict, now: Published) -> Row:
    """Everything the board shows of `now` under the filters of an address."""
    wanted = asked(query, now)
    return {
        "now": now,
        "as_of": wording.day(now.as_of),
        "filters": filters(now, wanted),
        "chosen": [wording.label(dim, value) for dim, value in wanted.items()],
        "cards": cards(now, wanted),
        "issues": issues(now, wanted),
        "remedy": remedy(now, wanted),
        "floor": WORKERS_REMEDIED,
        "floor_label": gettext(WORKERS_REMEDIED.label),
        "trend": trend(now, wanted),
        "query": urlencode(wanted),
    }


def cards(now: Published, wanted: Mapping[str, str]) -> list[Row]:
    return [_card(metric, now, wanted) for metric in CARDS]


def issues(now: Published, wanted: Mapping[str, str]) -> Panel:
    """Top issues; by area where a nationality is asked for, which no finer table has."""
    dim = "area" if "nationality" in wanted else "leaf"
    return _bars(PEOPLE_BY_ISSUE, dim, now, wanted)


def remedy(now: Published, wanted: Mapping[str, str]) -> Panel:
    """People by status of remedy, in the order of the loop."""
    return _bars(PEOPLE_BY_REMEDY, "status", now, wanted)


def trend(now: Published, wanted: Mapping[str, str]) -> Panel:
    """Workers reached by month, whole months only; a year picks its months."""
    cut = {dim: v for dim, v in wanted.items() if dim != "year"}
    found = now.by(WORKERS_REACHED, "month", cut)
    if found is None:
        return Panel(WORKERS_REACHED, instead=_instead(WORKERS_REACHED, cut, "month"))
    shown = [m for m, f in found.items() if f.shown is not None and m < f"{now.as_of:%Y-%m}"]
    shown = [m for m in shown if m.startswith(wanted.get("year", ""))]
    if not shown:
        return Panel(WORKERS_REACHED)
    months = _between(min(shown), max(shown))[-MOST_MONTHS:]
    rows = [_row("month", m, found.get(m, Figure(None))) for m in months]
    return Panel(WORKERS_REACHED, rows, max(row["value"] or 0 for row in rows))


def _card(metric: Metric, now: Published, wanted: Mapping[str, str]) -> Row:
    figure = now.pick(metric, wanted)
    whole = figure or now.pick(metric, {}) or Figure(None)
    note = ""
    if figure is None:
        note = gettext("All together: these filters do not apply.")
    elif whole.as_of and whole.as_of != now.as_of:
        note = gettext("As of %(day)s") % {"day": wording.day(whole.as_of)}
    return {
        "slug": metric.slug,
        "label": gettext(metric.label),
        "brief": gettext(metric.brief),
        "value": "" if whole.shown is None else wording.number(whole.shown),
        "withheld": whole.shown is None,
        "href": reverse("public:definition", args=[metric.slug]),
        "version": wording.in_digits(f"v{whole.version}"),
        "note": note,
    }


def _bars(metric: Metric, dim: str, now: Published, wanted: Mapping[str, str]) -> Panel:
    found = now.by(metric, dim, wanted)
    if found is None:
        return Panel(metric, instead=_instead(metric, wanted, dim))
    if dim == "status":
        chosen = [_row(dim, v, found.get(v, Figure(None))) for v in STATUSES]
    else:
        shown = sorted(
            ((f.shown, v) for v, f in found.items() if f.shown is not None),
            key=lambda pair: (-pair[0], pair[1]),
        )
        chosen = [_row(dim, v, found[v]) for _, v in shown[:MOST_BARS]]
    longest = max((row["value"] or 0 for row in chosen), default=0)
    return Panel(metric, chosen, longest, share=_share(found, now, wanted))


def _share(found: Mapping[str, Figure], now: Published, wanted: Mapping[str, str]) -> str:
    """Part of the people reached whose remedy the workers confirmed, from shown figures alone."""
    whole = now.pick(WORKERS_REACHED, wanted)
    part = found.get("remedied", Figure(None)).shown
    ratio = share(part, whole.shown if whole else None)
    return "" if ratio is None else wording.percent(ratio)


def _row(dim: str, value: str, figure: Figure) -> Row:
    return {
        "label": wording.label(dim, value),
        "value": figure.shown,
        "shown": "" if figure.shown is None else wording.number(figure.shown),
        "withheld": figure.shown is None,
    }


def _instead(metric: Metric, wanted: Mapping[str, str], dim: str) -> str:
    """Which filters do combine here, said in place of figures."""
    chosen = " + ".join(str(NAMES[d]) for d in FILTERS if d in wanted)
    sets = together(metric, frozenset({dim}))
    possible = "; ".join(" + ".join(str(NAMES[d]) for d in dims) for dims in sets)
    return gettext("No table cuts this by %(chosen)s. You can combine: %(possible)s.") % {
        "chosen": chosen,
        "possible": possible,
    }


def _between(first: str, last: str) -> list[str]:
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(start, end + 1)]
