"""The deployment's own keys: files of the processes that need them, never in the database."""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from ilm.vault.sealing import new_pair

SECRETS = (
    "django",
    "pepper",
    "index",
    "vouch",
    "channels",
    "live",
    "figures",
    "wall-desk",
    "wall-respondent",
    "wall-buyer",
    "wall-authority",
)
PAIRS = ("parse", "sender", "ledger", "house")


def ensure(folder: Path) -> list[str]:
    """Make what is missing, readable by this user alone; the names that were made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = [name for name in SECRETS if _write(folder / name, os.urandom(32))]
    for name in PAIRS:
        if not (folder / f"{name}.private").exists():
            pair = new_pair()
            _write(folder / f"{name}.private", pair.private)
            _write(folder / f"{name}.public", pair.public)
            made.append(name)
    return made


def _write(path: Path, value: bytes) -> bool:
    if path.exists():
        return False
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(value)
    return True


@cache
def parse_public() -> bytes:
    """What a hook seals raw deliveries to."""
    return settings.PARSE_PUBLIC.read_bytes()


@cache
def parse_private() -> bytes:
    """Held by the parse process alone."""
    return settings.PARSE_PRIVATE.read_bytes()


@cache
def sender_public() -> bytes:
    """What due texts and standing addresses are sealed to."""
    return settings.SENDER_PUBLIC.read_bytes()


@cache
def sender_private() -> bytes:
    """Held by the sender alone."""
    return settings.SENDER_PRIVATE.read_bytes()


@cache
def ledger_public() -> bytes:
    """What daily heads of ledgers are verified with; anybody may have it."""
    return settings.LEDGER_PUBLIC.read_bytes()


@cache
def ledger_private() -> bytes:
    """Signs the daily heads. Held by the process of the clock alone."""
    return settings.LEDGER_PRIVATE.read_bytes()


def house_public() -> bytes:
    """Who answers for what goes out by the clock; empty where no such pair was made yet."""
    return _read(settings.HOUSE_PUBLIC)


@cache
def house_private() -> bytes:
    """Held by the process that asks by the clock; empty elsewhere."""
    return _read(settings.HOUSE_PRIVATE)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
