"""`python -m bench NAME`: progress on stderr, one JSON object as the last line of stdout."""

import importlib
import json
import sys
import time

from bench.harness import machine

BEGAN = time.monotonic()


def say(what: str) -> None:
    """One line of progress after the seconds since the start."""
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {what}", file=sys.stderr, flush=True)


name = sys.argv[1]
result = importlib.import_module(f"bench.{name}").run(say)
print(json.dumps(result.told(name, machine()), ensure_ascii=False), flush=True)
