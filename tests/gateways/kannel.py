"""Kannel as Debian packs it, on ports of its own, bound to an operator on this machine."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.gateways.operator import MobileOperator

CONFIGURATION = Path("ilm/channels/kannel/fixtures/kannel.conf")
NEEDS = "Kannel is not installed here: apt install kannel"
PATIENCE = 30  # seconds; smsbox listens some six after the bind


def is_here() -> bool:
    return bool(shutil.which("bearerbox") and shutil.which("smsbox"))


class KannelGateway:
    """`account`: what the adapter takes. `hook`: where it delivers, secret included."""

    def __init__(self, folder: Path, operator: MobileOperator, *, hook: str) -> None:
        self.folder, self.operator = folder, operator
        self.send_port = free_port()
        self.user, self.password = "ilm", "gateway-password"
        words = {
            "FOLDER": folder, "HOOK": hook, "ADMIN_PORT": free_port(), "ADMIN_PASSWORD": "admin",
            "BOX_PORT": free_port(), "SEND_PORT": self.send_port, "SMPP_PORT": operator.port,
            "SYSTEM_ID": "esme1", "SMPP_PASSWORD": "secret", "USER": self.user,
            "PASSWORD": self.password,
        }  # fmt: skip
        text = (Path(__file__).parents[2] / CONFIGURATION).read_text()
        for word, value in words.items():
            text = text.replace(f"%{word}%", str(value))
        self.configuration = folder / "kannel.conf"
        self.configuration.write_text(text)
        self._boxes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def account(self) -> dict[str, str]:
        return {
            "send_url": f"http://127.0.0.1:{self.send_port}/cgi-bin/sendsms",
            "username": self.user,
            "password": self.password,
            "sender": "1800",
        }

    def __enter__(self) -> Self:
        self._start("bearerbox")
        until(lambda: self.operator.is_bound, "Kannel did not bind to the operator")
        self._start("smsbox")
        until(lambda: answers(self.send_port), "smsbox does not listen")
        return self

    def __exit__(self, *_: object) -> None:
        for box in reversed(self._boxes.values()):
            box.terminate()
            try:
                box.wait(15)
            except subprocess.TimeoutExpired:
                box.kill()
                box.wait()

    def kill(self, box: str) -> None:
        """kill -9; `keep_up` starts it again."""
        self._boxes[box].kill()
        self._boxes[box].wait()

    def keep_up(self) -> None:
        """Whatever ended by itself is started again, as a machine's own overseer does it."""
        for box in [name for name, box in self._boxes.items() if box.poll() is not None]:
            self._start(box)

    def logs(self) -> str:
        """Everything that its boxes wrote down."""
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*.log"))

    def _start(self, box: str) -> None:
        with (self.folder / f"{box}.out.log").open("ab") as log:
            words = [box, "-v", "4", str(self.configuration)]
            self._boxes[box] = subprocess.Popen(words, stdout=log, stderr=log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(found: Callable[[], Any], otherwise: str, *, seconds: float = PATIENCE) -> Any:
    """What `found` gives as soon as it is something. RuntimeError if it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.05)
    raise RuntimeError(otherwise)
