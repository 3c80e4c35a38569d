"""What every report is made of: a folder with a template and sheets over one set of frozen
figures."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ilm.insight.protection import Rule
from ilm.kit.slug import Slug

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
SECONDS = 60

F = TypeVar("F")
Plain = Mapping[str, object]


class NotSet(Exception):
    """The typesetter refused a template, met a letter that no shipped font has, or ran out of
    time; the message says which."""


@dataclass(frozen=True)
class Report(Generic[F]):
    """A report: its name, whom it is for, under which surface's rule its figures were measured,
    and the two ways to build it from the same figures. Both return the bytes of a file."""

    slug: Slug
    title: str
    explains: str
    surface: Rule
    build_pdf: Callable[[F], bytes]
    build_xlsx: Callable[[F], bytes]


def typeset(template: Path, figures: Plain) -> bytes:
    """The PDF (tagged, PDF/UA-1) of a Typst template over JSON figures, set in a process of its
    own with only the template's folder and the shipped fonts to read. Raises NotSet."""
    order = {"template": str(template), "fonts": str(FONTS), "figures": figures}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file, figures on stdin
            [sys.executable, "-I", str(HERE / "typesetter.py")],
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            env={"LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotSet(f"{template.name} took more than {SECONDS} seconds") from late
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotSet(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
