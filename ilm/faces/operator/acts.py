"""What the verbs of `ilm` do: each a few lines and one call into the room that owns the matter."""

import signal
import subprocess
import sys
from pathlib import Path

import polib
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ilm.faces.operator import clearing, history, inspection, vaults
from ilm.kit.errors import Refused
from ilm.talk import vouching
from ilm.talk.models import ChannelAccount
from ilm.wall import checking, roles
from ilm.wall.apply import need_keys
from ilm.wall.entering import ask, entering

MAIL = ("ilm.faces.operator", "mail")
VOICE = ("ilm.faces.operator", "voice")
MAIL_LOOK = 20  # looks at the children between two looks for an e-mail account or a hotline
OLDEST = 15  # the first PostgreSQL that the wall holds on


def migrate(*, admin: str | None, passwords: Path | None) -> None:
    """Bring the database to this version: tables, rights, policies, catalogues.

    With `admin` (how an administrator connects) logins and database are made first; `passwords`
    (a libpq password file) gives the logins the passwords in it, where peer authentication is not
    to be had. Refused without the keys of the wall, and on a server older than PostgreSQL 15.
    """
    need_keys()
    if admin:
        with psycopg.connect(admin, autocommit=True) as server:
            if server.info.server_version < OLDEST * 10_000:
                raise Refused(f"PostgreSQL {OLDEST} or newer is needed, and this one is older.")
        roles.ensure(conninfo_to_dict(admin), settings.DATABASES["owner"]["NAME"])
        if passwords:
            _set_passwords(admin, passwords)
    compile_catalogues(Path(settings.BASE_DIR) / "ilm")
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("wall_apply")
    with entering("owner"):
        vouching.begin(settings.KEYS)


def _set_passwords(admin: str, file: Path) -> None:
    with psycopg.connect(admin, autocommit=True) as server:
        for line in file.read_text().splitlines():
            login, word = line.rsplit(":", 2)[1:]
            if login.startswith("ilm_"):
                sealed = server.pgconn.encrypt_password(word.encode(), login.encode())
                parts = sql.Identifier(login), sql.Literal(sealed.decode())
                server.execute(sql.SQL("alter role {} password {}").format(*parts))


def compile_catalogues(folder: Path) -> int:
    """Compile each gettext catalogue below `folder` that is newer than its result; how many."""
    stale = [po for po in folder.rglob("*.po") if _is_newer(po, po.with_suffix(".mo"))]
    for po in stale:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return len(stale)


def _is_newer(source: Path, result: Path) -> bool:
    return not result.exists() or source.stat().st_mtime > result.stat().st_mtime


def is_empty() -> bool:
    """Whether no organisation has been founded yet."""
    table = apps.get_model("parties", "Organisation")._meta.db_table
    with entering("owner"):
        return not ask(f'select 1 from "{table}" limit 1')  # noqa: S608 - a name of our own


def work(*, only: str | None = None) -> None:
    """Jobs, parsing and sending in this process, or `only` one of them, until somebody says stop.

    Refused where no loop has that name.
    """
    try:
        call_command("worker", *(["--only", only] if only else []))
    except CommandError as why:
        raise Refused(str(why)) from None


def wait_for_mail() -> None:
    """Wait at the mailboxes, in this process, until somebody says stop."""
    call_command("mail")


def answer_calls(*, file: Path | None) -> None:
    """Answer the hotline, in this process, until somebody says stop. Refused where it is not set
    up."""
    call_command("voice", *(["--file", str(file)] if file else []))


def has_mail() -> bool:
    """Whether an account is open whose mailbox somebody has to wait at."""
    return _is_open("email")


def has_line() -> bool:
    """Whether our gateway has somebody to answer for: it is set up, an account of it open."""
    return settings.VOICE.exists() and _is_open("voice")


def _is_open(channel: str) -> bool:
    try:
        with entering("parse"):
            return ChannelAccount.objects.filter(channel=channel, is_open=True).exists()
    except DatabaseError:
        return False  # asked again in a moment


def run(*, port: int) -> None:
    """Web and worker until somebody says stop, and who waits at mailboxes and answers the hotline
    where there are any. Refused where one of them ends by itself; the hotline alone is begun again.

    Whatever happens, all are ended.
    """
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where none is
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    children = {name: _begun(words) for name, words in programs(port).items()}
    looks = 0
    line: subprocess.Popen[bytes] | None = None
    try:
        while not (ended := [name for name, child in children.items() if _has_ended(child)]):
            if "mail" not in children and looks % MAIL_LOOK == 0 and has_mail():
                children["mail"] = _begun(MAIL)
            if looks % MAIL_LOOK == 0 and (line is None or line.poll() is not None):
                line = _begun(VOICE) if has_line() else None
            looks += 1
        raise Refused(f"The {ended[0]} ended by itself; its last words are above.")
    except KeyboardInterrupt:
        return
    finally:
        all_of_them = [*children.values(), *([line] if line else [])]
        for child in all_of_them:
            child.terminate()
        for child in all_of_them:
            child.wait()


def programs(port: int) -> dict[str, tuple[str, ...]]:
    """What `run` runs: what we call it, and its module with arguments."""
    quiet = ("--lifespan", "off", "--timeout-graceful-shutdown", "2", "--no-access-log")
    nobody = ("--no-proxy-headers", "--no-server-header")
    return {
        "web server": ("uvicorn", "ilm.asgi:application", "--port", str(port), *quiet, *nobody),
        "worker": ("ilm.faces.operator", "worker"),
    }


def _begun(words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *words])  # noqa: S603 - our own programs


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(0.25)
    except subprocess.TimeoutExpired:
        return False
    return True


def is_behind() -> bool:
    """Whether the database waits for changes that this version brings."""
    try:
        call_command("migrate", check_unapplied=True, database="owner", verbosity=0)
    except SystemExit:
        return True
    return False


def check(*, deploy: bool) -> list[str]:
    """Everything that is not as it should be, one sentence each; `deploy` asks for production."""
    found = [
        *inspection.keys(),
        *inspection.server(),
        *inspection.deliveries(),
        *inspection.paused(),
    ]
    found += [*inspection.paused(), *inspection.policies(), *clearing.waiting(), *history.faults()]
    found += [*vaults.problems(), *vaults.few_holders()]
    wanted = (*checking.unsafe_settings(), *inspection.deployment()) if deploy else ()
    return [*found, *checking.problems(), *wanted]
