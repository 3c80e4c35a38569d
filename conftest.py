"""A database with the real grants and policies, on a private cluster; reused while it fits."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as examples

from ilm.wall import roles
from ilm.wall.apply import apply
from ilm.wall.embedded import Postgres

ROOT = Path(__file__).parent
examples.register_profile("house", deadline=None, derandomize=True)  # no times, no luck
examples.load_profile("house")
VAR = ROOT / "var"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and "databases" not in mark.kwargs:
            item.add_marker(pytest.mark.django_db(databases=["owner"], **mark.kwargs), append=False)


def shape() -> str:
    """Changes whenever a migration, the wall or a model does."""
    files = sorted([*ROOT.glob("ilm/**/migrations/*.py"), *ROOT.glob("ilm/wall/**/*.*")])
    text = b"".join(f.read_bytes() for f in files if f.suffix in (".py", ".sql"))
    return hashlib.sha256(text).hexdigest()


@pytest.fixture(scope="session")
def database_name() -> Iterator[str]:
    """One of a few databases; a lock keeps two test runs out of the same one."""
    VAR.mkdir(exist_ok=True)
    for number in range(64):
        with (VAR / f"test-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield f"test_ilm_{number}"
            return


@pytest.fixture(scope="session")
def cluster_held() -> Iterator[None]:
    """The cluster of the tests, held while this run lasts: the last run to end stops it."""
    postgres = Postgres(VAR / "pg-test", fast=True)
    is_ours = str(postgres.socket) == settings.PGHOST
    with postgres.held() if is_ours else nullcontext():
        yield


@pytest.fixture(scope="session")
def django_db_setup(cluster_held, django_db_blocker, database_name: str) -> Iterator[None]:
    host = {"host": settings.PGHOST, "user": "postgres", "dbname": "postgres"}
    with (VAR / "test-roles.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = VAR / f"{database_name}.shape"
        fresh = not stamp.exists() or stamp.read_text() != shape()
        if fresh:
            with psycopg.connect(**host, autocommit=True) as admin:
                admin.execute(f'drop database if exists "{database_name}" with (force)')
        roles.ensure(host, database_name)
    for alias in connections:
        connections[alias].settings_dict["NAME"] = database_name
    with django_db_blocker.unblock():
        if fresh:
            call_command("migrate", database="owner", verbosity=0)
        apply()
        stamp.write_text(shape())
        if not fresh:
            _empty()
        yield
        connections.close_all()


def _empty() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(tablename), ',') from pg_tables"
            " where schemaname = 'public' and tablename not in"
            " ('django_migrations', 'django_content_type')"
        )
        cursor.execute(f"truncate {cursor.fetchone()[0]} cascade")


@pytest.fixture(autouse=True, scope="session")
def deployment_keys(tmp_path_factory) -> None:
    """Key pairs of the parse process, the sender and the clock, made for this run."""
    from ilm.vault.sealing import new_pair

    folder = tmp_path_factory.mktemp("keys")
    for name in ("parse", "sender", "ledger"):
        pair = new_pair()
        (folder / f"{name}.private").write_bytes(pair.private)
        (folder / f"{name}.public").write_bytes(pair.public)
        setattr(settings, f"{name.upper()}_PUBLIC", folder / f"{name}.public")
        setattr(settings, f"{name.upper()}_PRIVATE", folder / f"{name}.private")
    settings.FLEETING = folder / "fleeting"
    settings.PINS = folder / "pins"
    settings.WITNESS = folder / "witness"
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")  # whitenoise warns where none is
