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


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))


def luminance(colour: str) -> float:
    full = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    text = (FACES / "static/css/console.css").read_text()
    blocks = re.findall(r"([^{}]+)\{([^{}]*--paper: #[^{}]*)\}", text)[:3]
    light, dark, asked = (tokens(block) for _, block in blocks)
    assert dark == asked
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_on_every_ground(scheme: str) -> None:
    colour = schemes()[scheme]
    pairs = [
        (i, g) for i in ("ink", "soft", "accent") for g in ("paper", "surface", "sunk", "tint")
    ]
    pairs += [(tone, f"{tone}-tint") for tone in ("bad", "warn", "good", "info")]
    pairs += [(tone, "surface") for tone in ("bad", "warn", "good", "info")]
    pairs += [("ink", f"{tone}-tint") for tone in ("bad", "warn", "good", "info")]
    pairs += [("soft", "warn-tint"), ("surface", "bad"), ("on-accent", "accent"), ("bad", "paper")]
    pairs += [("bad", "tint"), ("accent", "bad-tint")]
    weak = {p: round(contrast(colour[p[0]], colour[p[1]]), 2) for p in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_bars_can_be_seen(scheme: str) -> None:
    colour = schemes()[scheme]
    pairs = [("edge", g) for g in ("paper", "surface", "sunk")]
    pairs += [("accent", "sunk"), ("accent", "paper"), ("accent", "tint")]
    assert [p for p in pairs if contrast(colour[p[0]], colour[p[1]]) < 3] == []


@pytest.mark.parametrize(
    ("face", "sheet"), [("worker", "worker"), ("public", "console"), ("desk", "console")]
)
def test_a_refusal_wears_the_face_it_happened_on(face: str, sheet: str) -> None:
    why = "Name at least one issue before you take a case on."
    said = render_to_string("refused.html", {"why": why, "face": face})
    assert why in said
    assert f"css/{sheet}" in said
    missing = render_to_string("404.html", {"face": face, "why": "secret"})
    assert "secret" not in missing


def test_the_exit_is_the_first_thing_a_key_reaches() -> None:
    said = render_to_string("base_worker.html", {"languages": [("my", "မြန်မာ")]})
    assert re.search(r"<(a|button|input)\b[^>]*", said)[0].startswith('<a class="exit"')  # type: ignore[index]
    assert "htmx" not in said
