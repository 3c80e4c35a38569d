"""Tables of what the benchmarks found, drawn from the results that are kept beside them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drawing import table

FOUND = Path(__file__).resolve().parent.parent / "bench" / "language" / "measured.json"
SETS = ("sentences", "two words", "fresh")


def languages() -> Iterator[str]:
    """Which library tells the language best."""
    figures = _figures()["identification"]
    head = [
        "",
        *(f"{name}: right" for name in SETS),
        "sentences: right of answered",
        "texts a CPU-second",
        "MiB",
    ]
    rows = sorted(figures.items(), key=lambda item: -item[1]["sentences"])
    yield from table(
        head,
        [
            (
                _bold(name),
                *(_share(told[which]) for which in SETS),
                _share(told["sentences, right of answered"]),
                f"{told['texts/s']:,.0f}",
                _mib(told),
            )
            for name, told in rows
        ],
    )


def each_language() -> Iterator[str]:
    """Ours, language by language."""
    told = _figures()["identification"]["ours"]["per language"]
    yield from table(told, [[_share(each) for each in told.values()]])


def words() -> Iterator[str]:
    """Where words end."""
    codes = ("th", "lo", "km", "my")
    rows = [
        (
            _bold(name),
            *(f"{told[c]:.2f}" if c in told else "" for c in codes),
            f"{told['sentences/s']:,.0f}",
            _mib(told),
        )
        for name, told in _figures()["words"].items()
    ]
    yield from table(["", *codes, "sentences a CPU-second", "MiB"], rows)


def zawgyi() -> Iterator[str]:
    """Who knows Zawgyi."""
    asked = ("Unicode taken for Zawgyi", "Zawgyi found", "Zawgyi taken for Unicode")
    rows = [
        (_bold(name), *(_share(told[each]) for each in asked))
        for name, told in _figures()["zawgyi"].items()
    ]
    yield from table(["", *asked], rows)


def dangers() -> Iterator[str]:
    """How many dangers are pointed out."""
    told = _figures()["words of danger"]
    head = ["", "dangers in them", "pointed out", "sentences without any", "falsely pointed out"]
    rows = [
        (name, t["dangers"], _share(t["found"]), t["calm"], _share(t["false"]))
        for name, t in told.items()
        if name != "missed"
    ]
    yield from table(head, rows)
    yield ""
    yield "Missed (language, line, danger): " + ", ".join(told["missed"]) + "."


def not_installed() -> Iterator[str]:
    """Which could not be asked, and why."""
    missing = _figures()["not installed"]
    yield "Not measured: " + ("; ".join(f"{n} ({w})" for n, w in missing.items()) or "none") + "."


def _figures() -> Any:
    return json.loads(FOUND.read_text())["figures"]


def _bold(name: str) -> str:
    return f"**{name}**" if name == "ours" else name


def _share(share: float) -> str:
    return f"{share:.1%}"


def _mib(told: dict[str, Any]) -> str:
    return f"{told['MiB']:,.0f}" if "MiB" in told else "–"
