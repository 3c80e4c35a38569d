"""How full the disks are: what is large is refused before what is small, and her words last."""

import shutil
from collections.abc import Iterable
from pathlib import Path

FILES, WORDS = 0.05, 0.01  # the share of a disk that must be free to take them (security.md 4.3)


def left(folders: Iterable[Path]) -> float:
    """The share that is free of the fullest of these folders' file systems, 0 to 1. One that
    cannot be looked at does not count: not to know is no reason to refuse."""
    return min((_of(folder) for folder in folders), default=1.0)


def _of(folder: Path) -> float:
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return 1.0
    return found.free / found.total if found.total else 1.0
