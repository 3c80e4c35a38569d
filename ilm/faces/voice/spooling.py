"""Recordings on disk, sealed as they come; told until the application has them, then gone.

`RE….sealed` is the recording, `RE….note` what we need to tell of it: its state in the clear, the
call and the caller locked under the account's token. Neither opens without a key that is elsewhere.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ilm.faces.voice.setup import Number, Setup
from ilm.kit import disk
from ilm.vault.recordings import BYTES, Sealer
from ilm.vault.sealing import Denied, bind, lock, unlock

log = logging.getLogger(__name__)
NAME = re.compile(r"RE[0-9a-f]{32}")
FULL = 0.2  # of the disk is left: the alarm


class State(StrEnum):
    """Where a recording is on its way."""

    RECORDING = "recording"
    ENDED = "ended"
    TOLD = "told"  # the application knows, and has not fetched it yet


@dataclass(frozen=True)
class Note:
    """What is kept beside a recording until it is gone."""

    name: str
    account: str
    state: State
    callback: str
    form: Mapping[str, str]
    seconds: int = 0
    is_cut: bool = False  # we died while she spoke

    def told(self, base: str) -> dict[str, str]:
        """The form that tells of it."""
        return {**self.form, **fields_of(base, self.account, self.name, self.seconds),
                "RecordingStatus": "partial" if self.is_cut else "completed"}  # fmt: skip


def fields_of(base: str, account: str, name: str, seconds: float) -> dict[str, str]:
    """How a form names a recording."""
    url = f"{base}/2010-04-01/Accounts/{account}/Recordings/{name}"
    return {"RecordingSid": name, "RecordingUrl": url, "RecordingDuration": str(round(seconds)),
            "RecordingChannels": "1", "RecordingSource": "RecordVerb"}  # fmt: skip


class Spool:
    """The folder in which recordings wait."""

    def __init__(self, setup: Setup) -> None:
        self.folder, self.setup = setup.spool, setup
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)

    def begin(self, number: Number, callback: str, form: Mapping[str, str]) -> "Recording":
        """A new recording; its note is on the disk before the first word."""
        note = Note(f"RE{uuid.uuid4().hex}", number.account, State.RECORDING, callback, dict(form))
        self.write(note)
        return Recording(self, note)

    def recover(self) -> list[Note]:
        """Recordings that a death of ours broke off are partial from now on."""
        found = [each for each in self.notes() if each.state is State.RECORDING]
        for note in found:
            said = self._seconds(note.name)
            self.write(replace(note, state=State.ENDED, seconds=said, is_cut=True))
        if found:
            log.warning("%d recordings were broken off and are kept as far as they go", len(found))
        return found

    def notes(self) -> list[Note]:
        """All that wait, oldest first."""
        files = sorted(self.folder.glob("RE*.note"), key=lambda each: each.stat().st_mtime)
        return [note for file in files if (note := self.read(file.stem)) is not None]

    def read(self, name: str) -> Note | None:
        """What is known of one; None where there is none that is ours."""
        if not NAME.fullmatch(name):
            return None
        try:
            said = json.loads((self.folder / f"{name}.note").read_text())
            account, state = said["account"], State(said["state"])
            inside = unlock(self.key(account), bytes.fromhex(said["locked"]), bind("note", name))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, Denied):
            log.error("%s cannot be read: its account or token was changed", name)
            return None
        callback, form = json.loads(inside)
        return Note(name, account, state, callback, form, said["seconds"], said["is_cut"])

    def write(self, note: Note) -> None:
        """Durable when this returns."""
        inside = json.dumps([note.callback, note.form]).encode()
        said = {
            "account": note.account, "state": str(note.state), "seconds": note.seconds,
            "is_cut": note.is_cut,
            "locked": lock(self.key(note.account), inside, bind("note", note.name)).hex(),
        }  # fmt: skip
        aside = self.folder / f"{note.name}.new"
        with aside.open("w") as file:
            file.write(json.dumps(said))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.folder / f"{note.name}.note")
        self._settle()

    def tell(self, note: Note) -> None:
        """The application was told; unless it has fetched it meanwhile. One in which nothing was
        said it never fetches: that goes, with the caller's number in its note."""
        if not note.seconds and not note.is_cut:
            self.forget(note.name)
        elif (self.folder / f"{note.name}.note").exists():
            self.write(replace(note, state=State.TOLD))

    def content(self, name: str) -> Path | None:
        """The sealed recording itself, once it is ended."""
        note = self.read(name)
        return self.place(name) if note and note.state is not State.RECORDING else None

    def forget(self, name: str) -> None:
        """The application has it."""
        for file in (self.place(name), self.folder / f"{name}.note"):
            with contextlib.suppress(FileNotFoundError):
                file.unlink()
        self._settle()

    def place(self, name: str) -> Path:
        return self.folder / f"{name}.sealed"

    def is_filling(self) -> bool:
        """Whether somebody must make room."""
        return disk.left([self.folder]) < FULL

    def _seconds(self, name: str) -> int:
        with contextlib.suppress(FileNotFoundError):
            return round(self.place(name).stat().st_size / BYTES)
        return 0

    def key(self, account: str) -> bytes:
        """Under which our own notes of an account lie."""
        number = self.setup.of(account)
        secret = number.token if number else ""
        return hmac.digest(secret.encode(), b"ilm/1/what waits at the gateway", hashlib.sha256)

    def _settle(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Recording:
    """One that grows: each second is sealed, appended, and durable soon after."""

    def __init__(self, spool: Spool, note: Note) -> None:
        self.spool, self.note = spool, note
        self._sealer = Sealer(spool.setup.public, note.name)
        self._file = spool.place(note.name).open("xb", buffering=0)
        self._file.write(self._sealer.head)
        self._held, self._written = bytearray(), 0
        self._syncing: asyncio.Future[None] | None = None

    @property
    def name(self) -> str:
        return self.note.name

    @property
    def seconds(self) -> float:
        return (self._written + len(self._held)) / BYTES

    def add(self, samples: bytes) -> None:
        """What was heard. A whole second goes to the disk; the loop does not wait for it."""
        self._held += samples
        if len(self._held) < BYTES:
            return
        while len(self._held) >= BYTES:
            self._append(bytes(self._held[:BYTES]))
            del self._held[:BYTES]
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.ensure_future(asyncio.to_thread(self._sync))

    def end(self) -> Note:
        """Durable when this returns."""
        self._append(bytes(self._held), is_last=True)
        self._held.clear()
        os.fsync(self._file.fileno())
        self._file.close()
        self.note = replace(self.note, state=State.ENDED, seconds=round(self.seconds))
        self.spool.write(self.note)
        return self.note

    def _append(self, samples: bytes, *, is_last: bool = False) -> None:
        self._file.write(self._sealer.block(samples, is_last=is_last))
        self._written += len(samples)

    def _sync(self) -> None:
        with contextlib.suppress(ValueError, OSError):  # closed meanwhile: `end` has done it
            os.fsync(self._file.fileno())
