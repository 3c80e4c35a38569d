"""Every provider and every gateway that this machine has, and the people who write there."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bench import channels
from bench.harness import Database
from bench.lines import Letters, Texts, by_gateway, kannel_hook, kannel_side
from bench.people import ANSWER, People, Provider
from bench.ringing import Calls
from tests.gateways import kannel, mail, phone
from tests.gateways.operator import MobileOperator

WITHOUT = os.environ.get("ILM_BENCH_WITHOUT", "").split(",")  # text, mail, call
MANY = 2_500  # signed for each provider: more than they bring in the time there is


@dataclass
class Scene:
    """`others`: what may be killed besides our own programs, and how. `overseers`: who starts again
    what ended by itself. `screens`: who tells what people there were shown."""

    folder: Path
    port: int
    sides: dict[str, channels.Side]
    people: list[People] = field(default_factory=list)
    others: dict[str, Callable[[], None]] = field(default_factory=dict)
    overseers: list[Callable[[], None]] = field(default_factory=list)
    screens: dict[str, Callable[[], Counter[str]]] = field(default_factory=dict)
    desk: Any = None

    def text(self, open_: ExitStack) -> None:
        """A mobile operator and Kannel."""
        operator = open_.enter_context(MobileOperator(kannel.free_port()))
        hook, texts = kannel_hook(self.port), Texts(operator)
        gateway = kannel.KannelGateway(self._room("kannel"), operator, hook=hook)
        open_.enter_context(gateway)
        self.sides["kannel"] = kannel_side(gateway)
        self.people.append(texts)
        self.screens["kannel"] = texts.screens
        self.others |= {box: partial(gateway.kill, box) for box in ("bearerbox", "smsbox")}
        self.overseers.append(gateway.keep_up)

    def mail(self, open_: ExitStack) -> None:
        """Postfix and Dovecot."""
        servers = open_.enter_context(mail.MailServers(self._room("mail")))
        letters = Letters(servers)
        self.sides["email"] = by_gateway(servers.account)
        self.people.append(letters)
        self.screens["email"] = letters.screens

    def call(self, open_: ExitStack) -> None:
        """The hotline's gateway."""
        from ilm.vault import deployment

        calls = Calls(self._room("voice"), self.port, deployment.parse_public())
        open_.enter_context(calls.gateway)
        open_.callback(calls.send_home)
        self.sides["voice"] = by_gateway(calls.account)
        self.people.append(calls)
        self.others["voice"] = calls.kill
        self.overseers.append(calls.keep_up)

    def _room(self, name: str) -> Path:
        room = self.folder / name
        room.mkdir()
        return room


@contextmanager
def scene(database: Database, port: int) -> Iterator[Scene]:
    """All of them at one desk, at work but for the people."""
    folder = Path(mkdtemp(prefix="ilm-kill-"))
    folder.chmod(0o755)  # users of their own walk through it
    with ExitStack() as open_:
        open_.callback(shutil.rmtree, folder, ignore_errors=True)
        sides, twins = open_.enter_context(channels.sides())
        del sides["kannel"]  # a real one stands in for it
        providers, place = [*sides], Scene(folder, port, sides)
        for is_here, join in (
            (kannel.is_here, place.text), (mail.is_here, place.mail), (phone.is_here, place.call),
        ):  # fmt: skip
            if is_here() and join.__name__ not in WITHOUT:
                join(open_)
        place.desk = channels.found(database, sides, MANY)
        for each in place.people:
            each.record(place.desk)
        for name in providers:
            place.people.append(Provider(name, sides[name], port))
            place.screens[name] = partial(shown, twins[name].ledger)
        yield place


def shown(ledger: Any) -> Counter[str]:
    return Counter(word for one in ledger.shown for word in ANSWER.findall(one.text))
