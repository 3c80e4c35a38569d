"""Letters out: what they show, and what each failure means."""

from uuid import UUID

import pytest

from ilm.channels import CHANNELS
from ilm.channels.base import Malformed, MediaOut, Outgoing, Unreachable
from ilm.channels.email import submitting
from ilm.channels.email.adapter import Email
from ilm.channels.errors import Broken, Retry, Unknown
from ilm.channels.tests.made import Scripted

KEY = UUID("00112233445566778899aabbccddeeff")
OURS = f"<{KEY.hex}@hotline.test>"
BOX = Email(
    address="report@hotline.test", password="s3cret", imap_host="127.0.0.1", smtp_host="127.0.0.1"
)


def test_what_stays_outside_a_letter_says_nothing() -> None:
    made = submitting.composed(
        "Your employer has to pay", to="worker@worker.test", own="report@hotline.test",
        subject="Hello", key=KEY, is_automatic=False,
    )  # fmt: skip
    outside = dict(made.items())
    assert outside["Subject"] == "Hello"
    assert outside["Message-ID"] == OURS
    assert outside["Reply-To"] == f"report+{KEY.hex}@hotline.test"
    assert "Auto-Submitted" not in outside
    assert b"employer" not in made.as_bytes()
    assert made.get_content().strip() == "Your employer has to pay"


def test_what_nobody_wrote_just_now_says_so() -> None:
    [part] = BOX.render(Outgoing(address="w@w.test", text="Are you well?", is_automatic=True))
    assert part.payload == {"to": "w@w.test", "is_automatic": True}
    made = submitting.composed(
        "?", to="w@w.test", own="r@h.test", subject="Hello", key=KEY, is_automatic=True
    )
    assert made["Auto-Submitted"] == "auto-generated"


def test_what_cannot_go() -> None:
    with pytest.raises(Unreachable):
        BOX.render(Outgoing(address="w@w.test\r\nBcc: x@y.test", text="x"))
    with pytest.raises(Malformed):
        BOX.render(Outgoing(address="w@w.test", text=" "))
    with pytest.raises(Malformed):
        file = MediaOut(kind="image", mime_type="image/png", content=b"x")
        BOX.render(Outgoing(address="w@w.test", media=(file,)))


def test_a_long_text_is_several_letters() -> None:
    parts = BOX.render(Outgoing(address="w@w.test", text="word " * 5000))
    assert [part.of for part in parts] == [2, 2]


def test_secrets_and_addresses_are_not_shown() -> None:
    assert "s3cret" not in repr(BOX)
    assert CHANNELS["email"] is Email


class Server:
    """A mail server that answers what it is told to."""

    def __init__(self, *, rcpt: int = 250, mail: int = 250, data: object = 250) -> None:
        self.told, self.codes = [], {"rcpt": rcpt, "mail": mail, "data": data}

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None: ...
    def ehlo_or_helo_if_needed(self) -> None: ...

    def has_extn(self, name: str) -> bool:
        return False

    def mail(self, own: str) -> tuple[int, bytes]:
        return self.codes["mail"], b""

    def rcpt(self, to: str) -> tuple[int, bytes]:
        return self.codes["rcpt"], b""

    def data(self, letter: bytes) -> tuple[int, bytes]:
        if isinstance(self.codes["data"], Exception):
            raise self.codes["data"]
        self.told.append(letter)
        return self.codes["data"], b""


@pytest.mark.parametrize(("server", "error"), [
    (Server(rcpt=550), Unreachable), (Server(rcpt=450), Retry), (Server(mail=550), Broken),
    (Server(mail=450), Retry), (Server(data=554), Malformed), (Server(data=451), Retry),
    (Server(data=TimeoutError()), Unknown), (Server(data=ConnectionResetError()), Unknown),
])  # fmt: skip
def test_what_each_failure_means(monkeypatch, server: Server, error: type[Exception]) -> None:
    monkeypatch.setattr(submitting, "connected", lambda host, port: server)
    [part] = BOX.render(Outgoing(address="w@w.test", text="hello"))
    with pytest.raises(error) as said:
        BOX.send(part, key=KEY, http=Scripted([]))
    assert "w@w.test" not in str(said.value)


def test_it_is_sent_under_our_name(monkeypatch) -> None:
    server = Server()
    monkeypatch.setattr(submitting, "connected", lambda host, port: server)
    [part] = BOX.render(Outgoing(address="w@w.test", text="hello"))
    assert BOX.send(part, key=KEY, http=Scripted([])).external_id == OURS
    assert len(server.told) == 1


def test_a_server_that_is_away_is_tried_again(monkeypatch) -> None:
    def away(host: str, port: int) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(submitting, "connected", away)
    [part] = BOX.render(Outgoing(address="w@w.test", text="hello"))
    with pytest.raises(Retry):
        BOX.send(part, key=KEY, http=Scripted([]))
