import psycopg
import pyrage
import pytest

from ilm.faces.operator import backup
from ilm.kit.errors import Refused

FOUND = """
insert into parties_organisation (id, slug, name, kind, country, languages, is_demo, made_at)
values (gen_random_uuid(), 'kept', 'Kept Apart', 'supplier', 'TH', '{}', true, now());
insert into vault_grant (id, org_id, key_id, generation, purpose, epoch, sealed)
values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'talk', 1, 'x')
"""


def test_without_a_key_nothing_is_written(tmp_path):
    with pytest.raises(Refused, match="at least one age key"):
        backup.back_up(tmp_path, recipients=[])
    assert list(tmp_path.iterdir()) == []


def test_a_secret_key_is_refused_and_not_repeated(tmp_path):
    secret = str(pyrage.x25519.Identity.generate())
    with pytest.raises(Refused) as why:
        backup.back_up(tmp_path, recipients=[secret])
    assert secret not in str(why.value)


def test_a_failing_dump_leaves_no_broken_file(tmp_path, settings, monkeypatch):
    nowhere = {"HOST": str(tmp_path), "PORT": "1", "NAME": "none"}
    monkeypatch.setitem(settings.DATABASES, "owner", nowhere)
    to = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(Refused, match="pg_dump failed"):
        backup.back_up(tmp_path, recipients=[to])
    assert list(tmp_path.iterdir()) == []


def test_an_identity_file_without_a_secret_key_is_refused(tmp_path):
    (tmp_path / "id").write_text("# nothing here\n")
    with pytest.raises(Refused, match="no age secret key"):
        backup._identities(tmp_path / "id")


@pytest.fixture
def server(django_db_setup, settings):
    place = {"host": settings.PGHOST, "user": "postgres"}
    place["dbname"] = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**place, autocommit=True) as link:
        link.execute(FOUND)
        yield link
        link.execute("truncate parties_organisation, vault_grant cascade")


def counted(server):
    query = "select (select count(*) from parties_organisation), (select count(*) from vault_grant)"
    return server.execute(query).fetchone()


def test_what_was_backed_up_comes_back(server, tmp_path):
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "id").write_text(f"# kept elsewhere\n{key}\n")
    files = backup.back_up(tmp_path / "kept", recipients=[str(key.to_public())])
    assert all(b"Kept Apart" not in file.read_bytes() for file in files)
    admin = server.info.dsn
    with pytest.raises(Refused, match="in use"):
        backup.restore(files, identity=tmp_path / "id", admin=admin)
    server.execute("truncate parties_organisation, vault_grant cascade")
    (tmp_path / "other").write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(Refused, match="does not open"):
        backup.restore(files, identity=tmp_path / "other", admin=admin)
    assert counted(server) == (0, 0)
    body = [file for file in files if "-body" in file.name]
    backup.restore(body, identity=tmp_path / "id", admin=admin)
    assert counted(server) == (1, 0)  # a body without its key opens nothing
    server.execute("truncate parties_organisation cascade")
    backup.restore(files[::-1], identity=tmp_path / "id", admin=admin)
    assert counted(server) == (1, 1)
