"""A telephone: Debian's baresip, driven over its control port, and what it heard."""

import contextlib
import json
import random
import shutil
import socket
import subprocess
import time
import wave
from pathlib import Path
from typing import Any, Self

import numpy as np

from tests.gateways.kannel import free_port, until

NEEDS = (
    "A telephone, kamailio or sipp is not installed here:"
    " apt install baresip-core baresip-ffmpeg sip-tester kamailio espeak-ng"
)
RATE = 8_000
MODULES = ("stdio", "g711", "aufile", "sndfile", "account", "menu", "ctrl_tcp")


def is_here() -> bool:
    return all(shutil.which(each) for each in ("baresip", "sipp", "kamailio"))


def voice(seed: int, seconds: float) -> np.ndarray:
    """A sound like nobody else's: noise that swells four times a second, with a word's pauses."""
    noise = np.random.default_rng(seed).normal(size=int(RATE * seconds))
    smooth = np.convolve(noise, np.hanning(9) / 4, mode="same")
    at = np.arange(len(smooth)) / RATE
    return smooth * 3000 * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * at))


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(RATE * seconds))


def write(file: Path, *sounds: np.ndarray) -> Path:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.concatenate(sounds).clip(-32000, 32000).astype("<i2").tobytes())
    return file


def share(of: np.ndarray, heard: np.ndarray) -> float:
    """Which share of the half-seconds of a sound are in what was heard, each by a correlation
    above 0.9: a packet that the machine lost spoils one of them and no more."""
    step = RATE // 2
    pieces = [of[at : at + step] for at in range(0, len(of) - step + 1, step)]
    return sum(likeness(piece, heard) > 0.9 for piece in pieces) / len(pieces)


def swells(of: np.ndarray, heard: np.ndarray) -> float:
    """How alike two sounds grow loud and soft, at best, by twentieths of a second: for what was
    cleaned of noise on its way, and is no longer the same wave."""
    step = RATE // 20
    a, b = (
        np.sqrt((each[: len(each) // step * step].reshape(-1, step) ** 2).mean(axis=1))
        for each in (of, heard)
    )
    a, best = a - a.mean(), 0.0
    for at in range(len(b) - len(a) + 1):
        there = b[at : at + len(a)] - b[at : at + len(a)].mean()
        size = float(np.sqrt((there**2).sum() * (a**2).sum()))
        best = max(best, float((there * a).sum()) / size if size else 0.0)
    return best


def likeness(piece: np.ndarray, heard: np.ndarray) -> float:
    if len(heard) < len(piece):
        return 0.0
    size = 1 << (len(piece) + len(heard) - 1).bit_length()
    found = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(piece, size)), size)
    at = int(np.argmax(found[: len(heard) - len(piece) + 1]))
    there = heard[at : at + len(piece)]
    return float((there * piece).sum() / np.sqrt((there**2).sum() * (piece**2).sum() + 1e-9))


def free_pair() -> int:
    """A port for SIP with the one above it for TLS, both free; below those that systems give out,
    and above those on which sound travels."""
    while True:
        port = 2 * random.randrange(11_000, 16_000)  # 22000 to 31998
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for each in (port, port + 1):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    probe = held.enter_context(socket.socket(type=kind))
                    probe.bind(("127.0.0.1", each))
            return port


class Phone:
    """`says`: a sound file; it hangs up when that ends, so let silence follow."""

    def __init__(
        self, folder: Path, says: Path, *, name: str = "+959000000001", answers: bool = False,
        on: str = "127.0.0.1",
    ) -> None:  # fmt: skip
        self.folder, self.name, self.port, self._control = folder, name, free_pair(), free_port()
        folder.mkdir()
        modules = "\n".join(f"module {each}.so" for each in MODULES)
        (folder / "config").write_text(
            f"sip_listen {on}:{self.port}\nnet_interface {on}\n"
            f"audio_player aufile,{folder}/player.wav\naudio_source aufile,{says}\n"
            f"audio_alert aufile,{folder}/alert.wav\ncall_max_calls 4\n"
            f"module_path /usr/lib/baresip/modules\n{modules}\n"
            f"ctrl_tcp_listen 127.0.0.1:{self._control}\nsnd_path {folder}\n"
        )
        mode = ";answermode=auto" if answers else ""
        (folder / "accounts").write_text(f"<sip:{name}@{on}>;regint=0;audio_codecs=pcmu{mode}\n")
        (folder / "contacts").write_text("")
        self.events: list[str] = []
        self.on = on

    @property
    def address(self) -> str:
        return f"sip:{self.name}@{self.on}:{self.port}"

    def __enter__(self) -> Self:
        with (self.folder / "log").open("wb") as log:
            words = ["baresip", "-4", "-f", str(self.folder)]
            self._child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )
        try:
            self._line = until(self._connected, "the telephone does not start", seconds=10)
        except RuntimeError:
            self._end()
            raise
        time.sleep(0.3)
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._end()

    def _end(self) -> None:
        self._child.terminate()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def dial(self, address: str) -> None:
        self._tell("dial", address)

    def hang_up(self) -> None:
        self._tell("hangup")

    def press(self, *keys: str) -> None:
        for key in keys:
            self._tell("sndcode", key)
            time.sleep(0.2)
            self._tell("sndcode", "\x04")  # let go
            time.sleep(0.1)

    def happened(self, event: str, *, seconds: float = 20, times: int = 1) -> None:
        """Waits until it has, so many times. RuntimeError if it never does."""
        until(lambda: self._events().count(event) >= times, f"no {event}", seconds=seconds)

    def heard(self) -> np.ndarray:
        """What came out of it in its last call, once that is over and written down."""
        until(lambda: self._written() is not None, "no sound was written")
        return self._written()  # type: ignore[return-value]

    def _written(self) -> np.ndarray | None:
        """The last recording; None while the telephone has not finished it."""
        files = sorted(self.folder.glob("dump*dec.wav"))
        try:
            with wave.open(str(files[-1])) as file:
                return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
        except (wave.Error, EOFError):
            return None

    def _connected(self) -> socket.socket | None:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", self._control), 0.2)
        return None

    def _tell(self, command: str, params: str = "") -> None:
        told = json.dumps({"command": command, "params": params, "token": "t"}).encode()
        self._line.sendall(b"%d:%s," % (len(told), told))

    _rest = b""

    def _events(self) -> list[str]:
        """Its netstrings of JSON, as far as they came."""
        self._line.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while more := self._line.recv(65536):
                self._rest += more
        self._line.setblocking(True)
        while (at := self._rest.find(b":")) > 0 and len(self._rest) >= (
            end := at + 2 + int(self._rest[:at])
        ):
            told: dict[str, Any] = json.loads(self._rest[at + 1 : end - 1])
            self._rest = self._rest[end:]
            if told.get("event"):
                self.events.append(str(told["type"]))
        return self.events
