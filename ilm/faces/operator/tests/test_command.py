import pytest

from ilm.faces.operator import acts, command
from ilm.kit.errors import Refused


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
