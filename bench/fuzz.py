"""Every parser of outside input, fed with changed inputs: no crash, no hang, no growth, no 500."""

import hashlib
import logging
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

from bench.doors import knocked
from bench.harness import Result, Say, resident
from bench.mutating import changed
from bench.parsers import ROOT, Parser, parsers

SECONDS = float(os.environ.get("ILM_BENCH_FUZZ_SECONDS", "600"))  # of processor, over all parsers
SEED = int(os.environ.get("ILM_BENCH_FUZZ_SEED", str(int(time.time()))))
DOORS = 0.1  # seconds at the doors for each second of processor at the parsers
CORPUS = Path(__file__).parent / "corpus"
TOO_LONG = 2.0  # seconds of processor for one input
KEPT = 40  # inputs of one parser at most: what a test replays must stay quick
SMALL = 20_000  # bytes: a larger input is used, not kept
STALLED = 120.0  # seconds of the clock without a new input: a hang outside Python
TRACED = str(ROOT / "ilm")


def run(say: Say) -> Result:
    """All parsers in turn, two at a time, each in a process of its own with its share of time."""
    result = Result()
    say("requests at the doors of the running product")
    result.figures["doors"] = knocked(say, DOORS * SECONDS, SEED)
    say(f"  {'doors':<20} {result.figures['doors']}")
    result.must("crashes at the doors", result.figures["doors"].pop("crashes"), at_most=0)
    names = sorted(_parsers())
    say(f"{len(names)} parsers, {SECONDS:,.0f} seconds of processor, seed {SEED}")
    share = SECONDS / len(names)
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=1) as pool:
        waiting = {name: pool.apply_async(_fuzz, (name, share, SEED)) for name in names}
        for name, one in waiting.items():
            try:
                told = one.get(timeout=STALLED + 30 * share)
            except multiprocessing.TimeoutError:
                told = {"inputs": 0, "crashes": 0, "hangs": 1, "cpu_s": 0.0}
            result.figures[name] = told
            say(f"  {name:<20} {told}")
    every = [told for name, told in result.figures.items() if name != "doors"]
    cpu = sum(told["cpu_s"] for told in every)
    for what in ("crashes", "hangs"):
        result.must(what, sum(told[what] for told in every), at_most=0)
    result.must("growth MiB, most", max(told.get("growth_mib", 0) for told in every), at_most=300)
    result.must("processor seconds", cpu, at_least=0.9 * SECONDS)
    return result


def _parsers() -> dict[str, Parser]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    import django

    django.setup()
    return parsers()


def _fuzz(name: str, seconds: float, seed: int) -> dict[str, Any]:
    """One parser for so many seconds of processor (children of it, such as ffmpeg, included)."""
    logging.disable()  # decoders tell of every input
    parser, random = _parsers()[name], Random(f"{seed} {name}")
    ways = Ways(parser)
    pool = [*parser.seeds, *kept(name)]
    for one in pool:
        ways.feed(one)
    before, began = resident(os.getpid()), _used()
    while _used() - began < seconds:
        one = changed(random.choice(pool), pool, random)
        if ways.feed(one) and len(pool) < 5_000:
            pool.append(one)
    keep(name, pool[len(parser.seeds) :], ways)
    return {
        "inputs": ways.inputs,
        "crashes": len(ways.crashes),
        "hangs": ways.hangs,
        "growth_mib": round(resident(os.getpid()) - before, 1),
        "cpu_s": round(_used() - began, 1),
        "ways": len(ways.seen),
        "said_no": dict(ways.said_no.most_common(3)),
        "first": sorted(ways.crashes)[:3],
    }


class Ways:
    """Feeds one parser and remembers which lines of ours an input was the first to reach."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.seen: set[tuple[CodeType, int]] = set()
        self.said_no: Counter[str] = Counter()
        self.crashes: set[str] = set()
        self.inputs = self.hangs = 0

    def feed(self, one: bytes) -> bool:
        """Whether this input went a new way."""
        before, began = len(self.seen), time.process_time()
        self.inputs += 1
        sys.settrace(self._enter)
        try:
            self.parser.feed(one)
        except self.parser.may_raise as no:
            self.said_no[type(no).__name__] += 1
        except Exception as crash:
            self._crashed(one, crash)
        finally:
            sys.settrace(None)
        if time.process_time() - began > TOO_LONG:
            self.hangs += 1
            _write(f"{self.parser.name}-slow", one)
        return len(self.seen) > before

    def _crashed(self, one: bytes, crash: Exception) -> None:
        trace, last = crash.__traceback__, None
        while trace is not None:
            last, trace = trace, trace.tb_next
        line = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""
        said = f"{type(crash).__name__} at {line.removeprefix(str(ROOT))}"
        if said not in self.crashes:
            self.crashes.add(said)
            _write(f"{self.parser.name}-crash", one)

    def _enter(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        return self._line if frame.f_code.co_filename.startswith(TRACED) else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        self.seen.add((frame.f_code, frame.f_lineno))
        return self._line


def kept(name: str) -> list[bytes]:
    """What earlier runs found worth keeping."""
    return [file.read_bytes() for file in sorted((CORPUS / name).glob("*"))]


def keep(name: str, found: list[bytes], ways: Ways) -> None:
    """The smallest few of what went a new way, for the next run and for the test that replays."""
    small = sorted((one for one in found if len(one) <= SMALL), key=len)
    for one in small[: max(0, KEPT - len(kept(name)))]:
        _write(name, one)


def _write(folder: str, one: bytes) -> None:
    place = CORPUS / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / hashlib.sha256(one).hexdigest()[:16]).write_bytes(one)


def _used() -> float:
    here, below = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return here.ru_utime + here.ru_stime + below.ru_utime + below.ru_stime
