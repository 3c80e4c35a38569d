"""Requests that were made before the clock starts, over so many kept connections."""

import re
import selectors
import socket
import time
from collections.abc import Iterator

END = b"\r\n\r\nok"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
TWICE = 10  # every tenth is delivered again


class Load:
    """Bodies signed before the clock starts, shared out over so many connections."""

    def __init__(self, port: int, connections: int, requests: list[bytes]) -> None:
        self.port, self.connections, self.requests = port, connections, requests
        self.seconds: list[float] = []
        self.bad = 0

    def go(self) -> float:
        """Sends all; the seconds it took. Each must be answered with 200.

        One thread watches all connections: threads of one process would wait for each other
        (5 ms a turn), and their waiting would be counted as the server's.
        """
        began = time.perf_counter()
        with selectors.DefaultSelector() as ready:
            for number in range(self.connections):
                line = socket.create_connection(("127.0.0.1", self.port), 60)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                ready.register(line, selectors.EVENT_READ, self._turns(line, number))
            for key in list(ready.get_map().values()):
                next(key.data)
            while ready.get_map():
                for key, _ in ready.select():
                    if next(key.data, None) is None:
                        ready.unregister(key.fileobj)
                        key.fileobj.close()  # type: ignore[union-attr]
        return time.perf_counter() - began

    def _turns(self, line: socket.socket, number: int) -> Iterator[bool]:
        """One connection: a request, its answer, the next; every tenth is sent twice."""
        for n in range(number, len(self.requests), self.connections):
            for _ in range(2 if n % TWICE == 0 else 1):
                at = time.perf_counter()
                line.sendall(self.requests[n])
                yield True
                answer = line.recv(4096)
                while not (answer.endswith(END) or is_whole(answer)):
                    yield True
                    answer += line.recv(4096)
                self.seconds.append(time.perf_counter() - at)
                self.bad += not answer.startswith(b"HTTP/1.1 200 ")


def is_whole(answer: bytes) -> bool:
    """Whether an answer is there to its end, by the length that it names."""
    head, found, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(found) and len(body) >= (int(length[1]) if length else 0)
