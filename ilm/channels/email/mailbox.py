"""The mailbox itself, over IMAP: what came after a letter, and waiting until more comes."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from ilm.channels.email.adapter import Email
from ilm.channels.email.guarding import checked, is_this_machine

TLS_PORT = 993
TIMES = SocketTimeout(10, 60)  # seconds: to connect, for each answer
RENEW = 120  # seconds of one IDLE: routers forget silent lines, servers after 29 minutes
LOOK = 1  # second after which somebody may have told us to stop
POLL = 15  # seconds between two looks where the server cannot call
LARGEST = 40 * 1024 * 1024  # bytes: of a longer letter the beginning is kept


class Mailbox:
    """One signed-in line to one INBOX. Raises what IMAPClient raises, OSError included."""

    def __init__(self, account: Email) -> None:
        self.line = connected(account)
        try:
            self.line.login(account.username or account.address, account.password)
            self.validity = int(self.line.select_folder("INBOX")[b"UIDVALIDITY"])
            self.calls = bool(self.line.has_capability("IDLE"))
        except BaseException:
            self.close()
            raise

    def after(self, uid: int) -> Iterator[tuple[int, bytes]]:
        """Letters that came after the one of that number, in their order, whole and unmarked."""
        found = [n for n in self.line.search(["UID", f"{uid + 1}:*"]) if n > uid]
        for number in sorted(found):
            key = f"BODY.PEEK[]<0.{LARGEST}>"
            told: dict[bytes, Any] = self.line.fetch([number], [key]).get(number, {})
            for name, content in told.items():
                if name.startswith(b"BODY[]") and content is not None:
                    yield number, bytes(content)

    def mark_seen(self, uid: int) -> None:
        self.line.add_flags([uid], [b"\\Seen"], silent=True)

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Until the server says that something came, RENEW seconds, or `is_over`."""
        until = time.monotonic() + (RENEW if self.calls else POLL)
        if not self.calls:
            while time.monotonic() < until and not is_over():
                time.sleep(LOOK)
            return
        self.line.idle()
        try:
            while (began := time.monotonic()) < until and not is_over():
                told = self.line.idle_check(timeout=LOOK)
                is_dead = not told and time.monotonic() - began < LOOK / 2  # it hides the end
                if is_dead or any(b"EXISTS" in one or b"BYE" in one for one in told):
                    break
        finally:
            self.line.idle_done()

    def close(self) -> None:
        """Without a word: the line may be dead."""
        self.line.shutdown()


def connected(account: Email) -> IMAPClient:
    """Under TLS, or on this machine; not yet signed in."""
    host, port = account.imap_host, int(account.imap_port)
    is_tls = port == TLS_PORT
    context = checked()
    line = IMAPClient(
        host, port=port, ssl=is_tls, ssl_context=context if is_tls else None, timeout=TIMES
    )
    if not is_tls and not is_this_machine(host):
        line.starttls(ssl_context=context)
    return line
