"""Back-ups that this server cannot read, and the way back.

Three files, each sealed with age to keys that are kept elsewhere: `body` and `media` may be kept
long, `keys` for 30 days (security.md §2.12): without its keys a body opens nothing, so whoever was
erased is gone. Tables, rights and triggers come from the code of the same version.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import psycopg
import pyrage
from django.conf import settings
from psycopg.conninfo import make_conninfo

from ilm.catalog.keeping import BACKUPS_KEEP_KEYS
from ilm.faces.operator import archiving
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.wall.embedded import find_binaries

# deliveries and parts open with key files of the server, without any grant; a receipt with the code
# in a worker's hand; words in the search with the search key, which outlives whoever said them; and
# what was learnt from words with the `talk` key, which does too
KEYS = (
    "vault_grant",
    "vault_membergrant",
    "vault_wrap",
    "vault_sharegiven",
    "vault_alias",
    "vault_standingaddress",
    "vault_receipt",
    "talk_delivery",
    "talk_part",
    "talk_vocabulary",
    "cases_lesson",
)
STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"\d{8}T\d{6}Z-keys\.age$")
NEVER = ("vault_vaultsession", "django_session", "usersessions_usersession")
FRAME = ("django_migrations", "django_content_type", "auth_permission")  # migrate writes these


def back_up(folder: Path, *, recipients: Sequence[str], media: bool = True) -> list[Path]:
    """Write `<time>-body.age`, `-keys.age` and, unless told not to, `-media.age` (mode 0600) into
    `folder`; the paths.

    `recipients` are age public keys (`age1...`). Refused without one, with a secret key, or where
    pg_dump fails; a broken file is not left behind.
    """
    keys = [_recipient(word) for word in recipients]
    if not keys:
        raise Refused("Name at least one age key that the back-up is sealed to: --to age1...")
    folder.mkdir(parents=True, exist_ok=True)
    stamp = clock.now().strftime(STAMP)
    body = [f"--exclude-table-data={table}" for table in (*KEYS, *NEVER, *FRAME)]
    only = [f"--table={table}" for table in KEYS]
    made = [
        _dump(folder / f"{stamp}-{name}.age", keys, options)
        for name, options in (("body", ["--schema=public", *body]), ("keys", only))
    ]
    if media:
        with _half(folder / f"{stamp}-media.age") as (part, target):
            archiving.pack(Path(settings.MEDIA_ROOT), part, keys)
        made.append(target)
    return made


def renew(folder: Path, *, recipients: Sequence[str], media: bool = True) -> Iterator[str]:
    """`back_up`, then take out files of keys that have outlived their 30 days: a line for each."""
    yield from map(str, back_up(folder, recipients=recipients, media=media))
    for path in outlived(folder):
        yield f"{path.name} is older than 30 days and is removed: it could open who was erased."
        path.unlink()


def outlived(folder: Path) -> list[Path]:
    """Files of keys in `folder` that are older than 30 days: while one is there, whoever was erased
    since can be opened. By the time in their names, and no other files."""
    first = clock.now() - timedelta(days=BACKUPS_KEEP_KEYS)
    kept = first.strftime(STAMP)
    return sorted(
        file for file in folder.glob("*-keys.age") if _STAMPED.match(file.name) and file.name < kept
    )


def restore(files: Sequence[Path], *, identity: Path, admin: str) -> None:
    """Put back-ups into a database that `ilm migrate` has made and nobody has used.

    The body goes first, then its keys; media go into the media folder. `identity` is a file with
    an age secret key, `admin` how a superuser connects. Refused where an organisation exists
    already, or a file does not open; a dump that fails leaves nothing of itself.
    """
    keys = _identities(identity)
    place = make_conninfo(admin, dbname=settings.DATABASES["owner"]["NAME"])
    with psycopg.connect(place) as server:
        if server.execute("select 1 from parties_organisation limit 1").fetchone():
            raise Refused("This database is in use. Restore into a new one.")
    for file in sorted(files, key=lambda path: "-keys" in path.name):
        if file.name.endswith("-media.age"):
            archiving.unpack(file, Path(settings.MEDIA_ROOT), keys)
        else:
            _undump(file, keys, place)


def _recipient(word: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(word)
    except pyrage.RecipientError as why:
        raise Refused(f"{word[:8]}... is not an age public key. It begins with age1.") from why


def _identities(file: Path) -> list[pyrage.x25519.Identity]:
    lines = (line.strip() for line in file.read_text().splitlines())
    found = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if not found:
        raise Refused(f"{file.name} holds no age secret key.")
    return [pyrage.x25519.Identity.from_str(line) for line in found]


def _dump(target: Path, keys: list[pyrage.x25519.Recipient], options: list[str]) -> Path:
    owner = settings.DATABASES["owner"]
    words = ["-h", owner["HOST"], "-p", str(owner["PORT"] or 5432), "-U", "ilm_backup"]
    with _half(target) as (part, _), part.open("wb") as sealed:
        command = ["-Fc", "--data-only", "--no-password", *words, *options, owner["NAME"]]
        with _program("pg_dump", *command, stdout=subprocess.PIPE) as (dump, _):
            pyrage.encrypt_io(dump, sealed, keys)
    return target


@contextmanager
def _half(target: Path) -> Iterator[tuple[Path, Path]]:
    """A file to write to, which becomes `target` when all of it is there."""
    part = target.with_suffix(".part")
    part.touch(mode=0o600)
    try:
        yield part, target
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _undump(file: Path, keys: list[pyrage.x25519.Identity], place: str) -> None:
    options = ("--data-only", "--disable-triggers", "--single-transaction", "-d", place)
    program = _program("pg_restore", *options, stdin=subprocess.PIPE)
    with file.open("rb") as sealed, program as (_, into):
        try:
            pyrage.decrypt_io(sealed, into, keys)
        except pyrage.DecryptError as why:
            raise Refused(f"{file.name} does not open with this key.") from why


@contextmanager
def _program(name: str, *words: str, **pipes: Any) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A program of PostgreSQL with its output and input; Refused with its words if it fails."""
    command = [str(find_binaries() / name), *words]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, **pipes)  # noqa: S603
    trouble: BaseException | None = None
    try:
        yield child.stdout, child.stdin  # type: ignore[misc]
    except BrokenPipeError as broken:
        trouble = broken
    except BaseException:
        child.kill()
        child.communicate()
        raise
    _, words_of_its_own = child.communicate()
    if child.returncode or trouble:
        raise Refused(f"{name} failed: {words_of_its_own.decode(errors='replace').strip()}")
