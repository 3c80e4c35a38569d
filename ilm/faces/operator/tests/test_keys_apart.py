"""S5, S6: a body without its keys opens nothing, nor does an old body with the keys of today."""

from collections.abc import Iterator

import psycopg
import pyrage
import pytest
from django.conf import settings

from ilm.cases.tests.make import at_desk
from ilm.disclosure import erasing
from ilm.faces.operator import backup, clearing
from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk import indexing
from ilm.talk.attaching import place
from ilm.talk.models import Message, Vocabulary
from ilm.talk.reading import body_of
from ilm.talk.tests import make as talk
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[psycopg.Connection]:
    where = {"host": settings.PGHOST, "user": "postgres"}
    with psycopg.connect(
        **where, dbname=settings.DATABASES["owner"]["NAME"], autocommit=True
    ) as link:
        yield link
        emptied(link)


@pytest.fixture
def key(tmp_path) -> pyrage.x25519.Identity:
    made = pyrage.x25519.Identity.generate()
    (tmp_path / "id").write_text(str(made))
    return made


def emptied(server) -> None:
    [(names,)] = server.execute(
        "select string_agg(quote_ident(tablename), ',') from pg_tables where schemaname = 'public'"
        " and tablename not in ('django_migrations', 'django_content_type', 'auth_permission')"
    ).fetchall()
    server.execute(f"truncate {names} cascade")


def backed_up(folder, key) -> dict[str, object]:
    files = backup.back_up(folder, recipients=[str(key.to_public())])
    return {file.stem.split("-")[1]: file for file in files}


def restored(server, *files, identity) -> None:
    emptied(server)
    backup.restore(files, identity=identity, admin=server.info.dsn)


def words(desk) -> list[object]:
    """Every message as the case worker reads it; None where it does not open."""
    with at_desk(desk.worker):
        found = []
        for message in Message.objects.order_by("at"):
            try:
                found.append(body_of(message, Reader(desk.unlocked))["text"])
            except Denied:
                found.append(None)
        return found


def threads_with_words() -> int:
    with entering("owner"):
        return Vocabulary.objects.count()


def test_a_body_opens_with_its_keys_and_not_without(server, key, tmp_path) -> None:
    desk = parties.desk()
    talk.message(desk, text="They keep my passport")
    made = backed_up(tmp_path / "kept", key)
    restored(server, made["body"], identity=tmp_path / "id")
    with entering("owner"):
        assert Message.objects.count() == 1
    assert words(desk) == [None]
    restored(server, made["body"], made["keys"], identity=tmp_path / "id")
    assert words(desk) == ["They keep my passport"]


def test_an_old_body_with_new_keys_opens_nothing_of_who_was_erased(server, key, tmp_path) -> None:
    desk = parties.desk()
    hers = talk.message(desk, text="They keep my passport")
    talk.message(desk, text="No pay", address="959000000002")
    with at_desk(desk.worker):
        indexing.catch_up(by=desk.worker, unlocked=desk.unlocked)
    assert threads_with_words() == 2
    old = backed_up(tmp_path / "old", key)
    with at_desk(desk.supervisor):
        row = erasing.begin(hers.conversation.alias_id, because="she_asked", by=desk.supervisor)
    with at_desk(desk.worker):
        erasing.confirm(row, by=desk.worker)
    new = backed_up(tmp_path / "new", key)
    restored(server, old["body"], new["keys"], identity=tmp_path / "id")
    assert sorted(map(str, words(desk))) == ["No pay", "None"]
    assert threads_with_words() == 1  # else a guessed word could be tried on her thread


def test_files_come_back_and_what_was_erased_meanwhile_is_left_out(server, key, tmp_path) -> None:
    desk = parties.desk()
    talk.message(desk)
    path = place(desk.org_id, desk.org_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed bytes")
    path.with_suffix(".half").write_bytes(b"not yet")
    (path.parent / "gone").symlink_to("nowhere")  # as a file that goes while we look
    made = backed_up(tmp_path / "kept", key)
    assert b"sealed bytes" not in made["media"].read_bytes()
    path.unlink()
    (tmp_path / "other").write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(Refused, match="does not open"):
        restored(server, made["media"], identity=tmp_path / "other")
    restored(server, *made.values(), identity=tmp_path / "id")
    assert path.read_bytes() == b"sealed bytes"
    (path.parent / "gone").unlink()


def test_keys_of_last_month_go_once_there_are_new_ones(server, key, tmp_path) -> None:
    parties.desk()
    names = ("20240101T000000Z-keys.age", "20240101T000000Z-body.age", "my-keys.age")
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    lines = list(backup.renew(tmp_path, recipients=[str(key.to_public())], media=False))
    assert len(lines) == 3
    assert lines[2].startswith("20240101T000000Z-keys.age is older than 30 days")
    assert not (tmp_path / names[0]).exists()
    assert (tmp_path / names[1]).exists()
    assert (tmp_path / names[2]).exists()


def test_a_vacuum_is_asked_for_after_an_erasure_until_it_was_done(server) -> None:
    desk = parties.desk()
    hers = talk.message(desk)
    with at_desk(desk.supervisor):
        row = erasing.begin(hers.conversation.alias_id, because="she_asked", by=desk.supervisor)
    assert list(clearing.waiting()) == []
    with at_desk(desk.worker):
        erasing.confirm(row, by=desk.worker)
    assert next(clearing.waiting()).startswith("1 erasures since")
    assert "vault_grant" in clearing.clear()
    assert list(clearing.waiting()) == []


def test_the_planner_keeps_no_copy_of_a_key(server) -> None:
    """ANALYZE samples values: a grant that was erased would lie on in pg_statistic."""
    desk = parties.desk()
    hers = talk.message(desk)
    sampled = (
        "select s.starelid::regclass::text, a.attname::text from pg_statistic s join pg_attribute a"
        " on a.attrelid = s.starelid and a.attnum = s.staattnum and a.atttypid = 'bytea'::regtype"
        " join pg_class c on c.oid = s.starelid and c.relname ~ '^(vault|talk|cases|disclosure)_'"
    )
    server.execute("analyze")
    assert server.execute(sampled).fetchall() == []
    server.execute("alter table vault_grant alter column sealed set statistics 100")
    server.execute("analyze vault_grant")  # as in a version before
    assert server.execute(sampled).fetchall() == [("vault_grant", "sealed")]
    server.execute("alter table vault_grant alter column sealed set statistics 0")
    clearing.clear()
    assert server.execute(sampled).fetchall() == []
    assert hers.pk
    assert words(desk) == ["They have not paid us for two months."]
