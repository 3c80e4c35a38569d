import json
import re
from dataclasses import replace
from datetime import time
from io import BytesIO

import pypdf
import pytest
from openpyxl import load_workbook

from ilm.insight.reports.base import FONTS, NotSet, typeset
from ilm.insight.reports.risk import (
    TEMPLATE,
    ClaimRow,
    IssueRow,
    as_json,
    build_pdf,
    build_xlsx,
    findings,
)
from ilm.insight.reports.risk.figures import wilson
from ilm.insight.reports.risk.glossary import LABELS, LANGUAGES
from ilm.insight.reports.risk.strings import HIDDEN, WORDS
from ilm.insight.tests.invented_risk import EMPTY, FIGURES

SCRIPTS = {
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "ne": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
}


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(build_pdf(FIGURES)))


@pytest.fixture(scope="module")
def words(pdf) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


@pytest.fixture(scope="module")
def book():
    return load_workbook(BytesIO(build_xlsx(FIGURES)))


def test_every_script_is_set_with_the_shipped_fonts(words):
    for letters in SCRIPTS.values():
        assert len(re.findall(f"[{letters}]", words)) > 40


def test_a_letter_without_a_font_is_refused_and_named():
    with pytest.raises(NotSet, match="虚"):
        build_pdf(replace(FIGURES, buyer="虚构"))


def test_the_pdf_says_the_findings_and_every_shown_number(words):
    plain = as_json(FIGURES)
    for sentence in plain["findings"].values():
        assert sentence in words
    for row in (*FIGURES.headlines, *FIGURES.issues, *FIGURES.by_month, *FIGURES.remedy):
        assert (HIDDEN if row.shown is None else f"{row.shown:,}") in words
    assert WORDS["legend"] in words
    assert WORDS["draft"] in words


def test_demo_data_is_marked_on_every_page_and_only_there(pdf):
    assert all("DEMO DATA" in page.extract_text() for page in pdf.pages)
    real = pypdf.PdfReader(BytesIO(build_pdf(replace(FIGURES, is_demo=False))))
    assert not any("DEMO DATA" in page.extract_text() for page in real.pages)


def test_the_pdf_is_tagged_and_its_fonts_are_inside(pdf):
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Risk report for Marlow Fictitious Retail"
    assert (FONTS / "OFL.txt").exists()
    assert sum(font.stat().st_size for font in FONTS.iterdir()) < 4 << 20


def test_a_workbook_says_the_day_it_was_made_and_no_more(book):
    made, changed = book.properties.created, book.properties.modified
    assert (made.date(), made.time()) == (FIGURES.generated_on, time())
    assert changed.time() == time()


def test_pdf_and_workbook_come_from_the_same_json(book):
    plain = as_json(FIGURES)
    assert json.loads(json.dumps(plain)) == plain
    for name, key in (("Issues", "issues"), ("Months", "by_month"), ("Remedy", "remedy")):
        told = [row[1] for row in book[name].iter_rows(min_row=2, values_only=True)]
        due = [HIDDEN if row["shown"] is None else row["shown"] for row in plain[key]]
        assert told[: len(due)] == due
    claim = next(book["Claims and workers' word"].iter_rows(min_row=2, values_only=True))
    assert claim[2:6] == (240, 240, 69, 63)
    assert claim[9:] == (197, 43)


def test_charts_are_native_and_definitions_are_there(book):
    assert [len(book[name]._charts) for name in ("Issues", "Months", "Remedy")] == [1, 1, 1]
    slugs = [row[1] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)]
    assert slugs[:3] == [d.slug for d in FIGURES.definitions]


@pytest.mark.parametrize("words", ["=1+1", "+1", "@SUM(A1)", "https://example.org", "#eval(1)"])
def test_words_never_become_a_formula_a_link_or_markup(words):
    risky = replace(FIGURES, issues=(IssueRow("x", words, words, 20),))
    cell = load_workbook(BytesIO(build_xlsx(risky)))["Issues"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)
    text = pypdf.PdfReader(BytesIO(build_pdf(risky))).pages[0].extract_text()
    assert words in text


def test_nothing_to_show_is_still_a_report():
    text = pypdf.PdfReader(BytesIO(build_pdf(EMPTY))).pages[0].extract_text()
    assert "No issue was reported by enough people to show a figure" in text
    assert load_workbook(BytesIO(build_xlsx(EMPTY))).sheetnames == ["About"]


def test_what_is_withheld_at_every_workplace_is_not_called_none():
    hidden = tuple(replace(row, open=None, overdue=None) for row in FIGURES.sites)
    assert "can be shown" in findings.of(replace(FIGURES, sites=hidden))["sites"]
    assert "overdue" in findings.of(FIGURES)["sites"]


def test_the_workers_word_is_counted_as_the_oracle_says():
    row = ClaimRow("a site", "Wages not paid", 240, 240, 69, 63)
    low, high = row.interval
    assert (round(low, 3), round(high, 3)) == (0.823, 0.960)
    assert (row.supported, row.claimed - row.supported) == (197, 43)
    assert [round(x, 3) for x in wilson(45, 50)] == [0.786, 0.957]
    assert ClaimRow("a site", "x", 30, 30, 30, 26).supported == 26
    assert ClaimRow("a site", "x", 30, 30, None, None).supported is None


def test_the_drafts_are_complete():
    for english, words in LABELS.values():
        assert english
        assert words.keys() == LANGUAGES.keys()
        for code, text in words.items():
            assert re.search(f"[{SCRIPTS[code]}]", text)


def test_a_template_may_not_read_outside_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("sealed")
    (tmp_path / "in").mkdir()
    nosy = tmp_path / "in" / "nosy.typ"
    nosy.write_text('#read("../secret.txt")')
    with pytest.raises(NotSet):
        typeset(nosy, {})


def test_the_template_is_one_file():
    assert [p.suffix for p in TEMPLATE.parent.iterdir() if p.suffix == ".typ"] == [".typ"]
