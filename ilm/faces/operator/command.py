"""The command `ilm`: what an operator may type. Each verb ends in one call."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from ilm.kit.errors import Refused

Asked = argparse.Namespace
Act = Callable[[Asked], int | None]


def main(words: list[str] | None = None) -> None:
    """Do what `words` say (the command line's, where None). A refusal is printed, status 1."""
    asked = reader().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    try:
        status = asked.act(asked)
    except Refused as why:
        print(f"ilm: {why}", file=sys.stderr)
        raise SystemExit(1) from None
    raise SystemExit(status or 0)


def reader() -> argparse.ArgumentParser:
    """The grammar of the command, and of its help."""
    top = argparse.ArgumentParser(prog="ilm", description="Run an installation of OpenILM.")
    verbs = top.add_subparsers(required=True, metavar="VERB")
    up = _verb(verbs, "up", _up, "run web and worker until you say stop")
    up.add_argument("--port", type=int, default=8000)
    _verb(verbs, "worker", _worker, "run jobs, parsing and sending alone")
    _verb(verbs, "keys", _keys, "make the deployment's keys where they are missing")
    _verb(verbs, "empty", _empty, "status 0 while no organisation has been founded")
    check = _verb(verbs, "check", _check, "compare the database's rights and the settings")
    check.add_argument("--deploy", action="store_true", help="also say what production wants")
    migrate = _verb(verbs, "migrate", _migrate, "bring the database to this version")
    migrate.add_argument("--admin", help="make logins and database first, as this administrator")
    migrate.add_argument("--passwords", type=Path, help="a password file for the logins")
    _back_up_verbs(verbs)
    return top


def _back_up_verbs(verbs: Any) -> None:
    backup = _verb(verbs, "backup", _backup, "write a sealed back-up into a folder")
    backup.add_argument("folder", type=Path)
    backup.add_argument("--to", action="append", default=[], help="an age public key (age1...)")
    restore = _verb(verbs, "restore", _restore, "put back-ups into a new, migrated database")
    restore.add_argument("files", type=Path, nargs="+")
    restore.add_argument("--identity", type=Path, required=True, help="the age secret key's file")
    restore.add_argument("--admin", required=True, help="how a superuser connects")


def _verb(verbs: Any, name: str, act: Act, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    parser.set_defaults(act=act)
    return parser


def _up(asked: Asked) -> None:
    _acts().run(port=asked.port)


def _worker(asked: Asked) -> None:
    _acts().work()


def _keys(asked: Asked) -> None:
    from django.conf import settings  # keys come before anything that needs them

    from ilm.vault import deployment

    deployment.ensure(settings.KEYS)


def _empty(asked: Asked) -> int:
    return 0 if _acts().is_empty() else 1


def _migrate(asked: Asked) -> None:
    _acts().migrate(admin=asked.admin, passwords=asked.passwords)


def _check(asked: Asked) -> int:
    findings = _acts().check(deploy=asked.deploy)
    for finding in findings:
        print(finding)
    return int(bool(findings))


def _backup(asked: Asked) -> None:
    _acts()
    from ilm.faces.operator import backup

    for path in backup.back_up(asked.folder, recipients=asked.to):
        print(path)


def _restore(asked: Asked) -> None:
    _acts()
    from ilm.faces.operator import backup

    backup.restore(asked.files, identity=asked.identity, admin=asked.admin)


def _acts() -> ModuleType:
    """The acts, once Django is ready for them."""
    import django

    django.setup()
    from ilm.faces.operator import acts

    return acts
