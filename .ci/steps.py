"""What `./dev test` and `./dev check` run, step by step. Standard library alone."""

import contextlib
import json
import re
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

STRICT = ("access", "ledger", "vault", "disclosure")  # 100 % of lines and branches
UNIT = ("pytest", "-n", "2", "--dist", "loadfile")  # on two workers
FLOORS = {"strict": 100.0, "elsewhere": 95.0}  # per cent


class Tally:
    """Counts steps and says how each went. `say` prints one line of progress."""

    def __init__(self, root: Path, say: Callable[[str], None]) -> None:
        self.root, self.say = root, say
        self.bin = root / ".venv" / "bin"
        self.passed = self.failed = 0

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step: it passes unless it raises or exits."""
        began = time.monotonic()
        try:
            yield
        except (AssertionError, OSError, SystemExit) as trouble:
            self.fail(name, str(trouble), time.monotonic() - began)
        else:
            self.passed += 1
            self.say(f"ok      {name:<12} {time.monotonic() - began:6.1f} s")

    def fail(self, name: str, why: str, seconds: float = 0.0) -> None:
        """Count a step as failed and show why."""
        self.failed += 1
        print(why.rstrip(), flush=True)
        self.say(f"FAILED  {name:<12} {seconds:6.1f} s")

    def run(self, name: str, *command: object, env: dict[str, str]) -> bool:
        """One program as one step; its output is shown if it fails. Whether it passed."""
        before = self.failed
        with self.step(name):
            self.call(*command, env=env)
        return self.failed == before

    def call(self, *command: object, env: dict[str, str]) -> str:
        """Run to the end, with a sign of life each minute. Exits with the output if it fails."""
        log = self.root / "var" / "last-step.log"
        log.parent.mkdir(exist_ok=True)
        words, began = [*map(str, command)], time.monotonic()
        with log.open("w+") as output:
            child = subprocess.Popen(words, cwd=self.root, env=env, stdout=output, stderr=output)
            try:
                while True:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        child.wait(60)
                        break
                    self.say(f"  still at it after {time.monotonic() - began:.0f} s")
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
        text = log.read_text(errors="replace")
        if child.returncode:
            raise SystemExit(f"$ {' '.join(words)}\n{text[-12000:]}")
        return text

    def close(self) -> int:
        """Print the one closing line; the exit status."""
        print(f"dev: {self.passed} passed, {self.failed} failed", flush=True)
        return int(self.failed > 0)


def everything(
    tally: Tally, env: dict[str, str], admin: str, *, quick: bool, rest: list[str]
) -> None:
    """All that CI runs, on the fast cluster; `quick` is the unit part, `rest` goes to pytest."""
    python = tally.bin / "python"
    measured = (python, "-m", "coverage", "run", "-m")
    operator = (*measured, "ilm.faces.operator")
    if quick:
        tally.run("unit", python, "-m", *UNIT, *rest, env=env)
        return
    still(tally, env)
    for old in tally.root.glob(".coverage*"):
        old.unlink()
    scratch = {**env, "ILM_DATABASE": "ilm_check"}
    with tally.step("database"):
        tally.call(*operator, "keys", env=scratch)
        tally.call(*operator, "migrate", "--admin", admin, env=scratch)
    tally.run("migrations", python, "manage.py", "makemigrations", "--check", "--dry-run", env=env)
    tally.run("wall", *operator, "check", env=scratch)
    unit_ran = tally.run("unit", *measured, *UNIT, *rest, env=env)
    journeys_ran = journeys(tally, *measured, env=env)
    if unit_ran and journeys_ran and not rest:
        with tally.step("coverage"):
            coverage(tally, env)


def journeys(tally: Tally, *start: object, env: dict[str, str]) -> bool:
    """Whole stories in a real browser; pytest's own options keep them out of the unit part."""
    alone = "addopts=--strict-markers -q --import-mode=importlib"
    tests = ("-o", alone, "-p", "no:xdist", "tests/journeys")
    return tally.run("journeys", *start, "pytest", *tests, env=env)


def still(tally: Tally, env: dict[str, str]) -> None:
    """What can be said of the code without running it."""
    tool = tally.bin
    pages = sorted((tally.root / "docs" / "reference").glob("*.md"))
    tally.run("lint", tool / "ruff", "check", "--quiet", ".", "dev", env=env)
    tally.run("format", tool / "ruff", "format", "--check", "--quiet", ".", "dev", env=env)
    tally.run("types", tool / "mypy", env=env)
    tally.run("contracts", tool / "lint-imports", env=env)
    tally.run("templates", tool / "djlint", "--lint", "--quiet", "ilm", env=env)
    with tally.step("docs"):
        assert pages, "docs/reference holds no page that cog could draw"
        here = {
            **env,
            "PYTHONPATH": f"{tally.root}:{tally.root}/docs",
            "DJANGO_SETTINGS_MODULE": "ilm.settings",
        }
        tally.call(tool / "cog", "--check", *pages, env=here)
    with tally.step("lock"):
        locked(tally.root)


def locked(root: Path) -> None:
    """The lock holds each dependency in its stated version, with hashes and no address."""
    lock = (root / "requirements.lock").read_text()
    assert "://" not in lock, "requirements.lock holds an address"
    assert "--hash=sha256:" in lock, "requirements.lock holds no hashes"
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    for line in wanted:
        name, version = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?(==[\w.]+)?", line).groups()
        name = re.sub(r"[-_.]+", "-", name).lower()
        entry = re.search(rf"^{re.escape(name + (version or '=='))}", lock, re.MULTILINE)
        assert entry, f"requirements.lock does not hold {line}: draw it again"


def coverage(tally: Tally, env: dict[str, str]) -> None:
    """Hold each room to its own floor of lines and branches, and say how far each reaches."""
    tool, report = tally.bin / "coverage", tally.root / "var" / "coverage.json"
    tally.call(tool, "combine", "--quiet", env=env)
    tally.call(tool, "json", "--quiet", "-o", report, env=env)
    reached = rooms(json.loads(report.read_text())["files"])
    for room, (share, missing) in sorted(reached.items()):
        tally.say(f"  {room:<14} {share:6.2f} %  (floor {floor(room):.0f}, {missing} missing)")
    assert reached.keys() >= set(STRICT), "a strict room was not measured at all"
    short = [room for room, (share, _) in reached.items() if share < floor(room)]
    assert not short, f"coverage is below its floor in: {', '.join(sorted(short))}"


def floor(room: str) -> float:
    """Per cent of lines and branches that tests must reach."""
    return FLOORS["strict" if room in STRICT else "elsewhere"]


def rooms(files: dict[str, dict[str, dict[str, int]]]) -> dict[str, tuple[float, int]]:
    """Room → per cent of its lines and branches that ran, and how many did not."""
    totals: dict[str, list[int]] = {}
    for path, file in files.items():
        parts, summary = Path(path).parts, file["summary"]
        room = totals.setdefault(parts[1] if len(parts) > 2 else "ilm", [0, 0])
        room[0] += summary["covered_lines"] + summary.get("covered_branches", 0)
        room[1] += summary["num_statements"] + summary.get("num_branches", 0)
    return {
        room: (100 * have / want if want else 100.0, want - have)
        for room, (have, want) in totals.items()
    }
