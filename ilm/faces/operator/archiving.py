"""The media folder as one sealed file, and back. Its files are sealed one by one already."""

import os
import tarfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pyrage

from ilm.kit.errors import Refused


def pack(folder: Path, into: Path, keys: Sequence[Any]) -> None:
    """Write every file of the folder into `into`, sealed with age; one that is erased meanwhile
    is left out."""
    with into.open("wb") as sealed:
        _through(
            lambda to: _add_all(folder, to), lambda plain: pyrage.encrypt_io(plain, sealed, keys)
        )


def unpack(file: Path, folder: Path, keys: Sequence[Any]) -> None:
    """Put the files back into the folder. Refused where the file does not open with this key."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("rb") as sealed:
        try:
            _through(
                lambda to: pyrage.decrypt_io(sealed, to, keys), lambda plain: _take(plain, folder)
            )
        except (pyrage.DecryptError, tarfile.ReadError) as why:
            raise Refused(f"{file.name} does not open with this key.") from why


def _through(write: Callable[[IO[bytes]], None], read: Callable[[IO[bytes]], None]) -> None:
    """What one writes, the other reads, without ever lying anywhere; the writer's trouble first."""
    out, into = os.pipe()
    with ThreadPoolExecutor(1) as beside:
        writing = beside.submit(_closing, write, into)
        with os.fdopen(out, "rb") as plain:
            trouble: Exception | None = None
            try:
                read(plain)
            except Exception as why:
                trouble = why
    writing.result()
    if trouble:
        raise trouble


def _closing(write: Callable[[IO[bytes]], None], into: int) -> None:
    with os.fdopen(into, "wb") as pipe:
        write(pipe)


def _add_all(folder: Path, to: IO[bytes]) -> None:
    with tarfile.open(fileobj=to, mode="w|") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".half":
                with suppress(FileNotFoundError):
                    archive.add(path, arcname=str(path.relative_to(folder)), recursive=False)


def _take(plain: IO[bytes], folder: Path) -> None:
    with tarfile.open(fileobj=plain, mode="r|") as archive:
        archive.extractall(folder, filter="data")
