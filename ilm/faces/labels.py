"""What is left of an address, for an hour: a keyed label of its network, to tell a burst by.

The key of the hour lies in memory only (`settings.FLEETING` is a tmpfs), shared by the processes of
one user; the next hour's takes its place, and with it goes the last way back from a label.
"""

import fcntl
import hmac
import os
import threading
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from django.conf import settings

from ilm.kit import clock
from ilm.wall.entering import ask

SIZE, KEY, HOUR = 8, 32, 3600
_held: dict[int, bytes] = {}  # hour → its key: of one hour alone
_lock = threading.Lock()


def this_hour() -> int:
    """Hours since 1970: what a key and a count belong to."""
    return int(clock.now().timestamp()) // HOUR


def hourly(address: str) -> bytes:
    """The label of this address's network for this hour; nobody's network has one too."""
    return hmac.digest(_key(this_hour()), network(address).encode(), "sha256")[:SIZE]


def drop_counts() -> None:
    """What was counted under the keys of hours that are over, and such a key where the process that
    made it was stopped before its hour was."""
    drop_old_key()
    ask("select wall.cool(%s)", [this_hour()])


def drop_old_key() -> None:
    """Write over the key in the file unless it is of this hour."""
    with suppress(OSError), (Path(settings.FLEETING) / "hour").open("r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if (found := int.from_bytes(file.read(SIZE))) and found != this_hour():
            file.seek(0)
            file.write(bytes(SIZE + KEY))


def secret(word: bytes) -> bytes:
    """32 bytes that hold for this hour and that nobody outside can tell."""
    return hmac.digest(_key(this_hour()), b"secret " + word, "sha256")


def network(address: str) -> str:
    """An IPv4 /24 or an IPv6 /48: whoever shares it is counted together. Empty for no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _key(hour: int) -> bytes:
    with _lock:
        if hour not in _held:
            _held.clear()
            _held[hour] = _shared(hour)
            _end_after(hour)
        return _held[hour]


def _shared(hour: int) -> bytes:
    """The key in the file, or a new one put there. Where no folder of ours can be, each process has
    its own: it counts only what it sees itself."""
    with suppress(OSError):
        folder = Path(settings.FLEETING)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = folder.stat()
        if mine.st_uid == os.getuid() and not mine.st_mode & 0o077:
            return _in_file(folder / "hour", hour)
    return os.urandom(KEY)


def _in_file(path: Path, hour: int) -> bytes:
    """Hour and key, written over in place: what stood there is gone."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = file.read()
        if len(found) == SIZE + KEY and int.from_bytes(found[:SIZE]) == hour:
            return found[SIZE:]
        key = os.urandom(KEY)
        file.seek(0)
        file.write(hour.to_bytes(SIZE) + key)
        return key


def _end_after(hour: int) -> None:
    """The key goes when its hour does, also where nobody comes any more."""
    left = (hour + 1) * HOUR - clock.now().timestamp()
    ending = threading.Timer(max(left, 0) + 1, forget, [hour])
    ending.daemon = True
    ending.start()


def forget(hour: int) -> None:
    """Drop the key of that hour: here and, unless another hour's is there by now, in the file."""
    with _lock:
        _held.pop(hour, None)
    with suppress(OSError), (Path(settings.FLEETING) / "hour").open("r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if int.from_bytes(file.read(SIZE)) == hour:
            file.seek(0)
            file.write(bytes(SIZE + KEY))
