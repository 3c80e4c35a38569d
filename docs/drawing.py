"""Draws the reference pages from the code. Each page calls one function here through cog."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FLAGS = ("sensitive", "self_identifying", "child")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
os.environ.setdefault("ILM_TESTING", "1")

import django  # noqa: E402

django.setup()

from tests.test_house import LIVES  # noqa: E402


def lives() -> Iterator[str]:
    """One state diagram per life, and who may take each step."""
    from ilm.access.roles import ROLES

    for name, (_, moves, first) in LIVES.items():
        yield f"## {name.replace('_', ' ').capitalize()}\n\n```mermaid\nstateDiagram-v2"
        yield from (f"    [*] --> {status}" for status in sorted(first))
        for move in moves:
            yield from (f"    {s} --> {move.target}: {move.verb}" for s in sorted(move.source))
        yield "```\n"
        rows = []
        for m in moves:
            who = ", ".join(r.label.lower() for r in ROLES.values() if m.needs in r.can)
            rows.append((f"`{m.verb}`", f"`{m.needs}`", who, ", ".join(sorted(m.tells)) or "–"))
        yield from table(("step", "right", "held by", "told"), rows)
        yield ""


def roles() -> Iterator[str]:
    from ilm.access.permissions import Permission
    from ilm.access.roles import ROLES

    every = list(ROLES.values())
    yield from table(
        ("role", "face", "reach"), [(r.label, f"`{r.face}`", r.reach.value) for r in every]
    )
    yield ""
    yield from table(
        ("right", *(r.label for r in every)),
        [(f"`{p}`", *("yes" if p in r.can else "" for r in every)) for p in Permission],
    )


def addresses() -> Iterator[str]:
    """Every address of a signed-in face: what it asks for, and who has that."""
    from ilm.access.roles import ROLES
    from ilm.wall.faces import face_of
    from tests.test_matrix import of_faces

    rows = []
    for pattern, url in of_faces():
        face, right = face_of(f"/{pattern}").slug, getattr(url.callback, "permission", None)
        who = [r.label.lower() for r in ROLES.values() if r.face == face and right in r.can]
        rows.append((f"`/{pattern}`", f"`{right}`", ", ".join(who)))
    yield from table(("address", "right", "who"), rows)


def issue_types() -> Iterator[str]:
    from ilm.catalog.issues import AREAS, ISSUE_TYPES

    for area in AREAS.values():
        kinds = [k for k in ISSUE_TYPES.values() if k.area == area.slug]
        yield f"## {area.label} ({len(kinds)})\n"
        yield from table(
            ("slug", "label", "definition", "urgency", "ILO indicators", "flags"),
            [
                (
                    f"`{k.slug}`",
                    k.label,
                    k.definition,
                    str(k.urgency.value),
                    ", ".join(str(i) for i in k.ilo),
                    " ".join(n for n in FLAGS if getattr(k, n)),
                )
                for k in kinds
            ],
        )
        yield ""


def metrics() -> Iterator[str]:
    from ilm.insight.metrics import METRICS

    for m in METRICS.values():
        brief = f"*{m.brief}*\n\n" if m.brief else ""
        head = f"## {m.label}\n\n`{m.slug}`, version {m.version}, in {m.unit}\n"
        yield f"{head}\n{brief}{m.explains}\n"


def channels() -> Iterator[str]:
    from ilm.channels import CHANNELS

    rows = []
    for slug, door in CHANNELS.items():
        can = door.can
        rows.append(
            (
                f"`{slug}`",
                door.label,
                str(can.text_max or "–"),
                ", ".join(sorted(str(r) for r in can.receipts)) or "–",
                "yes" if can.idempotent else "no",
                f"[its page](../../ilm/channels/{slug.replace('-', '_')}/README.md)",
            )
        )
    yield from table(("slug", "channel", "text", "receipts", "idempotent", "more"), rows)


def grants() -> Iterator[str]:
    from ilm.wall.faces import LOGINS
    from ilm.wall.grants import TABLES

    yield from table(
        ("table", *LOGINS[1:]),
        [(f"`{t.name}`", *(t.rights.get(login, "") for login in LOGINS[1:])) for t in TABLES],
    )


def bounds() -> Iterator[str]:
    """Which rows each policy lets a login see, and which it may write where those are fewer."""
    from ilm.wall.bounds import ALL
    from ilm.wall.grants import TABLES

    yield from table(
        ("table", "login", "rows it sees", "rows it may write"),
        [
            (
                f"`{t.name}`",
                login,
                f"`{' '.join(t.rows_for(login).split())}`".replace("|", "\\|"),
                f"`{t.writes_for(login)}`".replace("|", "\\|")
                if t.writes_for(login) != t.rows_for(login)
                else "the same",
            )
            for t in TABLES
            for login in t.rights
            if (t.rows_for(login), t.writes_for(login)) != (ALL, ALL)
        ],
    )


def clear_columns() -> Iterator[str]:
    """Every column of ours that is not sealed, by table: what a stolen disk shows."""
    from django.apps import apps

    for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table):
        if not model.__module__.startswith("ilm.") or model._meta.app_label == "door":
            continue
        fields = model._meta.concrete_fields
        clear = [f.column for f in fields if not getattr(f, "is_sealed", False)]
        sealed = [f.column for f in fields if getattr(f, "is_sealed", False)]
        yield f"## {model._meta.db_table}\n"
        if model.__doc__:
            yield model.__doc__.strip().split("\n")[0] + "\n"
        yield "In clear: " + ", ".join(f"`{model._meta.db_table}.{c}`" for c in clear) + "."
        if sealed:
            yield "\nSealed: " + ", ".join(f"`{c}`" for c in sealed) + "."
        yield ""


def words_in_clear() -> Iterator[str]:
    """Each column that could hold words and is not sealed, with the reason that stands in code."""
    from ilm.wall.clear import BYTES, STRUCTURED, WORDS

    for reasons in (WORDS, STRUCTURED, BYTES):
        yield from table(("column", "why"), [(f"`{c}`", why) for c, why in sorted(reasons.items())])
        yield ""


def environment() -> Iterator[str]:
    """Every variable that settings.py reads, with its default as written there."""
    import re

    text = (ROOT / "ilm/settings.py").read_text()
    found: dict[str, str] = {}
    read = r'os\.environ\.get\(f?"(ILM_[A-Z_{}a-z.()]+)"(?:, ([^)]*))?\)'
    for name, default in re.findall(read, text):
        found.setdefault(name, default or "–")
    rows = [(f"`{n}`", f"`{d}`") for n, d in sorted(found.items())]
    yield from table(("variable", "default"), rows)


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in row) + " |"
