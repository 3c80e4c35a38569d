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
