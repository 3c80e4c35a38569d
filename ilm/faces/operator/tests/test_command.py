import stat

import psycopg
import pyrage
import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from ilm.faces.operator import acts, command
from ilm.kit.errors import Refused
from ilm.wall.entering import ask, entering, tell


def said(words):
    with pytest.raises(SystemExit) as end:
        command.main(words)
    return end.value.code


def test_a_refusal_is_printed_as_it_stands(monkeypatch, capsys):
    def refuse(**_):
        raise Refused("PostgreSQL 15 or newer is needed.")

    monkeypatch.setattr(acts, "migrate", refuse)
    assert said(["migrate"]) == 1
    assert capsys.readouterr().err == "ilm: PostgreSQL 15 or newer is needed.\n"


def test_check_prints_each_finding_and_fails(monkeypatch, capsys):
    monkeypatch.setattr(acts, "check", lambda *, deploy: ["One.", "Two."] if deploy else [])
    assert said(["check", "--deploy"]) == 1
    assert capsys.readouterr().out == "One.\nTwo.\n"
    assert said(["check"]) == 0


@pytest.mark.parametrize("is_behind", [True, False])
def test_a_database_of_an_older_version_is_told_and_a_wrong_name_of_ours_is_not(
    is_behind, monkeypatch, capsys
):
    def fails(**_):
        raise ProgrammingError("vault_alias.vouched") from psycopg.errors.UndefinedColumn("vouched")

    monkeypatch.setattr(acts, "check", fails)
    monkeypatch.setattr(acts, "is_behind", lambda: is_behind)
    if is_behind:
        assert said(["check"]) == 1
        assert "Stop what runs, then run `ilm migrate`" in capsys.readouterr().err
    else:
        with pytest.raises(ProgrammingError):
            command.main(["check"])


@pytest.mark.django_db
def test_this_database_is_of_this_version(monkeypatch):
    assert not acts.is_behind()
    with entering("owner"):
        tell("delete from django_migrations where id = (select max(id) from django_migrations)")
    assert acts.is_behind()


def test_catalogues_are_compiled_once(tmp_path):
    po = tmp_path / "locale" / "my" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    assert acts.compile_catalogues(tmp_path) == 1
    assert acts.compile_catalogues(tmp_path) == 0
    assert po.with_suffix(".mo").exists()


@pytest.mark.django_db
def test_a_house_is_set_up_from_the_shell(capsys, tmp_path):
    words = "organisation add --slug demo-well --name Well --kind worker_organisation --country TH"
    assert said(words.split()) == 0
    assert said(["member", "invite", "--organisation", "demo-well", "--role", "supervisor"]) == 0
    assert "/door/invitation/" in capsys.readouterr().out
    (tmp_path / "given").write_text('{"token": "1:x"}')
    given = f"--name well --label Well --untried --credentials-file {tmp_path / 'given'}".split()
    assert (
        said(["channel", "add", "--organisation", "demo-well", "--channel", "telegram", *given])
        == 0
    )
    assert "/hooks/telegram/well/" in capsys.readouterr().out
    assert (
        said(["ledger", "export", "--organisation", "demo-well", "--to", str(tmp_path / "l")]) == 0
    )


def test_a_file_of_credentials_that_is_none_is_refused(tmp_path):
    with pytest.raises(Refused, match="no JSON object"):
        command._read(tmp_path / "none")


def test_keys_are_made_once_for_this_user_alone(settings, tmp_path) -> None:
    settings.KEYS = tmp_path / "keys"
    assert said(["keys"]) == 0
    made = {file.name: file.read_bytes() for file in settings.KEYS.iterdir()}
    assert {stat.S_IMODE(file.stat().st_mode) for file in settings.KEYS.iterdir()} == {0o400}
    assert {"pepper", "wall-desk", "parse.private", "parse.public"} < made.keys()
    assert said(["keys"]) == 0
    assert {file.name: file.read_bytes() for file in settings.KEYS.iterdir()} == made


@pytest.mark.django_db
def test_a_house_is_empty_until_an_organisation_is_founded() -> None:
    assert said(["empty"]) == 0
    words = "organisation add --slug demo-well --name Well --kind worker_organisation --country TH"
    assert said(words.split()) == 0
    assert said(["empty"]) == 1


@pytest.mark.parametrize(("words", "called"), [
    (["up", "--port", "8104"], ("run", {"port": 8104})),
    (["worker"], ("work", {"only": None})),
    (["worker", "--only", "send"], ("work", {"only": "send"})),
])  # fmt: skip
def test_running_is_asked_for_as_it_was_typed(words, called, monkeypatch) -> None:
    asked = []
    for name in ("run", "work"):
        monkeypatch.setattr(acts, name, lambda name=name, **more: asked.append((name, more)))
    assert said(words) == 0
    assert asked == [called]


@pytest.fixture
def sealed(django_db_setup, tmp_path, capsys) -> list[str]:
    """A back-up made from the shell, and the words that restore it but for the administrator."""
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "id").write_text(str(key))
    assert said(["backup", str(tmp_path / "kept"), "--to", str(key.to_public())]) == 0
    return ["restore", *capsys.readouterr().out.split(), "--identity", str(tmp_path / "id")]


def test_a_database_that_nobody_migrated_is_named(sealed, settings, monkeypatch, capsys) -> None:
    monkeypatch.setitem(settings.DATABASES, "owner", {"NAME": "postgres"})
    assert said([*sealed, "--admin", f"host={settings.PGHOST} user=postgres"]) == 1
    assert capsys.readouterr().err == "ilm: The database has no tables yet. Run `ilm migrate`.\n"


def test_a_database_that_is_not_there_is_named(sealed, settings, monkeypatch, capsys) -> None:
    monkeypatch.setitem(settings.DATABASES, "owner", {"NAME": "nowhere"})
    assert said([*sealed, "--admin", f"host={settings.PGHOST} user=postgres"]) == 1
    told = capsys.readouterr().err
    assert "PostgreSQL does not let us in" in told
    assert 'database "nowhere" does not exist' in told


def test_a_server_that_is_away_is_said_in_one_sentence(
    django_db_setup, django_db_blocker, monkeypatch, tmp_path, capsys
) -> None:
    monkeypatch.setitem(connections["owner"].settings_dict, "HOST", str(tmp_path))
    with django_db_blocker.unblock():
        connections["owner"].close()
        assert said(["empty"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("ilm: PostgreSQL does not let us in. Look at ILM_PGHOST")
    assert "Traceback" not in told


@pytest.mark.django_db
def test_a_defect_of_ours_is_not_dressed_up(monkeypatch) -> None:
    def breaks(**_):
        with entering("owner"):
            ask("select no_such_column")

    monkeypatch.setattr(acts, "check", breaks)
    with pytest.raises(ProgrammingError):
        command.main(["check"])
