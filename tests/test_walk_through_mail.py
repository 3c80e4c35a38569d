"""A worker writes a letter and reads the answer: a real Postfix, a real Dovecot, every own login."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings as django_settings
from django.db import connections

from ilm.channels.email.adapter import Email
from ilm.channels.email.trying import trouble
from ilm.channels.http import HttpxClient
from ilm.faces.hooks import mailboxes
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.accounts import open_account
from ilm.talk.attaching import attachment_bytes
from ilm.talk.models import Conversation, Delivery, Mailbox, Message, Part
from ilm.talk.reading import Shown, thread
from ilm.talk.replying import reply
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.gateways.kannel import free_port, until
from tests.gateways.mail import HERS, NEEDS, OURS, MailServers, is_here

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["owner"]),
    pytest.mark.skipif(not is_here(), reason=NEEDS),
]
REPORT = "အလုပ်ရှင်က ပတ်စပို့ သိမ်းထားပါတယ်။ ကူညီပေးပါ။"
ANSWER = "သင့်စာကို လက်ခံရရှိပါပြီ။"
VOICE = b"OggS" + bytes(50_000)


@pytest.fixture
def servers() -> Iterator[MailServers]:
    """Not in pytest's own folder: no other user may walk through that."""
    with (
        TemporaryDirectory(prefix="ilm-mail-", ignore_cleanup_errors=True) as folder,
        MailServers(Path(folder)) as servers,
    ):
        yield servers


@pytest.fixture
def desk(servers: MailServers) -> parties.Desk:
    desk = parties.desk()
    with entering("desk", desk.supervisor.user_id):
        open_account(
            desk.org_id, channel="email", name="walk", label="Mail",
            credentials=servers.account, by=desk.supervisor,
        )  # fmt: skip
    return desk


@pytest.fixture
def waits(desk: parties.Desk, monkeypatch) -> Iterator[None]:
    """The loop of `ilm mail`, in a thread."""
    monkeypatch.setattr(mailboxes, "AGAIN", (0.1, 0.5))
    stop = threading.Event()
    running = threading.Thread(target=mailboxes.run, args=(stop,), daemon=True)
    running.start()
    yield
    stop.set()
    running.join(8)


