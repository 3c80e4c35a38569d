"""A machine translates one message and writes one voice down: after an operator's word, by a click,
over real HTTP, beside her words and never in their place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from ilm.access.actor import operator
from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.faces.operator.command import main
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.talk import attaching, machines, noting, translating
from ilm.talk.models import AllowedMachine, Attachment, Mention, Message, Note
from ilm.talk.tests import make as talk
from ilm.talk.tests.test_sounding import voice
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering
from tests.twins.machines import SPEECH, WORDS, MachineTwin

pytestmark = pytest.mark.django_db
HERS = "สัญญาและหนังสือเดินทางอยู่ที่หัวหน้า"
SAID = "Words of one message go to our own LibreTranslate on this machine. Nothing is kept there."


@pytest.fixture
def twin(monkeypatch, tmp_path: Path) -> Iterator[MachineTwin]:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    with MachineTwin() as one:
        monkeypatch.setattr(settings, "MACHINES", {"translate": one.url, "write_down": one.url})
        yield one


def allow(desk, kind: str = "translate") -> AllowedMachine:
    with entering("owner"):
        by = operator(desk.org_id)
        return machines.allow(kind, statement=SAID, signed_by="Demo Operator", by=by)


def notes(desk, thread) -> list[noting.Written]:
    with entering("desk", desk.worker.user_id):
        return noting.notes_of(thread, talk.reader(desk), desk.worker)


def spoken(desk) -> Attachment:
    message = talk.message(desk, text="")
    with entering("parse"):
        row = Attachment(org_id=desk.org_id, message=message, kind="voice")
        sealer = sealer_for(message.key_id)
        attaching.keep_file(row, voice(), media_type="audio/ogg", name="Kamala.ogg", sealer=sealer)
        row.save(force_insert=True)
    return row


def test_a_click_sends_one_message_and_its_answer_is_a_note_beside_it(twin) -> None:
    client, desk = signed_in()
    allow(desk)
    message = talk.message(desk, text=HERS)
    place = f"/desk/talk/{message.conversation.ref}/"
    assert "Let a machine translate" in client.get(place).content.decode()
    assert twin.asked == []  # looking sends nothing
    assert client.post(f"/desk/messages/{message.pk}/translate/").status_code == 302
    assert [each["q"] for each in twin.asked] == [HERS]
    [note] = notes(desk, message.conversation)
    assert note.text.startswith("Machine translation, ")
    assert note.text.endswith(WORDS)
    assert (note.note.kind, note.is_signed, note.note.author) == (
        "machine",
        True,
        desk.worker.user_id,
    )
    page = client.get(place).content.decode()
    assert HERS in page  # her own words stay
    assert "By machine, may be wrong" in page
    with entering("owner"):
        assert WORDS.encode() not in bytes(Note.objects.get().sealed)
        [entry] = Entry.objects.filter(verb="conversation.given_to_machine")
        assert set(entry.facts) == {"kind", "machine", "message"}


def test_a_voice_is_written_down_and_its_name_does_not_leave(twin) -> None:
    client, desk = signed_in()
    allow(desk, "write_down")
    row = spoken(desk)
    place = f"/desk/talk/{row.message.conversation.ref}/"
    assert "Let a machine write it down" in client.get(place).content.decode()
    assert client.post(f"/desk/attachments/{row.pk}/write-down/").status_code == 302
    [asked] = twin.asked
    assert len(asked["file"]) > 500
    assert asked["names"] == ["sound.mp4"]
    [note] = notes(desk, row.message.conversation)
    assert SPEECH in note.text


def test_off_until_an_operator_says_so_in_writing(twin) -> None:
    client, desk = signed_in()
    message = talk.message(desk, text=HERS)
    place = f"/desk/talk/{message.conversation.ref}/"
    assert "Let a machine" not in client.get(place).content.decode()
    assert client.post(f"/desk/messages/{message.pk}/translate/").status_code == 409
    assert client.post(f"/desk/attachments/{spoken(desk).pk}/write-down/").status_code == 409
    assert twin.asked == []


def test_members_read_the_statement_and_the_ledger_has_its_mark(twin) -> None:
    client, desk = signed_in()
    assert "None. No word leaves this server" in client.get("/desk/keys/").content.decode()
    row = allow(desk)
    page = client.get("/desk/keys/").content.decode()
    assert SAID in page
    assert twin.url in page
    assert "Demo Operator" in page
    assert SAID not in stranger().get("/desk/keys/").content.decode()
    with entering("owner"):
        [entry] = Entry.objects.filter(verb="machine.allowed", org_id=desk.org_id)
    assert entry.facts == {"kind": "translate", "statement": str(row.mark)}


@pytest.mark.parametrize("what", ["url", "statement", "signed_by"])
def test_who_only_writes_to_the_database_leads_no_word_away(twin, what: str) -> None:
    client, desk = signed_in()
    row = allow(desk)
    message = talk.message(desk, text=HERS)
    with entering("owner"):
        AllowedMachine.objects.filter(pk=row.pk).update(**{what: "http://127.0.0.1:9"})
    assert client.post(f"/desk/messages/{message.pk}/translate/").status_code == 409
    assert twin.asked == []


def test_another_machine_in_the_environment_takes_another_statement(twin, monkeypatch) -> None:
    client, desk = signed_in()
    allow(desk)
    monkeypatch.setattr(settings, "MACHINES", {"translate": "http://127.0.0.1:9"})
    message = talk.message(desk, text=HERS)
    assert client.post(f"/desk/messages/{message.pk}/translate/").status_code == 409


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "No machine is set up"),
        ("ftp://127.0.0.1", "No machine is set up"),
        ("https://8.8.8.8", "outside of your own network"),
        ("https://169.254.169.254", "outside of your own network"),
        ("http://10.0.0.7:5000", "over https alone"),
    ],
)
def test_no_word_goes_outside_or_unsealed(monkeypatch, url: str, why: str) -> None:
    monkeypatch.setattr(settings, "MACHINES", {"translate": url})
    with pytest.raises(Refused, match=why):
        allow(parties.desk())


def test_a_statement_says_something_and_a_desk_makes_none(twin) -> None:
    desk = parties.desk()
    with entering("owner"):
        by = operator(desk.org_id)
        for kind, text, who in (
            ("translate", "yes", "A"),
            ("translate", SAID, " "),
            ("think", SAID, "A"),
        ):
            with pytest.raises(Refused):
                machines.allow(kind, statement=text, signed_by=who, by=by)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Forbidden):
        machines.allow("translate", statement=SAID, signed_by="A", by=desk.supervisor)


def test_the_operator_types_it_and_ends_it(twin, tmp_path: Path, capsys) -> None:
    desk, file = parties.desk(), tmp_path / "statement.txt"
    file.write_text(SAID)
    words = ["machine", "allow", "--organisation", desk.org.slug, "--kind", "translate"]
    with pytest.raises(SystemExit) as end:
        main([*words, "--statement", str(file), "--signed-by", "Demo Operator"])
    assert not end.value.code
    assert "message by message" in capsys.readouterr().out
    for told in ("asked no more", "No such machine"):
        with pytest.raises(SystemExit):
            main(["machine", "end", "--organisation", desk.org.slug, "--kind", "translate"])
        assert told in capsys.readouterr().out
    with pytest.raises(SystemExit) as end:
        main([*words, "--statement", str(tmp_path / "none"), "--signed-by", "Demo Operator"])
    assert end.value.code == 1


@pytest.mark.parametrize(
    "answer", [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"translatedText": " "}')]
)
def test_a_machine_that_fails_leaves_nothing(twin, answer) -> None:
    client, desk = signed_in()
    allow(desk)
    message = talk.message(desk, text=HERS)
    twin.fails.append(answer)
    page = client.post(f"/desk/messages/{message.pk}/translate/", follow=True)
    assert "gave no answer" in page.content.decode()
    assert notes(desk, message.conversation) == []
    with entering("owner"):  # her words left all the same, and that is written down
        assert Entry.objects.filter(verb="conversation.given_to_machine").count() == 1


def test_a_machine_that_is_away(twin, monkeypatch) -> None:
    client, desk = signed_in()
    monkeypatch.setattr(settings, "MACHINES", {"translate": "http://127.0.0.1:9"})
    allow(desk)
    message = talk.message(desk, text=HERS)
    page = client.post(f"/desk/messages/{message.pk}/translate/", follow=True)
    assert "gave no answer" in page.content.decode()


def test_a_machine_calls_nobody_by_name(twin) -> None:
    client, desk = signed_in()
    allow(desk)
    message = talk.message(desk, text=HERS)
    with entering("owner"):
        other = Member.objects.get(user_id=desk.supervisor.user_id)
        Member.objects.filter(pk=other.pk).update(called="Dawn")
    twin.words = "@Dawn must see this"
    client.post(f"/desk/messages/{message.pk}/translate/")
    [note] = notes(desk, message.conversation)
    assert twin.words in note.text
    with entering("owner"):
        assert not Mention.objects.exists()
    client.post(f"/desk/talk/{message.conversation.ref}/note/", {"text": twin.words})
    with entering("owner"):
        assert Mention.objects.count() == 1


def test_an_interpreter_with_the_thread_asks_no_machine(twin) -> None:
    _, desk = signed_in()
    allow(desk)
    message = talk.message(desk, text=HERS)
    lark = cases.interpreter(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
        translating.translate(message, to="en", reader=talk.reader(desk), by=lark)
    assert twin.asked == []


def test_nothing_of_what_she_took_back_of_ours_or_of_others(twin) -> None:
    client, desk = signed_in()
    allow(desk)
    message = talk.message(desk, text=HERS)
    where = f"/desk/messages/{message.pk}/translate/"
    assert stranger().post(where).status_code == 404
    assert signed_in("interpreter", desk)[0].post(where).status_code == 404
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert locked.post(where).status_code == 423
    with entering("owner"):
        Message.objects.filter(pk=message.pk).update(is_withdrawn=True)
    assert client.post(where).status_code == 409
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="our languages"):
        translating.translate(message, to="xx", reader=talk.reader(desk), by=desk.worker)
    assert twin.asked == []
