"""The workbook of a risk report: the same values as the PDF, as numbers; withheld as words.

Text is always written as text: nothing a worker or a supplier wrote can become a formula or a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any

from ilm.insight.reports.risk.figures import RiskFigures
from ilm.insight.reports.risk.plain import as_json
from ilm.insight.reports.risk.strings import HIDDEN, WORDS

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
    "in_memory": True,
}
INK = "#17324A"
SEA = "#2F6F8F"


@dataclass(frozen=True)
class Column:
    """One column: the key in the JSON row, its heading, width in characters, format name."""

    key: str
    label: str
    width: int = 14
    format: str = "number"


@dataclass(frozen=True)
class Sheet:
    """One sheet: the key of its rows in the JSON, its name, its columns; `chart` is the column
    drawn against the first one, as `bar` or `column`."""

    key: str
    name: str
    columns: tuple[Column, ...]
    chart: tuple[str, str] | None = None
    note: str = ""


def _text(key: str, label: str, width: int = 34) -> Column:
    return Column(key, label, width, "text")


SHEETS = (
    Sheet(
        "headlines",
        "Headlines",
        (_text("label", "Figure"), Column("shown", "Shown"), _text("note", "Note", 60)),
    ),
    Sheet(
        "issues",
        "Issues",
        (
            _text("label", "Issue"),
            Column("shown", "People"),
            _text("area", "Area"),
            _text("slug", "Slug", 28),
        ),
        ("bar", "shown"),
    ),
    Sheet(
        "by_month",
        "Months",
        (_text("month", "Month", 14), Column("shown", "People")),
        ("column", "shown"),
    ),
    Sheet(
        "remedy",
        "Remedy",
        (_text("label", "Status"), Column("shown", "People"), _text("slug", "Slug", 28)),
        ("bar", "shown"),
    ),
    Sheet(
        "claims",
        "Claims and workers' word",
        (
            _text("site", "Workplace"),
            _text("issue", "Issue"),
            Column("affected", "Affected"),
            Column("claimed", "Supplier claims"),
            Column("asked", "Workers asked"),
            Column("confirmed", "Confirmed"),
            Column("share", "Share", 10, "percent"),
            Column("low", "95 % from", 10, "percent"),
            Column("high", "95 % to", 10, "percent"),
            Column("supported", "Supported"),
            Column("gap", "Gap"),
        ),
        note=WORDS["supported_note"],
    ),
    Sheet(
        "sites",
        "Workplaces",
        (
            _text("ref", "Reference", 14),
            _text("name", "Workplace"),
            _text("country", "Country", 16),
            Column("tier", "Tier", 8),
            Column("open", "Open"),
            Column("overdue", "Overdue"),
            Column("remedied", "Remedied"),
        ),
        note=WORDS["sites_note"],
    ),
    Sheet(
        "escalations",
        "Escalations",
        (
            _text("ref", "Case", 14),
            _text("site", "Workplace"),
            _text("issue", "Issue"),
            _text("step", "Step", 26),
            _text("opened_on", "Opened", 12),
            _text("due_by", "Answer due", 12),
            Column("days_left", "Days left"),
            _text("clock", "Clock", 18),
        ),
    ),
    Sheet(
        "audits",
        "Audits",
        (
            _text("site", "Workplace"),
            _text("issue", "Issue"),
            Column("shown", "People"),
            Column("was_found_by_audit", "Found by audit", 14, "yes"),
        ),
    ),
    Sheet(
        "definitions",
        "Definitions",
        (
            _text("label", "Figure"),
            _text("slug", "Slug", 28),
            Column("version", "Version", 9),
            _text("explains", "Meaning", 100),
        ),
    ),
)
BLANK = {"tier": "–", "days_left": "–", "low": "–", "high": "–"}


def build_xlsx(figures: RiskFigures) -> bytes:
    """A workbook: about, one sheet per part, definitions, glossary. Numbers are numbers."""
    import xlsxwriter

    plain, out = as_json(figures), BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        made = datetime.combine(figures.generated_on, time())  # the day, not who sat here when
        about = {"title": str(plain["title"]), "author": "OpenILM", "created": made}
        book.set_properties(about)
        formats = _formats(book)
        _about(book, formats, plain)
        for sheet in (*SHEETS, _glossary(plain)):
            rows = plain[sheet.key]
            if isinstance(rows, list) and rows:
                _fill(book, formats, sheet, rows, is_demo=figures.is_demo)
    return out.getvalue()


def _glossary(plain: dict[str, Any]) -> Sheet:
    columns = [_text("en", "English")] + [_text(c, n, 36) for c, n in plain["languages"].items()]
    return Sheet("glossary", "Glossary", tuple(columns), note=WORDS["draft"])


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": INK}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#EEF3F6", "font_color": INK, "bottom": 1}
        ),
        "note": book.add_format({"italic": True, "font_color": "#5B6770"}),
        "text": book.add_format({"text_wrap": True, **top}),
        "number": book.add_format({"num_format": "#,##0", **top}),
        "percent": book.add_format({"num_format": "0.0 %", **top}),
        "hidden": book.add_format({"font_color": "#5B6770", "align": "right", **top}),
    }


def _about(book: Any, formats: dict[str, Any], plain: dict[str, Any]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, plain["title"], formats["title"])
    lines = [
        (WORDS["period"], plain["period"]),
        (WORDS["generated"], plain["generated"]),
        (WORDS["release"], plain["release"]),
        (HIDDEN, WORDS["legend"]),
        (WORDS["reading"], WORDS["reading_rounded"]),
        *([(WORDS["demo"], WORDS["demo_note"])] if plain["is_demo"] else []),
    ]
    for row, (label, words) in enumerate(lines, 2):
        sheet.write_string(row, 0, label, formats["text"])
        sheet.write_string(row, 1, words, formats["text"])


def _fill(
    book: Any,
    formats: dict[str, Any],
    sheet: Sheet,
    rows: Sequence[dict[str, Any]],
    *,
    is_demo: bool,
) -> None:
    """Heading row, one row per figure, then the note: from top to bottom, as constant memory
    wants."""
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    if is_demo:
        page.set_header(f"&R{WORDS['demo']}")
        page.set_tab_color("#B4482F")
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.label, formats["head"])
    for line, row in enumerate(rows, 1):
        for at, column in enumerate(sheet.columns):
            _write(page, formats, (line, at), column, row[column.key])
    notes = [sheet.note, WORDS["demo"] if is_demo else ""]
    for line, note in enumerate(filter(None, notes), len(rows) + 2):
        page.write_string(line, 0, note, formats["note"])
    if sheet.chart:
        _draw(book, page, sheet, len(rows))


def _write(
    page: Any, formats: dict[str, Any], at: tuple[int, int], column: Column, value: Any
) -> None:
    if column.format == "text":
        page.write_string(*at, value, formats["text"])
    elif column.format == "yes":
        page.write_string(*at, WORDS["yes" if value else "no"], formats["text"])
    elif value is None:
        page.write_string(*at, BLANK.get(column.key, HIDDEN), formats["hidden"])
    else:
        page.write_number(*at, value, formats[column.format])


def _draw(book: Any, page: Any, sheet: Sheet, size: int) -> None:
    """A native chart: the reader's own program shapes its text."""
    kind, key = sheet.chart or ("bar", "")
    at = next(i for i, column in enumerate(sheet.columns) if column.key == key)
    chart = book.add_chart({"type": kind})
    chart.add_series(
        {
            "name": sheet.columns[at].label,
            "categories": [sheet.name, 1, 0, size, 0],
            "values": [sheet.name, 1, at, size, at],
            "fill": {"color": SEA},
            "data_labels": {"value": True},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": sheet.name})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 640, "height": max(260, 60 + 26 * size)})
    page.insert_chart(1, len(sheet.columns) + 1, chart)
