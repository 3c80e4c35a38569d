"""The command `ilm`: what an operator may type. Each verb ends in one call."""

import argparse
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from django.db import DatabaseError

from ilm.faces.operator import machines
from ilm.faces.operator.grammar import Act, Asked, under, verb
from ilm.kit.errors import Refused


def main(words: list[str] | None = None) -> None:
    """Do what `words` say (the command line's, where None). A refusal is printed, status 1.

    So is a server that is away, or a database without our tables; any other error is a defect.
    """
    asked = reader().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    try:
        status = asked.act(asked)
    except Refused as why:
        print(f"ilm: {why}", file=sys.stderr)
        raise SystemExit(1) from None
    except (psycopg.Error, DatabaseError) as error:
        if not (why_not := _left_undone(error)):
            raise
        print(f"ilm: {why_not}", file=sys.stderr)
        raise SystemExit(1) from None
    raise SystemExit(status or 0)


def _left_undone(error: Exception) -> str:
    """What is missing below us, in a sentence; empty where the fault is ours."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    if isinstance(cause, psycopg.errors.UndefinedTable):
        return "The database has no tables yet. Run `ilm migrate`."
    if isinstance(cause, psycopg.ProgrammingError) and _acts().is_behind():
        return "The database is of an older version. Stop what runs, then run `ilm migrate`."
    if isinstance(cause, psycopg.OperationalError):
        return f"PostgreSQL does not let us in. Look at ILM_PGHOST and ILM_DATABASE. ({cause})"
    return ""


def reader() -> argparse.ArgumentParser:
    """The grammar of the command, and of its help."""
    top = argparse.ArgumentParser(prog="ilm", description="Run an installation of OpenILM.")
    verbs = top.add_subparsers(required=True, metavar="VERB")
    up = verb(verbs, "up", _up, "run web and worker until you say stop")
    up.add_argument("--port", type=int, default=8000)
    worker = verb(verbs, "worker", _worker, "run jobs, parsing and sending alone")
    worker.add_argument("--only", help="one of its loops: parse, fetch, send or tick")
    verb(verbs, "mail", lambda _: _acts().wait_for_mail(), "wait at the mailboxes alone")
    voice = verb(verbs, "voice", _voice, "answer the hotline over SIP")
    voice.add_argument("--file", type=Path, help="the gateway's set-up (else ILM_VOICE)")
    verb(verbs, "keys", _keys, "make the deployment's keys where they are missing")
    verb(verbs, "empty", _empty, "status 0 while no organisation has been founded")
    check = verb(verbs, "check", _check, "compare the database's rights and the settings")
    check.add_argument("--deploy", action="store_true", help="and what production wants")
    migrate = verb(verbs, "migrate", _migrate, "bring the database to this version")
    migrate.add_argument("--admin", help="make logins and database first, as this administrator")
    migrate.add_argument("--passwords", type=Path, help="a password file for the logins")
    _back_up_verbs(verbs)
    _founding_verbs(verbs)
    _template_verbs(verbs)
    _ledger_verbs(verbs)
    _pin_verb(verbs)
    machines.verbs(verbs, _kept)
    verb(verbs, "train", _kept("train"), "what each desk's machine learnt, and who lets it learn")
    verb(verbs, "vouch", _kept("vouch"), "trust every public key as the database has it now")
    return top


def _pin_verb(verbs: Any) -> None:
    pin = verb(verbs, "pin", _kept("pin"), "the founder's fingerprint that this machine trusts")
    pin.add_argument("--organisation", required=True)
    pin.add_argument("--fingerprint", default="", help="trust this founder: six groups of digits")


def _back_up_verbs(verbs: Any) -> None:
    backup = verb(verbs, "backup", _kept("backup"), "write a sealed back-up into a folder")
    backup.add_argument("folder", type=Path)
    backup.add_argument("--to", action="append", default=[], help="an age public key (age1...)")
    backup.add_argument("--no-media", action="store_true", help="files are copied another way")
    verb(verbs, "vacuum", _kept("vacuum"), "clear what was erased out of the files of its tables")
    again = "erase again whom the files in ILM_WITNESS name, after a restore by other means"
    verb(verbs, "erase-again", _kept("erase_again"), again)
    about = "put back-ups into a new, migrated database, then erase again who was erased since"
    restore = verb(verbs, "restore", _kept("restore"), about)
    restore.add_argument("files", type=Path, nargs="+")
    restore.add_argument("--identity", type=Path, required=True, help="the age secret key's file")
    restore.add_argument("--admin", required=True, help="how a superuser connects")


def _founding_verbs(verbs: Any) -> None:
    org = under(verbs, "organisation", "add", _found, "found an organisation")
    for word in ("--slug", "--name", "--kind", "--country"):
        org.add_argument(word, required=True)
    org.add_argument("--languages", default="en", help="codes with commas between, such as en,my")
    _member_verbs(verbs)
    channel = under(verbs, "channel", "add", _open, "open an account at a provider")
    for word in ("--organisation", "--channel", "--name", "--label"):
        channel.add_argument(word, required=True)
    channel.add_argument("--credential", action="append", default=[], metavar="KEY=VALUE")
    channel.add_argument("--credentials-file", type=Path, help="a JSON object; keeps secrets out of"
                         " the shell's history")  # fmt: skip
    channel.add_argument("--untried", action="store_true", help="do not ask the provider first")


def _member_verbs(verbs: Any) -> None:
    below = verbs.add_parser("member", help="who belongs to an organisation")
    below = below.add_subparsers(required=True, metavar="VERB")
    invite = verb(below, "invite", _invite, "print a link that makes a member")
    invite.add_argument("--role", required=True)
    invite.add_argument("--face", default="desk", help="desk, respondent, buyer or authority")
    show = verb(below, "list", _members, "who is a member, and let in by whom")
    confirm = verb(below, "confirm", _confirm, "a partner's member hears every organisation")
    end = verb(below, "end", _end, "let a member go")
    reset = verb(below, "reset", _reset, "a new password: the member's keys go with the old one")
    reset.add_argument("--lose-everything", action="store_true", help="although nobody else holds"
                       " the organisation's keys")  # fmt: skip
    for each in (confirm, end, reset):
        each.add_argument("--member", required=True, help="the first word of its line in the list")
    for each in (invite, show, confirm, end, reset):
        each.add_argument("--organisation", required=True)


def _template_verbs(verbs: Any) -> None:
    below = verbs.add_parser("template", help="neutral words a provider approved")
    below = below.add_subparsers(required=True, metavar="VERB")
    keep = verb(below, "set", _keep_template, "write down words that the provider approved")
    drop = verb(below, "remove", _drop_template, "forget words that are approved no more")
    for each in (keep, drop):
        each.add_argument("--channel", default="whatsapp")
        each.add_argument("--name", required=True, help="the account's, as in its address")
        each.add_argument("--purpose", required=True, help="answer or check_in")
        each.add_argument("--language", required=True, help="the worker's, such as my")
    keep.add_argument("--template", required=True, help="its name at the provider")
    keep.add_argument("--code", default="", help="its language there, such as en_US")
    keep.add_argument("--wording", required=True, help="word for word; it names nobody")
    keep.add_argument("--button", default="", help="the quick reply under it")


def _ledger_verbs(verbs: Any) -> None:
    about = "write an organisation's ledger to a file"
    export = under(verbs, "ledger", "export", _kept("export"), about)
    export.add_argument("--organisation", required=True)
    export.add_argument("--to", type=Path, required=True, metavar="FILE")
    verify = verb(verbs, "verify-ledger", _verify, "check such a file; status 1 if it was changed")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", help="the public key: 130 digits, or the file ledger.public")
    verify.add_argument("--witnessed", help="SEQ:HASH as an earlier export printed it")
    verify.add_argument("--kept", type=Path, help="an earlier export, or a copy of its heads")


def _up(asked: Asked) -> None:
    _acts().run(port=asked.port)


def _worker(asked: Asked) -> None:
    _acts().work(only=asked.only)


def _voice(asked: Asked) -> None:
    _acts().answer_calls(file=asked.file)


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


def _found(asked: Asked) -> None:
    languages = [word for word in asked.languages.split(",") if word]
    words = {name: getattr(asked, name) for name in ("slug", "name", "kind", "country")}
    org = _setting_up().add_organisation(**words, languages=languages)
    print(f"{org.name} is founded. Next: ilm member invite --organisation {org.slug} --role ...")


def _invite(asked: Asked) -> None:
    words = {name: getattr(asked, name) for name in ("organisation", "face", "role")}
    print(_setting_up().invite_member(**words))


def _members(asked: Asked) -> None:
    print(*_setting_up().members_of(asked.organisation), sep="\n")


def _confirm(asked: Asked) -> None:
    print(_setting_up().confirm_member(organisation=asked.organisation, member=asked.member))


def _end(asked: Asked) -> None:
    print(_setting_up().end_member(organisation=asked.organisation, member=asked.member))


def _reset(asked: Asked) -> None:
    words = {name: getattr(asked, name) for name in ("organisation", "member")}
    print(_setting_up().reset_member(**words, may_lose=asked.lose_everything))


def _open(asked: Asked) -> None:
    setting_up = _setting_up()
    from ilm.channels.http import HttpxClient

    credentials = dict(setting_up.pairs(asked.credential))
    if asked.credentials_file:
        credentials |= _read(asked.credentials_file)
    words = {name: getattr(asked, name) for name in ("organisation", "channel", "name", "label")}
    with HttpxClient() as http:
        told = setting_up.add_channel(
            **words, credentials=credentials, http=None if asked.untried else http
        )
    print(*told, sep="\n")


def _keep_template(asked: Asked) -> None:
    names = ("channel", "name", "purpose", "language", "template", "wording", "code", "button")
    _say_missing(_setting_up().set_template(**{name: getattr(asked, name) for name in names}))


def _drop_template(asked: Asked) -> None:
    names = ("channel", "name", "purpose", "language")
    _say_missing(_setting_up().remove_template(**{name: getattr(asked, name) for name in names}))


def _say_missing(missing: list[str]) -> None:
    print(*(missing or ["Everything is approved that this organisation needs."]), sep="\n")


def _read(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text())
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, AttributeError):
        raise Refused(f"{file} holds no JSON object.") from None


def _verify(asked: Asked) -> int:
    from ilm.faces.operator import witnessing

    witnessed = witnessing.head_of(asked.witnessed) if asked.witnessed else None
    key = witnessing.key_of(asked.key) if asked.key else None
    found = witnessing.verify(asked.file, key=key, witnessed=witnessed, kept=asked.kept)
    print(*(found.faults or ["The ledger is whole."]), *found.notes, sep="\n")
    return int(bool(found.faults))


def _kept(name: str) -> Act:
    """One of `safekeeping`, once Django is ready for it."""

    def act(asked: Asked) -> None:
        _acts()
        from ilm.faces.operator import safekeeping

        getattr(safekeeping, name)(asked)

    return act


def _setting_up() -> ModuleType:
    _acts()
    from ilm.faces.operator import setting_up

    return setting_up


def _acts() -> ModuleType:
    """The acts, once Django is ready for them."""
    import django

    django.setup()
    from ilm.faces.operator import acts

    return acts
