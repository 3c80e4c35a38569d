import json

import pytest

from ilm.faces.operator import command, history, setting_up, witnessing
from ilm.kit.errors import Refused
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(tmp_path):
    setting_up.add_organisation(
        slug="demo-well", name="Demo Well", kind="worker_organisation", country="TH", languages=[]
    )
    for _ in range(3):
        setting_up.invite_member(organisation="demo-well", face="desk", role="supervisor")
    with entering("owner"):
        tell("set constraints all immediate")  # a test never commits
    file = tmp_path / "ledger"
    head = history.export("demo-well", to=file)
    return file, head


def test_a_ledger_goes_out_and_is_whole(exported, capsys):
    file, head = exported
    assert head.seq == 3
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(SystemExit) as end:
        command.main(["verify-ledger", str(file), "--witnessed", f"{head.seq}:{head.hash.hex()}"])
    assert (end.value.code, capsys.readouterr().out) == (0, "The ledger is whole.\n")


def test_a_changed_line_is_found(exported, capsys):
    file, _ = exported
    file.write_text(file.read_text().replace("supervisor", "interpreter", 1))
    with pytest.raises(SystemExit) as end:
        command.main(["verify-ledger", str(file)])
    assert end.value.code == 1
    assert "does not follow" in capsys.readouterr().out


def test_a_ledger_that_was_cut_short_is_found(exported):
    file, head = exported
    first, *rows = file.read_text().splitlines()
    file.write_text("\n".join([first, *rows[:2]]))
    assert "the chain ends at 2, 3 was witnessed" in witnessing.verify(file)
    told = json.loads(first) | {"seq": 2, "hash": json.loads(rows[1])["hash"]}
    file.write_text("\n".join([json.dumps(told), *rows[:2]]))
    assert witnessing.verify(file) == []  # only who witnessed a later head can tell
    assert witnessing.verify(file, witnessed=head) == ["the chain ends at 2, 3 was witnessed"]


def test_an_entry_outside_the_chain_is_found(exported):
    file, _ = exported
    with file.open("a") as more:
        more.write(json.dumps({"entry": "x", "says": "[]"}) + "\n")
    assert witnessing.verify(file) == ["x was never linked"]


def test_an_empty_ledger_is_whole(tmp_path):
    setting_up.add_organisation(
        slug="demo-new", name="New", kind="worker_organisation", country="TH", languages=[]
    )
    history.export("demo-new", to=tmp_path / "ledger")
    assert witnessing.verify(tmp_path / "ledger") == []


def test_nothing_is_written_over(exported):
    file, _ = exported
    with pytest.raises(Refused, match="exists already"):
        history.export("demo-well", to=file)
    with pytest.raises(Refused, match="no organisation"):
        history.export("none", to=file)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_what_is_no_ledger_is_refused(tmp_path, text):
    (tmp_path / "x").write_text(text)
    with pytest.raises(Refused, match="is not a ledger"):
        witnessing.verify(tmp_path / "x")
    with pytest.raises(Refused, match="SEQ:HASH"):
        witnessing.head_of("three")
