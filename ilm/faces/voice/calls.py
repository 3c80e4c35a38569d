"""Which calls are on: so that the end of each is told, even if we end before it does."""

import contextlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ilm.faces.voice.setup import Number
from ilm.faces.voice.spooling import Spool
from ilm.vault.sealing import Denied, bind, lock, unlock

NAME = re.compile(r"CA[0-9a-f]{32}")


class Left(NamedTuple):
    """A call whose end nobody was told."""

    name: str
    number: Number
    url: str
    form: Mapping[str, str]


class Calls:
    """`CA….call` beside the recordings: where its end is told, and of whom, locked."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool

    def begin(self, left: Left) -> None:
        """It is on, or its end is not told yet. Outlives a kill of ours; a power cut, perhaps."""
        inside = json.dumps([left.url, dict(left.form)]).encode()
        key = self.spool.key(left.number.account)
        locked = lock(key, inside, bind("call", left.name)).hex()
        aside = self.spool.folder / f"{left.name}.begun"
        aside.write_text(json.dumps({"account": left.number.account, "locked": locked}))
        aside.replace(self._place(left.name))

    def end(self, name: str) -> None:
        """Its end was told."""
        with contextlib.suppress(FileNotFoundError):
            self._place(name).unlink()

    def left(self) -> list[Left]:
        """Those that a death of ours left without an end."""
        names = [file.stem for file in self.spool.folder.glob("CA*.call")]
        return [found for name in names if (found := self._read(name)) is not None]

    def _read(self, name: str) -> Left | None:
        if not NAME.fullmatch(name):
            return None
        try:
            said = json.loads(self._place(name).read_text())
            key = self.spool.key(said["account"])
            url, form = json.loads(unlock(key, bytes.fromhex(said["locked"]), bind("call", name)))
        except (OSError, ValueError, KeyError, Denied):
            return None
        number = self.spool.setup.of(said["account"])
        return Left(name, number, url, form) if number else None

    def _place(self, name: str) -> Path:
        return self.spool.folder / f"{name}.call"
