import json
import subprocess
import sys
from pathlib import Path

import pytest

from ilm.faces.operator import command, history, setting_up, witnessing
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Organisation
from ilm.vault import witnessing as daily
from ilm.vault.sealing import new_pair
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[4]


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


def vouched(slug="demo-well"):
    """As the worker does once a day."""
    with entering("owner"):
        org_id = Organisation.objects.get(slug=slug).pk
        return daily.witness(org_id, on=clock.today())


def verified(capsys, *words):
    with pytest.raises(SystemExit) as end:
        command.main(["verify-ledger", *map(str, words)])
    return end.value.code, capsys.readouterr().out


def test_a_ledger_goes_out_and_is_whole(exported, capsys):
    file, head = exported
    assert head.seq == 3
    assert file.stat().st_mode & 0o077 == 0
    status, told = verified(capsys, file, "--witnessed", f"{head.seq}:{head.hash.hex()}")
    assert status == 0
    assert told.splitlines() == [
        "The ledger is whole.",
        "No signature was looked at: name the public key with --key.",
    ]


@pytest.mark.parametrize("is_file", [True, False])
def test_an_outsider_with_the_public_key_sees_who_signed(exported, capsys, settings, is_file):
    file, _ = exported
    key = settings.LEDGER_PUBLIC if is_file else settings.LEDGER_PUBLIC.read_bytes().hex()
    assert "Nothing in this file is signed." in verified(capsys, file, "--key", key)[1]
    vouched()
    file.unlink()
    history.export("demo-well", to=file)
    status, told = verified(capsys, file, "--key", key)
    assert (status, told.splitlines()[0]) == (0, "The ledger is whole.")
    assert told.splitlines()[1].startswith("Signed as far as 3, on ")
    other = new_pair().public.hex()
    assert verified(capsys, file, "--key", other) == (
        1,
        "The file names another public key than the one you gave.\n"
        "Head 1 is not signed by this key.\n",
    )  # fmt: skip


def test_it_is_verified_where_there_is_nothing_but_the_file_and_the_key(exported, tmp_path):
    vouched()
    file, _ = exported
    file.unlink()
    history.export("demo-well", to=file)
    words = [sys.executable, "-m", "ilm.faces.operator", "verify-ledger", str(file)]
    key = json.loads(file.read_text().splitlines()[0])["key"]
    bare = {"PATH": "/usr/bin", "ILM_VAR": str(tmp_path / "nowhere"), "ILM_PGHOST": "nowhere"}
    done = subprocess.run(
        [*words, "--key", key], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "The ledger is whole.")


def test_a_changed_line_is_found(exported, capsys):
    file, _ = exported
    file.write_text(file.read_text().replace("supervisor", "interpreter", 1))
    status, told = verified(capsys, file)
    assert status == 1
    assert "does not follow" in told


def test_lines_in_another_order_and_another_key_in_the_file_are_found(exported):
    vouched()
    file, _ = exported
    file.unlink()
    history.export("demo-well", to=file)
    first, head, *rows = file.read_text().splitlines()
    key = bytes.fromhex(json.loads(first)["key"])
    assert witnessing.verify(file, key=key).faults == []
    file.write_text("\n".join([first, head, *reversed(rows)]))
    said = "The lines do not stand in the order they were written in."
    assert witnessing.verify(file, key=key).faults == [said]
    other = json.loads(first) | {"key": new_pair().public.hex()}
    file.write_text("\n".join([json.dumps(other), head, *rows]))
    said = "The file names another public key than the one you gave."
    assert witnessing.verify(file, key=key).faults == [said]
    file.write_text("\n".join([json.dumps({**other, "key": None}), head, *rows]))
    assert witnessing.verify(file, key=key).faults == [said]


def test_a_ledger_that_was_cut_short_is_found(exported):
    file, head = exported
    first, *rows = file.read_text().splitlines()
    file.write_text("\n".join([first, *rows[:2]]))
    assert "the chain ends at 2, 3 was witnessed" in witnessing.verify(file).faults
    told = json.loads(first) | {"seq": 2, "hash": json.loads(rows[1])["hash"]}
    file.write_text("\n".join([json.dumps(told), *rows[:2]]))
    assert witnessing.verify(file).faults == []  # only who witnessed a later head can tell
    cut = ["the chain ends at 2, 3 was witnessed"]
    assert witnessing.verify(file, witnessed=head).faults == cut


def test_a_tail_and_its_head_that_were_cut_are_found_by_who_kept_an_older_file(
    exported, tmp_path, settings
):
    vouched()
    older = tmp_path / "older"
    history.export("demo-well", to=older)
    copy = tmp_path / "heads"
    copy.write_text(json.loads(older.read_text().splitlines()[1])["head"])
    file, _ = exported  # from before the head: nobody would miss it here
    key = settings.LEDGER_PUBLIC.read_bytes()
    for kept in (older, copy):
        found = witnessing.verify(file, key=key, kept=kept).faults
        assert f"A head that {kept.name} holds is not in this file" in " ".join(found)
        assert witnessing.verify(older, key=key, kept=kept).faults == []
    for text in ("[]", "{}", "not json"):
        copy.write_text(text)
        with pytest.raises(Refused, match="holds no heads"):
            witnessing.verify(older, kept=copy)


def test_an_entry_outside_the_chain_is_found(exported):
    file, _ = exported
    with file.open("a") as more:
        more.write(json.dumps({"loose": "x"}) + "\n")
    assert witnessing.verify(file).faults == ["x was never linked"]


def test_an_empty_ledger_is_whole(tmp_path):
    setting_up.add_organisation(
        slug="demo-new", name="New", kind="worker_organisation", country="TH", languages=[]
    )
    history.export("demo-new", to=tmp_path / "ledger")
    assert witnessing.verify(tmp_path / "ledger").faults == []
    assert vouched("demo-new") is None


def test_nothing_is_written_over(exported):
    file, _ = exported
    with pytest.raises(Refused, match="exists already"):
        history.export("demo-well", to=file)
    with pytest.raises(Refused, match="no organisation"):
        history.export("none", to=file)


def test_check_names_a_changed_ledger_by_its_organisation(exported):
    vouched()
    assert list(history.faults()) == []
    with entering("owner"):
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} disable trigger frozen")
        tell(
            "delete from ledger_entry where id in (select entry_id from ledger_link where seq = 3)"
        )
        tell("delete from ledger_link where seq = 3")
    assert list(history.faults()) == ["Ledger of demo-well: the chain ends at 2, 3 was witnessed"]


@pytest.mark.parametrize("word", ["", "zz", "00", "/nowhere/key"])
def test_what_is_no_public_key_is_refused(word):
    with pytest.raises(Refused, match="130 hexadecimal digits"):
        witnessing.key_of(word)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_what_is_no_ledger_is_refused(tmp_path, text):
    (tmp_path / "x").write_text(text)
    with pytest.raises(Refused, match="is not a ledger"):
        witnessing.verify(tmp_path / "x")
    (tmp_path / "x").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="cannot be read"):
        witnessing.verify(tmp_path / "x")
    with pytest.raises(Refused, match="SEQ:HASH"):
        witnessing.head_of("three")
