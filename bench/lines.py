"""People who write by real gateways: texts through Kannel, letters through Postfix and Dovecot."""

import secrets
import smtplib
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import smpp34

from bench.channels import SMS_SECRET, Side
from bench.intake import NAME, WORDS
from bench.people import ANSWER, People
from tests.gateways.kannel import KannelGateway
from tests.gateways.mail import OURS, MailServers
from tests.gateways.operator import MobileOperator

PHONES, BOXES = 200, 60  # people who text, and people who write letters
SHORT = ("ကူညီပါ", "Please help us.", "ជួយផង", "मद्दत गर्नुहोस्")  # one part each


class Texts(People):
    """The operator holds each text until Kannel takes it."""

    at_once, pause = 2, 0.6

    def __init__(self, operator: MobileOperator) -> None:
        super().__init__("kannel")
        self.operator = operator

    @property
    def brought_twice(self) -> set[str]:
        """SMPP names no text: what Kannel took without saying so comes as another."""
        return self.again

    def write(self, number: int) -> bool:
        text = f"{SHORT[number % len(SHORT)]} {number}"
        try:
            self.operator.say(f"+95920{number % PHONES:07d}", "1800", text)
        except (smpp34.SmppError, OSError, IndexError):  # away, or too slow
            return False
        return True

    def screens(self) -> Counter[str]:
        parts = (part for phone in list(self.operator.phones.values()) for part in phone.parts)
        return Counter(
            word for _, _, body in parts for word in ANSWER.findall(body.decode("latin-1"))
        )


class Letters(People):
    """Each is written until her server has it."""

    at_once, pause = 1, 0.4

    def __init__(self, servers: MailServers) -> None:
        super().__init__("email")
        self.servers = servers

    def write(self, number: int) -> bool:
        letter, sender = EmailMessage(), f"w{number % BOXES}@worker.test"
        letter["From"], letter["To"] = sender, OURS
        letter["Message-ID"] = f"<{number}.{secrets.token_hex(4)}@worker.test>"
        letter.set_content(f"{WORDS[number % len(WORDS)]} {number}")
        try:
            self.servers.write(letter, sender=sender)
        except (smtplib.SMTPException, OSError):
            return False
        return True

    def screens(self) -> Counter[str]:
        """What lies in their mailboxes."""
        found: Counter[str] = Counter()
        for number in range(BOXES):
            for raw in self.servers.letters(f"w{number}@worker.test"):
                letter = message_from_bytes(raw, policy=default)
                found.update(ANSWER.findall(letter.get_content()))
        return found


def by_gateway(account: dict[str, str]) -> Side:
    """What our account holds; nobody writes there by a webhook of theirs."""
    return Side(account, lambda address, text: None, str)


def kannel_side(gateway: KannelGateway) -> Side:
    return by_gateway(gateway.account | {"secret": SMS_SECRET})


def kannel_hook(port: int) -> str:
    return f"http://127.0.0.1:{port}/hooks/kannel/{NAME}/{SMS_SECRET}/"
