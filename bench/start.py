"""From a clone to the first page, the second start, what the worker page costs a phone."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.harness import ROOT, Result, Say

SLOW = {"offline": False, "latency": 500}  # 2G: half a second away
DOWN, UP = 50 * 1024 / 8, 20 * 1024 / 8  # bytes a second: 50 and 20 kbit/s
OURS = ("ILM_", "PG", "DATABASE_URL", "DJANGO_", "VIRTUAL_ENV")


def run(say: Say) -> Result:
    """Two clones: the first with empty package caches, the second with what it left there."""
    result = Result()
    top = Path(tempfile.mkdtemp(prefix="ilm-start-"))
    top.chmod(0o755)  # as root the database server runs as another user, who must get through
    try:
        for name in ("cold", "warm"):
            checkout, began = top / name, time.monotonic()
            subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
            with up(checkout, top / "cache", say):
                result.figures[f"clone_to_page_{name}_s"] = time.monotonic() - began
            say(f"{name}: {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        with up(top / "warm", top / "cache", say) as address:
            second = time.monotonic() - began
            page(result, address + "w/", say)
            result.figures["second_start_s"] = second
        result.must("second start s", second, at_most=10)
    finally:
        for name in ("cold", "warm"):
            if (top / name / "dev").exists():
                subprocess.run(
                    ["./dev", "reset", "--yes"], cwd=top / name, env=plain(top), check=True
                )
        shutil.rmtree(top)
    return result


def plain(cache: Path) -> dict[str, str]:
    """An environment as after a login, with package caches of our own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return kept | {"UV_CACHE_DIR": str(cache / "uv"), "PIP_CACHE_DIR": str(cache / "pip")}


@contextmanager
def up(checkout: Path, cache: Path, say: Say) -> Iterator[str]:
    """`./dev up` until its first page answers, then Ctrl-C; yields the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["./dev", "up", "--port", str(port)]
    child = subprocess.Popen(command, cwd=checkout, env=plain(cache), stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}/"
    try:
        while not answers(address):
            if child.poll() is not None:
                raise RuntimeError("./dev up ended before the first page")
            time.sleep(0.05)
        yield address
    finally:
        child.send_signal(signal.SIGINT)
        began = time.monotonic()
        child.wait(30)
        say(f"stopped in {time.monotonic() - began:.1f} s")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30):
            return True
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def page(result: Result, address: str, say: Say) -> None:
    """The first visit of a worker's phone: bytes on the wire, and seconds until she can write."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        tab = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
        wire = tab.context.new_cdp_session(tab)
        received: list[float] = []
        wire.on("Network.loadingFinished", lambda it: received.append(it["encodedDataLength"]))
        wire.send("Network.enable")
        limits = SLOW | {"downloadThroughput": DOWN, "uploadThroughput": UP}
        wire.send("Network.emulateNetworkConditions", limits)
        began = time.monotonic()
        tab.goto(address, wait_until="domcontentloaded")
        tab.locator("textarea, a, button").first.wait_for(state="visible")
        usable = time.monotonic() - began
        tab.wait_for_load_state("networkidle")
        browser.close()
    size = sum(received)
    say(f"worker page: {size:.0f} bytes in {len(received)} requests, usable after {usable:.1f} s")
    result.figures |= {"worker_page_bytes": size, "worker_page_requests": len(received)}
    result.figures["worker_page_usable_s"] = usable
    result.must("worker page, first visit, bytes", size, at_most=12 * 1024)
    result.must("worker page usable at 50 kbit/s, 500 ms, s", usable, at_most=3)
