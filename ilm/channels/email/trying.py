"""Do mailbox and way out let us in? Asked once, when an account is opened. Nothing is sent."""

import smtplib
import ssl
from collections.abc import Callable

from imapclient.exceptions import IMAPClientError, LoginError

from ilm.channels.base import Http
from ilm.channels.email.adapter import Email
from ilm.channels.email.hearing import canonical
from ilm.channels.email.mailbox import Mailbox
from ilm.channels.email.submitting import connected

CERTIFICATE = (
    "The certificate of {host} is not one for that name, or is over, or nobody known signed it."
)
AWAY = "Nothing answers at {host}, port {port}. Compare name and port with the provider's page."
NOT_THERE = "What answers at {host}, port {port}, does not speak {what} there, or offers no TLS."


def trouble(account: Email, *, http: Http | None = None) -> str:
    """What is wrong, in words for whoever typed them; empty if nothing is."""
    if not canonical(account.address):
        return "The address is not one that mail could be sent to."
    if not (account.imap_port.isdecimal() and account.smtp_port.isdecimal()):
        return "A port is a number: 993 for the mailbox, 465 or 587 for the way out."
    return _said(_mailbox, account, account.imap_host, account.imap_port, "IMAP") or _said(
        _way_out, account, account.smtp_host, account.smtp_port, "SMTP"
    )


def _said(ask: Callable[[Email], str], account: Email, host: str, port: str, what: str) -> str:
    named = {"host": host, "port": port, "what": what}
    try:
        return ask(account)
    except ssl.SSLCertVerificationError:
        return CERTIFICATE.format(**named)
    except (ssl.SSLError, IMAPClientError, smtplib.SMTPException):
        return NOT_THERE.format(**named)
    except OSError:
        return AWAY.format(**named)


def _mailbox(account: Email) -> str:
    try:
        box = Mailbox(account)
    except LoginError:
        return (
            "The mailbox does not take this user name and password. Some providers want an"
            " app password, or IMAP switched on first."
        )
    can_call = box.calls
    box.close()
    if not can_call:
        return "This server cannot say when mail comes (no IDLE). Choose another provider."
    return ""


def _way_out(account: Email) -> str:
    with connected(account.smtp_host, int(account.smtp_port)) as server:
        server.ehlo_or_helo_if_needed()
        try:
            if server.has_extn("auth"):
                server.login(account.username or account.address, account.password)
        except smtplib.SMTPAuthenticationError:
            return "The mailbox opens, but the way out (SMTP) refuses this user name and password."
        code, _ = server.mail(account.address)
        if code >= 400:
            return f"The way out (SMTP) does not let us send as {account.address}."
    return ""
