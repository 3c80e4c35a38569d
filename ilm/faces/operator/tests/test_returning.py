"""Whoever was erased after a back-up is erased again when it is put back, and what is lost is said."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import ProgrammingError

from ilm.access.actor import clock as clock_actor
from ilm.cases.models import Erasure
from ilm.cases.tests.make import at_desk
from ilm.disclosure import erasing
from ilm.faces.jobs import witnessing as daily
from ilm.faces.operator import command, history, returning
from ilm.faces.operator.tests import test_keys_apart as apart
from ilm.kit import clock
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.parties.models import Organisation
from ilm.parties.tests import make as parties
from ilm.talk.models import Attachment, Message
from ilm.talk.tests import make as talk
from ilm.vault import deployment, heads, remembering, witnessing
from ilm.vault.models import Alias, Grant, StandingAddress
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db(transaction=True)
server, key = apart.server, apart.key


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(daily, "_looked", {})
    monkeypatch.setattr(remembering, "_read", {})


def begun(desk, message):
    with at_desk(desk.supervisor):
        alias_id = message.conversation.alias_id
        return erasing.begin(alias_id, because="she_asked", by=desk.supervisor)


def erased(desk, message):
    row = begun(desk, message)
    with at_desk(desk.worker):
        erasing.confirm(row, by=desk.worker)


def minute():
    daily.witness_daily()
    return daily.remember_erased()


def kept(desk):
    with entering("owner"):
        return witnessing.witnessed(desk.org_id), remembering.remembered(desk.org_id)


def slug_of(desk):
    with entering("owner"):
        return Organisation.objects.get(pk=desk.org_id).slug


def test_who_was_erased_after_the_back_up_is_erased_again(server, key, tmp_path, capsys) -> None:
    desk = parties.desk()
    hers = talk.message(desk, text="They keep my passport")
    talk.message(desk, text="No pay", address="959000000002")
    with entering("owner"):
        Attachment.objects.create(org_id=desk.org_id, message=hers, kind="photo", record=b"r")
    minute()
    before = apart.backed_up(tmp_path / "kept", key)
    erased(desk, hers)
    assert (minute(), minute()) == (1, 0)
    with clock.set_to(clock.now() + timedelta(days=1)):
        daily.witness_daily()  # a head after the back-up: its end will be lost
    words = ["restore", *map(str, before.values()), "--identity", str(tmp_path / "id")]
    apart.emptied(server)
    with pytest.raises(SystemExit) as end:
        command.main([*words, "--admin", server.info.dsn])
    told = capsys.readouterr().out
    assert end.value.code == 0
    assert f"{slug_of(desk)}: 1 erased since this back-up are erased again." in told
    assert "what came after is lost" in told
    assert sorted(map(str, apart.words(desk))) == ["No pay", "None"]
    alias_id = hers.conversation.alias_id
    with entering("owner"):
        assert not Alias.objects.get(pk=alias_id).sealed
        assert not StandingAddress.objects.filter(alias_id=alias_id).exists()
        assert not Grant.objects.filter(key_id=hers.key_id).exists()
        assert not Message.objects.get(pk=hers.pk).sealed
        assert Attachment.objects.get().state == "erased"  # the clock takes it off the disk
        entry = Entry.objects.get(verb="person.erased", org_id=desk.org_id)
    assert (entry.actor, entry.facts) == ("operator", {"again": True})
    signed, _ = kept(desk)
    assert [each.kind for each in signed] == ["daily", "daily", "restored"]
    assert len(heads.losses(signed)) == 1
    assert [line for line in history.faults() if slug_of(desk) in line] == []
    assert list(returning.settle()) == []  # run again, it does nothing more


def test_a_task_that_was_signed_once_before_the_back_up_does_not_stay(server, key, tmp_path):
    desk = parties.desk()
    hers = talk.message(desk)
    row = begun(desk, hers)
    before = apart.backed_up(tmp_path / "kept", key)
    with at_desk(desk.worker):
        erasing.confirm(row, by=desk.worker)
    minute()
    apart.restored(server, *before.values(), identity=tmp_path / "id")
    assert f"1 erased people of {slug_of(desk)} came back" in " ".join(history.faults())
    list(returning.settle())
    with entering("owner"):
        assert not Erasure.objects.open().exists()
    assert apart.words(desk) == [None]


def test_what_expired_expires_again_no_further(server, key, tmp_path) -> None:
    desk = parties.desk()
    hers = talk.message(desk, text="They keep my passport")
    with entering("owner"):
        gone = remembering.Gone(hers.conversation.alias_id, "person.identity_ended", "2026-11-27")
        line = f'{{"alias": "{gone.alias_id}", "what": "{gone.verb}", "on": "{gone.on}"}}'
        witnessing.append(remembering.file_of(desk.org_id), line)
        witnessing.append(remembering.file_of(desk.org_id), "half a li")
    list(returning.settle())
    with entering("owner"):
        assert not Alias.objects.get(pk=gone.alias_id).sealed
    assert apart.words(desk) == ["They keep my passport"]


def test_without_the_files_it_says_that_the_erased_are_back(server) -> None:
    desk = parties.desk()
    talk.message(desk)
    told = list(returning.settle())
    assert f"{slug_of(desk)}: ILM_WITNESS holds nothing of it" in told[0]


def test_another_history_is_not_signed_as_a_back_up(server) -> None:
    desk = parties.desk()
    talk.message(desk)
    minute()
    with entering("owner"):
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} disable trigger frozen")
        tell("update ledger_link set hash = 'x' where org_id = %s", [desk.org_id])
        for table in ("ledger_entry", "ledger_link"):
            tell(f"alter table {table} enable trigger frozen")
    assert "This is not the ledger that was signed" in " ".join(returning.settle())
    witnessing.file_of(desk.org_id).write_text("x\n")
    assert "The file of heads was changed" in " ".join(returning.settle())
    assert witnessing.lines_of(desk.org_id) == ["x"]


def test_without_the_ledgers_key_nothing_is_signed_and_it_is_said(server, monkeypatch) -> None:
    desk = parties.desk()
    talk.message(desk)
    minute()
    monkeypatch.setattr(deployment, "ledger_public", lambda: Path("/nowhere").read_bytes())
    assert "the ledger's key is not on this machine" in " ".join(returning.settle())


def test_an_erasure_that_nobody_wrote_down_is_named(server) -> None:
    desk = parties.desk()
    erased(desk, talk.message(desk))
    assert f"1 erasures of {slug_of(desk)} are not in the list" in " ".join(history.faults())
    minute()
    assert not [line for line in history.faults() if "not in the list" in line]


def test_an_entry_about_somebody_who_is_not_erased_is_followed_by_nobody(caplog):
    """A writer to the database, or a clerk with a hole to write through, says she was erased."""
    desk = parties.desk()
    said = talk.message(desk, "They keep my passport")
    alias_id = said.conversation.alias_id
    with at_desk(desk.worker):
        record(Alias(id=alias_id, org_id=desk.org_id), "person.erased", by=desk.worker)
    assert minute() == 0
    assert kept(desk)[1] == []
    assert "not erased" in caplog.text
    assert not list(returning.settle())
    with entering("owner"):
        assert Grant.objects.filter(key_id=said.key_id).exists()


@pytest.mark.parametrize("verb", ["person.erased", "person.words_ended"])
def test_partners_parse_and_sender_cannot_write_such_an_entry(verb):
    desk, row = parties.desk(), Alias(id=uuid4())
    row.org_id = desk.org_id
    for login in ("parse", "sender"):
        with pytest.raises(ProgrammingError, match="row-level security"), entering(login):
            record(row, verb, by=clock_actor())
    with entering("parse"):
        record(row, "person.erasure_wanted", by=clock_actor())


def test_an_entry_in_the_back_up_hides_no_erasure_from_it():
    """Who is there again is seen in the rows, whatever the ledger that came with them says."""
    desk = parties.desk()
    said = talk.message(desk, "They keep my passport")
    alias_id = said.conversation.alias_id
    with at_desk(desk.worker):
        record(Alias(id=alias_id, org_id=desk.org_id), "person.erased", by=desk.worker)
    with entering("owner"):
        line = {"alias": str(alias_id), "what": "person.erased", "on": "2026-11-01"}
        witnessing.append(remembering.file_of(desk.org_id), json.dumps(line))
        [gone] = remembering.undone(desk.org_id)
    assert gone.alias_id == alias_id
    list(returning.settle())
    with entering("owner"):
        assert remembering.undone(desk.org_id) == []
        assert not Grant.objects.filter(key_id=said.key_id).exists()


def test_what_is_wrong_with_one_organisation_keeps_no_other(monkeypatch, caplog):
    one, other = parties.desk(), parties.desk()
    for desk in (one, other):
        erased(desk, talk.message(desk, "PLANTED"))
    whole = remembering.remember

    def breaks(org_id):
        if org_id == one.org_id:
            raise ValueError("nonsense")
        return whole(org_id)

    monkeypatch.setattr(daily, "remember", breaks)
    assert daily.remember_erased() == 1
    assert len(kept(other)[1]) == 1
    assert "ValueError" in caplog.text