def letter(text: str = REPORT, *, to: str = OURS, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = HERS, to
    made["Message-ID"] = f"<{time.time_ns()}@worker.test>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def rows(model: type) -> list:
    with entering("owner"):
        return [*model.objects.all()]


def said(desk: parties.Desk) -> list[Shown]:
    with entering("desk", desk.supervisor.user_id):
        for one in Conversation.objects.all():
            return thread(one, Reader(desk.unlocked))
    return []


def parsed(number: int) -> list[Message]:
    """All that was said, once it is so many."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        parse_all()
        if len(found := rows(Message)) >= number:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{len(found)} messages, not {number}")


def send_all() -> None:
    with HttpxClient() as http:
        sender = Sender(http, pace=Pace(lambda _: None))
        while sender.send_due():
            pass


def answered(desk: parties.Desk, text: str = ANSWER) -> None:
    with entering("desk", desk.supervisor.user_id):
        [one] = Conversation.objects.all()
        reply(one, text=text, unlocked=desk.unlocked, by=desk.supervisor)
    send_all()


def test_a_letter_with_a_voice_is_answered_and_her_answer_is_one_to_ours(
    servers: MailServers, desk: parties.Desk, waits: None
) -> None:
    made = letter(Subject="အကူအညီ")
    made.add_attachment(VOICE, maintype="audio", subtype="ogg", filename="voice.ogg")
    servers.write(made)
    until(lambda: rows(Delivery), "the mailbox brought nothing", seconds=90)
    parsed(1)
    [shown] = said(desk)
    assert shown.text == f"အကူအညီ\n\n{REPORT}"
    assert shown.more["unproven"] is True  # nobody vouches on this machine
    [voice] = shown.attachments
    with entering("desk", desk.supervisor.user_id):
        content, media_type = attachment_bytes(voice, Reader(desk.unlocked))
    assert (voice.state, content, media_type) == ("kept", VOICE, "audio/ogg")

    answered(desk)
    [raw] = until(lambda: servers.letters(HERS), "no answer came")
    hers = message_from_bytes(raw, policy=default)
    assert hers.get_content().strip() == ANSWER
    assert hers["Subject"] == "Hello"
    assert hers["Auto-Submitted"] is None
    [part] = rows(Part)
    assert part.status == "accepted"

    back = letter("ကျေးဇူးတင်ပါတယ်", to=str(hers["Reply-To"]), References=str(hers["Message-ID"]))
    servers.write(back)
    parsed(3)
    assert len(rows(Conversation)) == 1
    assert "ကျေးဇူးတင်ပါတယ်" in [each.text for each in said(desk)]


def test_machines_are_heard_by_nobody_and_a_bounce_says_that_it_failed(
    servers: MailServers, desk: parties.Desk, waits: None
) -> None:
    servers.write(letter())
    parsed(1)
    servers.write(letter("I am away", Auto_Submitted="auto-replied"))
    servers.write(letter("Undelivered"), sender="")
    answered(desk)
    [part] = rows(Part)
    key = part.pk.hex
    report = (
        f"From: MAILER-DAEMON@worker.test\nTo: {OURS}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; worker.test\n\n"
        "Action: failed\nStatus: 5.2.2\n\n--x\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: <{key}@hotline.test>\n\n--x--\n"
    )
    servers.write(message_from_bytes(report.encode(), policy=default), sender="")

    until(failed, "the bounce was not understood")
    assert rows(Part)[0].failed_because == "code_5.2.2"
    assert len(rows(Message)) == 2  # her letter and our answer


def test_an_address_that_is_none_bounces_at_once(servers: MailServers, desk, waits: None) -> None:
    made = letter()
    made.replace_header("From", "somebody@elsewhere.test")
    servers.write(made)
    parsed(1)
    answered(desk)
    until(failed, "no bounce came")


def failed() -> bool:
    parse_all()
    return rows(Part)[0].status == "failed"


def test_a_mailbox_that_was_away_is_read_again(servers: MailServers, desk, waits: None) -> None:
    servers.write(letter("one"))
    parsed(1)
    servers.end_mailboxes()
    servers.write(letter("two"))
    until(lambda: rows(Mailbox)[0].trouble, "nobody said that it is away", seconds=90)
    servers.begin_mailboxes()
    subprocess.run(["postqueue", "-c", servers.folder / "postfix", "-f"], check=True)
    parsed(2)
    assert [each.text for each in said(desk)] == ["one", "two"]
    until(
        lambda: rows(Mailbox)[0].trouble == "", "the trouble is over, and it says not", seconds=90
    )


def test_whoever_reads_the_mailbox_too_hides_nothing(servers: MailServers, desk) -> None:
    """Somebody's phone marked it as read before we were there."""
    servers.write(letter("one"))
    until(lambda: servers.letters(OURS), "it did not arrive")
    line = servers.box(OURS)
    line.add_flags(line.search("ALL"), [b"\\Seen"])
    line.logout()
    stop = threading.Event()
    running = threading.Thread(target=mailboxes.run, args=(stop,), daemon=True)
    running.start()
    parsed(1)
    stop.set()
    running.join(8)


def test_killed_in_mid_flow_each_letter_is_there_once(
    servers: MailServers, desk, tmp_path: Path
) -> None:
    many, kills, had = 150, 4, []
    for number in range(many):
        servers.write(letter(f"letter {number:03}"))
    until(lambda: len(servers.letters(OURS)) == many, "they did not arrive")
    for _ in range(kills):
        before, child, deadline = kept(), _process(tmp_path), time.monotonic() + 30
        while kept() == before < many and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        had.append(kept())
    assert 0 < had[0] < many, "nobody was killed while letters were on their way"
    child, began = _process(tmp_path), clock.now()
    try:
        parsed(many)
        until(lambda: rows(Mailbox)[0].looked_at > began, "it does not look", seconds=90)
    finally:
        child.terminate()
        assert child.wait(10) == 0
    assert sorted(each.text for each in said(desk)) == [f"letter {n:03}" for n in range(many)]
    with servers.box(OURS) as line:
        assert len(line.search("UNSEEN")) <= kills  # killed between the commit and the mark


def kept() -> int:
    with entering("owner"):
        return Delivery.objects.count()


def test_numbered_anew_the_mailbox_tells_nothing_twice(servers: MailServers, desk, waits) -> None:
    servers.write(letter("one"))
    parsed(1)
    with entering("owner"):
        Mailbox.objects.update(validity=1)
    servers.write(letter("two"))
    parsed(2)
    with entering("owner"):
        Mailbox.objects.update(validity=1, last_uid=0)
    servers.end_mailboxes()
    servers.begin_mailboxes()
    servers.write(letter("three"))
    parsed(3)
    assert [each.text for each in said(desk)] == ["one", "two", "three"]


def test_what_is_wrong_with_an_account_is_said_in_plain_words(servers: MailServers) -> None:
    right = servers.account
    assert trouble(Email(**right)) == ""
    assert "does not take" in trouble(Email(**right | {"password": "wrong"}))
    assert "Nothing answers" in trouble(Email(**right | {"imap_port": str(free_port())}))
    assert "Nothing answers" in trouble(Email(**right | {"smtp_port": str(free_port())}))
    assert "does not speak IMAP" in trouble(Email(**right | {"imap_port": str(servers.smtp)}))
    assert "address" in trouble(Email(**right | {"address": "nobody"}))
    assert "number" in trouble(Email(**right | {"imap_port": "x"}))


def _process(folder: Path) -> subprocess.Popen[bytes]:
    """`ilm mail`, as it runs in production, at the database and with the keys of this test."""
    keys = folder / "keys"
    shutil.rmtree(keys, ignore_errors=True)
    shutil.copytree(Path(django_settings.PARSE_PUBLIC).parent, keys, copy_function=shutil.copyfile)
    (keys / "channels").write_bytes(django_settings.CHANNEL_KEY)
    env = os.environ | {
        "ILM_TESTING": "1",
        "ILM_PGHOST": django_settings.PGHOST,
        "ILM_DATABASE": str(connections["owner"].settings_dict["NAME"]),
        "ILM_KEYS": str(keys),
    }
    words = [sys.executable, "manage.py", "mail"]
    return subprocess.Popen(words, env=env, cwd=django_settings.CHECKOUT)
