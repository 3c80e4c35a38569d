"""The living page holds every component and no inline style, script or handler."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from ilm.faces.living import TEMPLATE, sample

FACES = Path(__file__).parent.parent
COTTON = sorted(p.stem.replace("_", "-") for p in (FACES / "templates/cotton").glob("*.html"))


@pytest.fixture(scope="module")
def page() -> str:
    return render_to_string(TEMPLATE, sample())


def test_every_component_is_shown_and_compiled(page: str) -> None:
    sources = "".join(p.read_text() for p in (FACES / "templates").rglob("*.html"))
    assert [name for name in COTTON if not re.search(rf"<c-{name}[\s>]", sources)] == []
    assert "<c-" not in page


@pytest.mark.parametrize(
    "path", sorted((FACES / "templates").rglob("*.html")), ids=lambda p: p.name
)
def test_nothing_is_inline(path: Path) -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", path.read_text())


def test_urgency_and_clocks_speak_in_words(page: str) -> None:
    for word in (
        "Threat to life",
        "Urgent",
        "High",
        "Medium",
        "Low",
        "Overdue",
        "Due soon",
        "In time",
    ):
        assert word in page


def test_small_groups_are_hatched_never_zero(page: str) -> None:
    assert "Withheld to protect a small group" in page
    assert ">None<" not in page


def test_four_scripts_are_marked_with_their_language(page: str) -> None:
    for language in ("my", "km", "ne"):
        assert f'lang="{language}"' in page


def test_an_error_is_bound_to_its_field(page: str) -> None:
    assert 'aria-describedby="id_site_helptext id_site_error"' in page or "id_site_error" in page
    assert 'aria-invalid="true"' in page


def test_ids_are_unique(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


def test_worker_sheet_is_small_and_old_phones_read_both() -> None:
    brotli = pytest.importorskip("brotli")
    worker = (FACES / "static/css/worker.css").read_bytes()
    assert len(brotli.compress(worker)) <= 2560
    for sheet in (worker, (FACES / "static/css/console.css").read_bytes()):
        assert not re.search(rb"@layer|oklch|color-mix|:has\(|@property|@container", sheet)
        assert not re.search(rb"(margin|padding|border)-(left|right|top|bottom)\b", sheet)
