"""S1 to S3 of the security plan: everything is carried away, and what was typed lies in clear nowhere.

The network is filled through its own pages; the thief has the dump, the files of the cluster, the
media, the logs and the back-ups, and then the key files of the server as well.
"""

import base64
import gzip
import io
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import connections

from ilm.faces.logs import NoProse
from ilm.faces.operator import backup
from ilm.vault.sealing import BUCKETS
from ilm.wall.clear import coded
from ilm.wall.embedded import find_binaries
from ilm.wall.entering import ask, entering
from tests.stolen import opening
from tests.stolen.looking import files, layers, seen
from tests.stolen.planting import MARK, NUMBERS, STORIES, Planted, plant

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, at every level, through the filter of the house."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(NoProse())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def told(tmp_path: Path, monkeypatch, logged: io.StringIO) -> Planted:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "media")
    return plant()


def dump() -> bytes:
    """`pg_dump` of everything, in the clear: a thief has the superuser too."""
    owner = settings.DATABASES["owner"]
    place = ("-h", str(owner["HOST"]), "-U", "postgres", connections["owner"].settings_dict["NAME"])
    return subprocess.run(
        [find_binaries() / "pg_dump", *place], capture_output=True, check=True
    ).stdout


def carried_away(folder: Path, logged: io.StringIO) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of all that lies on the server's disk."""
    yield "dump", dump()
    yield "log", logged.getvalue().encode()
    yield from files(folder / "media")
    key = pyrage.x25519.Identity.generate()
    for file in backup.back_up(folder / "back-up", recipients=[str(key.to_public())]):
        sealed = file.read_bytes()
        yield file.name, sealed
        command = [find_binaries() / "pg_restore", "-f", "-"]
        opened = pyrage.decrypt(sealed, [key])
        if "media" not in file.name:
            opened = subprocess.run(command, input=opened, capture_output=True, check=True).stdout
        yield f"{file.name}, opened", opened
    yield from on_the_disk()


def on_the_disk() -> Iterator[tuple[str, bytes]]:
    """The files of this database as PostgreSQL wrote them, and the log of the server."""
    with entering("owner"):
        pass
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select pg_relation_filepath(c.oid) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = 'public' and pg_relation_filepath(c.oid) is not null"
        )
        paths = [row[0] for row in cursor.fetchall()]
    cluster = next(
        p for p in Path("var/pg-test").rglob("PG_VERSION") if p.parent.name != "base"
    ).parent
    yield from (
        (path, (cluster / path).read_bytes()) for path in paths if (cluster / path).exists()
    )
    yield from ((log.name, log.read_bytes()) for log in Path("var/pg-test").rglob("*.log"))


def test_whoever_carries_everything_away(told, tmp_path, logged, capsys) -> None:
    """One house, filled once: S1 to S4, one after the other."""
    nothing_is_found(list(carried_away(tmp_path, logged)))
    with entering("owner"):
        with capsys.disabled():
            key_files_open_what_is_due_and_no_more(told)
        lengths_tell_their_bucket()
        coded_columns_hold_no_prose()
    every_field_was_filled(told)


def nothing_is_found(places: list[tuple[str, bytes]]) -> None:
    """S1: the dump, the files of the cluster, media, logs, back-ups sealed and opened."""
    assert len(places) > 50
    assert seen(places, [MARK, *STORIES.values()], NUMBERS.values()) == []


def key_files_open_what_is_due_and_no_more(told: Planted) -> None:
    """S2: the same with the key files of the server, without anybody's cookie."""
    direct, opened = opening.by_any_key(), opening.by_their_owners()
    print("\nS2: with the dump and every key file of the server, without cookies, a thief opens:")
    for what, each in sorted(opened.items()):
        print(f"  {what}: {len(each)}")
    assert set(direct) <= {"talk_part.address", "vault_standingaddress.sealed"}
    closed = set(told.words.values()) - set(told.waiting.values()) | set(STORIES.values())
    assert seen([(w, "\n".join(each).encode()) for w, each in opened.items()], closed) == []
    assert opened["parse key: unparsed delivery"] == [told.waiting["unparsed delivery"]]
    assert opened["sender key: text that is due"] == [told.waiting["due text"]]
    called = {NUMBERS["whatsapp"][1:], NUMBERS["call"]}
    assert set(opened["sender key: standing address"]) <= called


