"""The words that workers, partners and the public read, and their catalogues in four languages.

`wanted()` finds every message in templates, in code and in the data that pages show by its label.
Catalogues are `.po` files; their compiled form is made at start where it is missing or older.
"""

import ast
import calendar
import io
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.conf import settings
from django.utils.translation.template import templatize

HERE = Path(__file__).parent
LOCALE = HERE / "locale"
LANGUAGES = ("my", "km", "ne", "th")
DRAFT = "machine draft, unreviewed"
SPOKEN = ("worker", "public", "respondent", "buyer", "authority")  # staff and the door: English
SHARED_CODE = ("addressed.py", "answering.py", "board.py", "wording.py", "refusals.py")
REFUSING = ("planning", "evidence", "claiming", "cleaning")  # rooms whose no a partner reads
SHARED = (
    "base_console.html",
    "base_worker.html",
    "base_public.html",
    "board.html",
    "refused_console.html",
    "refused_worker.html",
    "refused_public.html",
    "refused_words.html",
    "django/forms/field.html",
)
_PLURALS = {
    "my": "nplurals=1; plural=0;",
    "km": "nplurals=1; plural=0;",
    "ne": "nplurals=2; plural=(n != 1);",
    "th": "nplurals=1; plural=0;",
}
_SAY = ("gettext", "gettext_lazy")
_COUNT = ("ngettext", "ngettext_lazy")
FROM_DJANGO = (
    "This field is required.",
    "The submitted file is empty.",
    "No file was submitted. Check the encoding type on the form.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Null characters are not allowed.",
    "Enter a valid date.",
    "Enter a whole number.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    *calendar.month_name[1:],
)
INDUSTRIES = (
    "Garment",
    "Seafood",
    "Fishing",
    "Electronics",
    "Rubber",
    "Furniture",
    "Agriculture",
    "Construction",
    "Food",
    "Textile mills",
    "Footwear",
    "Plastics",
    "Apparel",
    "Aquaculture",
    "Food manufacturing",
    "Rubber products",
)
"""Industries of the corridors we know; what is missing here is shown in English."""


class Message(NamedTuple):
    """What is looked up; `plural` is empty where nothing is counted."""

    text: str
    plural: str = ""


def wanted() -> dict[Message, set[str]]:
    """Every message → the files it stands in, relative to `ilm`."""
    found: dict[Message, set[str]] = {}
    for place, message in _everywhere():
        found.setdefault(message, set()).add(place)
    return found


def _everywhere() -> Iterator[tuple[str, Message]]:
    for file in _templates():
        for message in in_template(file.read_text()):
            yield str(file.relative_to(HERE.parent)), message
    code = [file for face in SPOKEN for file in sorted((HERE / face).glob("*.py"))]
    for file in [*code, *(HERE / name for name in SHARED_CODE)]:
        for message in in_code(file.read_text()):
            yield str(file.relative_to(HERE.parent)), message
    for name in REFUSING:
        for refusal in in_refusals((HERE.parent / "remedy" / f"{name}.py").read_text()):
            yield f"remedy/{name}.py", Message(refusal)
    for place, label in _labels():
        yield place, Message(label)


def _templates() -> Iterator[Path]:
    """Pages, their bases, and the components they use."""
    pages = [f for face in SPOKEN for f in sorted((HERE / face / "templates").rglob("*.html"))]
    pages += [HERE / "templates" / name for name in SHARED]
    pages += sorted((HERE / "templates" / "addressed").glob("*.html"))
    yield from pages
    used = {tag for page in pages for tag in re.findall(r"<c-([a-z-]+)", page.read_text())}
    for tag in sorted(used - {"slot", "vars"}):
        yield HERE / "templates/cotton" / f"{tag.replace('-', '_')}.html"


def in_template(text: str) -> Iterator[Message]:
    """Messages of one template. `templatize` turns tags into calls and all else into X."""
    calls = " ".join(line.strip() for line in templatize(_without_comments(text)).splitlines())
    names: Any = dict.fromkeys(("_", "gettext", "ngettext"))
    from babel.messages.extract import extract_python

    found: Iterator[Any] = extract_python(io.BytesIO(calls.encode()), names, [], {})
    for _line, _name, said, _comments in found:
        one, many = (said[0], said[1]) if isinstance(said, tuple) else (said, "")
        yield Message(str(one), str(many or ""))


