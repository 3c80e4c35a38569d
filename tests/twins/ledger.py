"""What happened, so that a test can say: each worker saw each text exactly once."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

FAULTS = ("429", "500", "drop", "drop-after", "window", "blocked", "unauthorised", "quota")


@dataclass(frozen=True)
class Shown:
    """One message of ours on somebody's screen."""

    address: str
    text: str
    external_id: str
    payload: dict[str, Any]


class Ledger:
    """Texts by address, in order; faults that wait for the next sends. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: list[Shown] = []
        self._faults: deque[str] = deque()
        self._count = 0
        self.arrived = threading.Condition(self._lock)

    def number(self) -> int:
        """A new number, never given twice."""
        with self._lock:
            self._count += 1
            return self._count

    def show(self, shown: Shown) -> None:
        """Puts a message on a screen."""
        with self.arrived:
            self._shown.append(shown)
            self.arrived.notify_all()

    @property
    def shown(self) -> list[Shown]:
        with self._lock:
            return [*self._shown]

    def texts(self, address: str) -> list[str]:
        """What this person saw, in order."""
        return [one.text for one in self.shown if one.address == address]

    def wait_for(self, address: str, count: int = 1, *, seconds: float = 10) -> list[str]:
        """As `texts`, once there are at least `count`. Raises TimeoutError."""

        def enough() -> bool:
            return sum(one.address == address for one in self._shown) >= count

        with self.arrived:
            if not self.arrived.wait_for(enough, seconds):
                raise TimeoutError(f"{count} texts did not arrive within {seconds} s")
        return self.texts(address)

    def fail_next(self, *faults: str) -> None:
        """The next sends meet these, one each. One of FAULTS."""
        unknown = set(faults) - set(FAULTS)
        if unknown:
            raise ValueError(f"no such fault: {unknown}")
        with self._lock:
            self._faults.extend(faults)

    def next_fault(self) -> str:
        with self._lock:
            return self._faults.popleft() if self._faults else ""