def lengths_tell_their_bucket() -> None:
    """S3: two narratives of one bucket are of one length at rest; nothing is of its own length."""
    over = {
        1 + 12 + 16,
        1 + 65 + 16,
        1 + 1 + 65 + 32 + 16 + 1 + 12 + 16,
        1 + 65 + 32 + 16 + 1 + 12 + 16,
    }
    fits = {size + more for size in BUCKETS for more in over}
    fits.add(1 + 12 + 32 + 16)  # a key behind a key
    for model in apps.get_models():
        for field in (f for f in model._meta.concrete_fields if getattr(f, "is_sealed", False)):
            table, column = model._meta.db_table, field.column
            query = f"select octet_length({column}) from {table} where {column} <> ''"
            assert {row[0] for row in ask(query)} <= fits, (table, column)


def coded_columns_hold_no_prose() -> None:
    """S4: a column of words that somebody lists as coded is found out."""
    for column in sorted(coded()):
        table, _, name = column.partition(".")
        query = f"select count(*) from {table} where {name}::text ~ '[[:space:]]'"
        assert ask(query) == [(0,)], column


def every_field_was_filled(told: Planted) -> None:
    """A new field that somebody can type into is planted, or stands in FREE with what it holds."""
    typed = set()
    for form in (f for f in _forms(forms.BaseForm) if f.__module__.startswith("ilm.")):
        fields = form.base_fields.items()
        typed |= {f"{form.__name__}.{n}" for n, f in fields if type(f) is forms.CharField}
    typed -= {"Decision.site"}  # a form of the living page, which keeps nothing
    assert typed - told.words.keys() == FREE.keys() & typed
    seen_here = {name for name in FREE if name in typed or not name.startswith("AnswerForm")}
    assert seen_here <= typed


def _forms(of: type) -> Iterator[type]:
    for form in of.__subclasses__():
        yield form
        yield from _forms(form)


def test_the_thief_of_this_test_finds_what_is_there() -> None:
    word, number = STORIES["my"], NUMBERS["whatsapp"]
    for shape in (
        word.encode(), word.encode("utf-16-be"), word.encode().hex().encode(),
        b"xx" + base64.b64encode(b"a" + word.encode()), gzip.compress(word.encode()),
        rb"\x" + gzip.compress(word.encode()).hex().encode(),
    ):  # fmt: skip
        assert seen([("here", shape)], [word])
    for way in ("၀၈၁၅၅၅၀၁၄၇", "+66 81-555-0147", "0066815550147", "81 555 0147"):
        assert seen([("here", f"call {way} now".encode())], [], [number])
    assert not seen([("here", b"a815550147f")], [word], [number])
    assert len(list(layers(b"x"))) == 1


FREE = {
    "TriageForm.summary": "names nobody: checked at save, in clear by the plan",
    "AxesForm.provision": "the law that is broken, of no person",
    "UnlockForm.password": "kept nowhere", "UnlockForm.before": "kept nowhere",
    "NewKeysForm.password": "kept nowhere", "AdmitForm.fingerprint": "compared, and of public halves",
    "SharesForm.one": "kept nowhere", "SharesForm.other": "kept nowhere",
    "SearchForm.words": "kept nowhere: test_conversation_search_page.py plants and looks",
    "LinkForm.ref": "the reference of a thread, of no person",
    "SignatureForm.read": "the terms that are signed, drawn from code",
    "ChannelForm.label": "a line of the organisation",
    "TemplateForm.name": "the provider's name of a neutral note",
    "TemplateForm.code": "the provider's code of a language",
    "TemplateForm.wording": "neutral words that name nobody",
    "TemplateForm.button": "neutral words that name nobody",
    "SiteForm.name": "a workplace", "SiteForm.region": "a workplace", "SiteForm.owner_name": "a company",
    "HeadsForm.unit": "a group that somebody counted", "HeadsForm.shift": "the same",
    "HeadsForm.nationality": "the same", "HeadsForm.gender": "the same",
    "HeadsForm.language": "the same", "HeadsForm.role": "the same",
    "JoinForm.address": "whom to ring into a call: locked until the sender takes it, then gone",
    "SupplyForm.source": "where a supply chain is told of",
    "JoinForm.called": "what colleagues call a member", "AccountForm.called": "the same",
    "AccountForm.password": "kept as a slow hash", "AccountForm.again": "kept nowhere",
    "PromiseForm.text": "a partner's words", "ClaimForm.text": "a partner's words",
    "Dated.token": "of our page", "ReportForm.token": "of our page", "CodeForm.token": "of our page",
    "WithFiles.token": "of our page",
    "ActForm.token": "of our page", "CodeForm.receipt": "kept nowhere",
    "ActForm.text": "goes the road of ReportForm.text: a delivery, then a message",
    "AnswerForm.text": "a partner's words",
    "CallForm.number": "planted as a number, in all its spellings",
}  # fmt: skip