def _without_comments(text: str) -> str:
    """A comment becomes a `#` that would swallow the rest of its line."""
    text = re.sub(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", "", text, flags=re.DOTALL)
    return re.sub(r"{#.*?#}", "", text)


def in_code(text: str) -> Iterator[Message]:
    """Messages of one module, under whatever names it imports gettext."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        texts = [t for t in texts if isinstance(t, str)]
        if names.get(node.func.id) in _SAY and texts:
            yield Message(str(texts[0]))
        elif names.get(node.func.id) in _COUNT and len(texts) > 1:
            yield Message(str(texts[0]), str(texts[1]))


def in_refusals(text: str) -> Iterator[str]:
    """The sentences with which a module says no: given in place, or by the name of a constant."""
    tree = ast.parse(text)
    constants = {
        node.target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
            [said] = node.args
            yield said.value if isinstance(said, ast.Constant) else constants[said.id]  # type: ignore[attr-defined,misc]


def _labels() -> Iterator[tuple[str, str]]:
    """Labels of data that pages translate when they show it."""
    from ilm.catalog.corrective import CORRECTIVE_ACTIONS
    from ilm.catalog.issues import ALL_LEAVES, AREAS
    from ilm.insight.facts import STATUSES
    from ilm.insight.protection import PERIODS
    from ilm.remedy.cleaning import HIDDEN
    from ilm.remedy.planning import STANCES

    kinds: dict[str, Iterable[str]] = {
        "catalog/issues/areas.py": (area.label for area in AREAS.values()),
        "catalog/issues": (leaf.label for leaf in ALL_LEAVES.values()),
        "catalog/corrective.py": (action.label for action in CORRECTIVE_ACTIONS.values()),
        "remedy/cleaning.py": HIDDEN,
        "remedy/planning.py": STANCES.values(),
        "insight/facts.py": STATUSES.values(),
        "insight/protection.py": (name for name, *_ in PERIODS),
        "insight/metrics": _of_metrics(),
        "parties": INDUSTRIES,
        "django": FROM_DJANGO,
    }
    for place, labels in kinds.items():
        yield from ((place, label) for label in labels)


def _of_metrics() -> Iterator[str]:
    """Every label; explanations of what the public may see."""
    from ilm.insight.metrics import METRICS

    for metric in METRICS.values():
        yield metric.label
        if "public" in metric.audiences:
            yield from (
                metric.explains,
                metric.brief,
                metric.unit,
                *(c.why for c in metric.history),
            )


def catalogue(language: str) -> polib.POFile:
    """The catalogue of a language as it is kept."""
    return polib.pofile(str(po(language)), wrapwidth=100)


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update(language: str) -> tuple[int, int]:
    """Bring a catalogue up to what is wanted, keeping translations. (messages, of them empty)."""
    kept: dict[tuple[str, str], polib.POEntry] = {}
    is_reviewed = "no"
    if po(language).exists():
        old = catalogue(language)
        kept = {(e.msgid, e.msgid_plural): e for e in old}
        is_reviewed = old.metadata.get("X-Reviewed", "no")
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _PLURALS[language],
        "X-Reviewed": is_reviewed,
    }
    for message, places in sorted(wanted().items()):
        new.append(_entry(message, places, kept.get((message.text, message.plural)), language))
    po(language).parent.mkdir(parents=True, exist_ok=True)
    new.save(str(po(language)))
    return len(new), sum(not e.translated() for e in new)


def _entry(
    message: Message, places: set[str], kept: polib.POEntry | None, language: str
) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        occurrences=[(place, "") for place in sorted(places)],
        flags=["python-brace-format"] if "{" in message.text else [],
    )
    if message.plural:
        forms = range(2 if "nplurals=2" in _PLURALS[language] else 1)
        entry.msgstr_plural = {n: kept.msgstr_plural.get(n, "") if kept else "" for n in forms}
    elif kept:
        entry.msgstr = kept.msgstr
    if kept:
        entry.tcomment = kept.tcomment
    return entry


def compile_all() -> None:
    """Make each `.mo` that is missing or older than its `.po`; a read-only house is left alone."""
    for language in LANGUAGES:
        source = po(language)
        made = source.with_suffix(".mo")
        if not source.exists() or (made.exists() and newer(made, source)):
            continue
        part = made.with_suffix(f".{os.getpid()}")
        try:
            catalogue(language).save_as_mofile(str(part))
            part.replace(made)
        except OSError:
            continue


def newer(made: Path, source: Path) -> bool:
    return made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def reviewed() -> frozenset[str]:
    """Languages whose words a speaker has checked: English, and catalogues that say so."""
    done = {language for language, _name in settings.LANGUAGES if language not in LANGUAGES}
    return frozenset(done | {lang for lang in LANGUAGES if _says_reviewed(po(lang))})


def _says_reviewed(file: Path) -> bool:
    return file.exists() and "X-Reviewed: yes" in file.read_text()[:2000]
