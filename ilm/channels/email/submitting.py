"""How words leave by SMTP: one letter a call, and what each failure means for trying again."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from ilm.channels.email.guarding import checked, is_this_machine
from ilm.channels.errors import Broken, Malformed, Retry, Unknown, Unreachable
from ilm.kit import clock

PATIENCE = 30.0  # seconds for each answer
WAIT = 60.0  # seconds, where the server says "later"
TLS_PORT = 465


def composed(
    text: str, *, to: str, own: str, subject: str, key: UUID, is_automatic: bool
) -> EmailMessage:
    """A letter that names nobody and nothing outside its words. Our part's key names it, and stands
    in the address of the answer: by either of them her answer is known to be one to this."""
    local, _, domain = own.rpartition("@")
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"], letter["To"] = own, to
        letter["Subject"] = subject
        letter["Reply-To"] = f"{local}+{key.hex}@{domain}"
    except (ValueError, IndexError, AttributeError):
        raise Malformed("header", "Address or subject cannot stand in a mail.") from None
    letter["Message-ID"] = f"<{key.hex}@{domain}>"
    letter["Date"] = format_datetime(clock.now())
    if is_automatic:
        letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text, cte="base64")
    return letter


def submit(letter: EmailMessage, *, host: str, port: int, username: str, password: str) -> None:
    """Hand it over. Raises a SendError; Unknown where it was written and no answer came."""
    try:
        server = connected(host, port)
    except ssl.SSLError:
        raise Broken("the mail server's certificate") from None
    except (OSError, smtplib.SMTPException):
        raise Retry(WAIT, "the mail server cannot be reached") from None
    with server:
        _sign_in(server, username, password)
        _name(server, str(letter["From"]), str(letter["To"]))
        _write(server, letter.as_bytes())


def connected(host: str, port: int) -> smtplib.SMTP:
    """Under TLS, or on this machine. Raises OSError, SMTPException."""
    if port == TLS_PORT:
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=checked())
    server = smtplib.SMTP(host, port, timeout=PATIENCE)
    if not is_this_machine(host):
        server.starttls(context=checked())
    return server


def _sign_in(server: smtplib.SMTP, username: str, password: str) -> None:
    try:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("auth"):  # a server on this machine may ask for none
            server.login(username, password)
    except smtplib.SMTPAuthenticationError as no:
        if no.smtp_code < 500:
            raise Retry(WAIT) from None
        raise Broken("login refused") from None
    except (OSError, smtplib.SMTPException):
        raise Retry(WAIT) from None


def _name(server: smtplib.SMTP, own: str, to: str) -> None:
    try:
        code, _ = server.mail(own)
        if code >= 500:
            raise Broken("sender refused")
        if code < 400:
            code, _ = server.rcpt(to)
    except (OSError, smtplib.SMTPException):
        raise Retry(WAIT) from None
    if code >= 500:
        raise Unreachable(f"The mail server takes nothing for this address ({code}).")
    if code >= 400:
        raise Retry(WAIT)


def _write(server: smtplib.SMTP, letter: bytes) -> None:
    try:
        code, _ = server.data(letter)
    except smtplib.SMTPDataError as no:  # before a word of it was written
        code = no.smtp_code
    except (OSError, smtplib.SMTPException):
        raise Unknown("The letter was written and no answer came.") from None
    if code >= 500:
        raise Malformed(f"smtp-{code}")
    if code >= 400:
        raise Retry(WAIT)
