"""Postfix and Dovecot as Debian packs them, on ports of their own; nothing leaves the machine."""

import os
import shutil
import smtplib
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from imapclient import IMAPClient

from tests.gateways.kannel import answers, free_port, until

CONFIGURATION = Path(__file__).parents[2] / "ilm/channels/email/fixtures/servers"
NEEDS = (
    "Postfix and Dovecot are not installed here, or we are not root:"
    " apt install postfix dovecot-core dovecot-imapd dovecot-lmtpd"
)
PASSWORD = "mailbox-password"
OURS, HERS = "report@hotline.test", "worker@worker.test"


def is_here() -> bool:
    """Postfix can be started by root alone."""
    return bool(shutil.which("postfix") and shutil.which("dovecot")) and os.geteuid() == 0


class MailServers:
    """Two domains on one machine: ours and hers. Any mailbox opens with one password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.smtp, self.imap, self.lmtp = free_port(), free_port(), free_port()

    @property
    def account(self) -> dict[str, str]:
        return {
            "address": OURS, "password": PASSWORD, "trusts": "mx.hotline.test",
            "imap_host": "127.0.0.1", "imap_port": str(self.imap),
            "smtp_host": "127.0.0.1", "smtp_port": str(self.smtp),
        }  # fmt: skip

    def __enter__(self) -> Self:
        for parent in (self.folder, *self.folder.parents):
            if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
                parent.chmod(0o755)  # their own users walk through it
        for name in ("queue", "data", "mail", "run", "state", "postfix"):
            (self.folder / name).mkdir()
        words = {
            "WORK": self.folder, "SMTP": self.smtp, "IMAP": self.imap, "LMTP": self.lmtp,
            "PASSWORD": PASSWORD,
        }  # fmt: skip
        for file, place in (
            ("main.cf", "postfix/main.cf"), ("master.cf", "postfix/master.cf"),
            ("dovecot.conf", "dovecot.conf"),
        ):  # fmt: skip
            text = (CONFIGURATION / file).read_text()
            for word, value in words.items():
                text = text.replace(f"%{word}%", str(value))
            (self.folder / place).write_text(text)
        shutil.chown(self.folder / "data", "postfix", "postfix")
        shutil.chown(self.folder / "mail", "mail", "mail")
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._postfix("stop")
        self.end_mailboxes()

    def begin(self) -> None:
        self.begin_mailboxes()
        self._postfix("start")
        until(lambda: answers(self.smtp), "Postfix does not listen")

    def begin_mailboxes(self) -> None:
        subprocess.run(["dovecot", "-c", self.folder / "dovecot.conf"], check=True)
        until(lambda: answers(self.imap), "Dovecot does not listen")

    def end_mailboxes(self) -> None:
        words = ["doveadm", "-c", self.folder / "dovecot.conf", "stop"]
        subprocess.run(words, capture_output=True, check=False)

    def write(self, letter: EmailMessage, *, sender: str = HERS) -> None:
        """As a server in the net would: no login."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as line:
            line.send_message(letter, from_addr=sender)

    def box(self, address: str) -> IMAPClient:
        """A signed-in line to a mailbox of theirs."""
        line = IMAPClient("127.0.0.1", port=self.imap, ssl=False, timeout=20)
        line.login(address, PASSWORD)
        line.select_folder("INBOX")
        return line

    def letters(self, address: str) -> list[bytes]:
        """All that lies in a mailbox, in its order, each as it came."""
        line = self.box(address)
        try:
            told = line.fetch(line.search("ALL"), ["BODY.PEEK[]"])
            return [told[number][b"BODY[]"] for number in sorted(told)]
        finally:
            line.logout()

    def _postfix(self, verb: str) -> None:
        words = ["postfix", "-c", self.folder / "postfix", verb]
        subprocess.run(words, capture_output=True, check=verb == "start")
