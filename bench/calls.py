"""Concurrent calls on one gateway: prompt, key, eight seconds of speech sealed; CPU, losses."""

import csv
import os
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Result, Say, cpu_seconds, pace, resident
from tests.gateways.hotline import NUMBER, Application, HotlineGateway
from tests.gateways.kannel import free_port, until
from tests.gateways.phone import NEEDS, is_here, silence, voice, write

CALLS = int(os.environ.get("ILM_BENCH_CALLS", "120"))
RATE = 15  # new calls a second
SAID = 6  # seconds that a recording must hold at least, of some eight
SCENARIO = Path(__file__).with_suffix(".xml")
GATHER = '<Gather numDigits="1" timeout="20" action="/menu"><Play>/prompt.wav</Play></Gather>'
RECORD = '<Record timeout="15" finishOnKey="#" action="/done" recordingStatusCallback="/kept"/>'
RIG_CPU = (
    50.0  # per cent of one core for 120 calls that were written in the clear (channels.md 3.4)
)


@dataclass
class Round:
    """What so many callers at once found."""

    calls: int
    told: list[dict[str, str]]
    ends: list[dict[str, str]]
    cpu: float  # per cent of one core, while they lasted
    memory: float  # MiB
    first_ms: float  # until a call was answered, at the median
    failed: int

    @property
    def figures(self) -> dict[str, float]:
        seconds = [int(post["RecordingDuration"]) for post in self.told]
        return {
            "calls": self.calls,
            "failed": self.failed,
            "recorded": len(seconds),
            "whole": sum(each >= SAID for each in seconds),
            "median_s": statistics.median(seconds) if seconds else 0,
            "cpu_percent": self.cpu,
            "cpu_ms_per_call_second": 10 * self.cpu / self.calls,
            "memory_mib": self.memory,
            "answered_ms": self.first_ms,
            "bytes_dropped": sum(int(post.get("RxDropped", 0)) for post in self.ends),
            "frames_starved": sum(int(post.get("TxStarved", 0)) for post in self.ends),
        }


def run(say: Say) -> Result:
    """Ten callers, then a hundred and twenty. Everything is told and opens."""
    if not is_here():
        raise SystemExit(NEEDS)
    result, slower = Result(), pace()
    for calls in (10, CALLS):
        found = one_round(calls, say)
        result.figures[f"calls_{calls}"] = found.figures
        say(f"{calls} calls: {found.figures}")
    told = found.figures
    result.figures["pace"] = slower
    result.ratios["cpu_to_rig_in_the_clear"] = told["cpu_percent"] / slower / RIG_CPU
    result.must("cpu_percent_of_one_core", told["cpu_percent"], at_most=100)
    result.must("recorded", told["recorded"], at_least=CALLS)
    # on two busy cores sipp itself mixes up the sound of a call now and then
    result.must("whole", told["whole"], at_least=0.98 * CALLS)
    result.must("failed", told["failed"], at_most=0)
    result.must("bytes_dropped", told["bytes_dropped"], at_most=0)
    return result


def one_round(calls: int, say: Say) -> Round:
    """So many callers, fifteen new ones a second, all at once in the end."""
    with tempfile.TemporaryDirectory(prefix="ilm-calls-") as name:
        folder = Path(name)
        prompt = write(folder / "prompt.wav", voice(1, 3), silence(10))
        script = {"/call": GATHER, "/menu": RECORD, "/done": "<Hangup/>"}
        with (
            Application(script, {"/prompt.wav": prompt}) as application,
            HotlineGateway(
                folder / "gateway", application, calls=calls + 10, sip={"trusts": ["127.0.0.1"]}
            ) as gateway,
        ):
            say(f"{calls} callers")
            pid = gateway.child.pid
            before, began = cpu_seconds(pid), time.monotonic()
            failed, first = _callers(folder, gateway, calls)
            spent = (cpu_seconds(pid) - before) / (time.monotonic() - began)
            until(
                lambda: len(_once(application)) >= calls, "not every recording is told of",
                seconds=30,
            )  # fmt: skip
            for post in _once(application)[:10]:
                assert gateway.recording(post).is_whole
            ends = application.told("/ended")
            return Round(calls, _once(application), ends, 100 * spent, resident(pid), first, failed)


def _once(application: Application) -> list[dict[str, str]]:
    names = Counter(post["RecordingSid"] for post in application.told("/kept"))
    return [application.told("/kept", RecordingSid=name)[0] for name in names]


def _callers(folder: Path, gateway: HotlineGateway, calls: int) -> tuple[int, float]:
    """(calls that failed, milliseconds until one was answered): by sipp, until all are over."""
    port = free_port()
    command = [
        "sipp", f"127.0.0.1:{gateway.sip}", "-s", NUMBER, "-i", "127.0.0.1", "-p", str(port),
        "-mi", "127.0.0.1", "-mp", "20000", "-sf", str(SCENARIO), "-m", str(calls),
        "-r", str(RATE), "-l", str(calls), "-nostdin", "-trace_stat", "-stf",
        str(folder / "sipp.csv"), "-fd", "1",
    ]  # fmt: skip
    with (folder / "sipp.log").open("wb") as log:
        done = subprocess.run(command, stdout=log, stderr=log, cwd=folder, timeout=180, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit((folder / "sipp.log").read_text()[-2000:])
    *_, last = csv.DictReader((folder / "sipp.csv").open(), delimiter=";")
    hours, minutes, seconds, parts = [*last["ResponseTime1(C)"].split(":"), "0"][:4]
    first = (int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000 + int(parts) / 1000
    return int(last["FailedCall(C)"]), first
