"""X5: no secret lies in the house, by the marks that secrets of its kinds carry."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# each mark is written in two halves here, or this page would find itself
MARKS = {
    "a private key": "-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
    "an age identity": "AGE-SECRET-" + "KEY-1[A-Z0-9]{20}",
    "a cloud's key": r"\bAK" + r"IA[0-9A-Z]{16}\b",
    "a forge's token": r"\b(?:gh[pousr]_|glpat-|github_" + r"pat_)[A-Za-z0-9_]{20}",
    "a chat's token": r"\bxo" + r"x[abprs]-[0-9A-Za-z-]{10}",
    "Meta's token": r"\bEAA[A-Za-z0-9]" + r"{60,}",
    "a bot's token": r"\b[0-9]{8,10}:AA" + r"[A-Za-z0-9_-]{33}\b",
    "a password in an address": r"\b(?:postgres|postgresql|https?)://[^\s:/@\"'{}]+:"
    + r"[^\s/@\"'{}]{6,}@",
}
FOUND = re.compile("|".join(f"(?:{mark})" for mark in MARKS.values()))
SAMPLES = {
    "a private key": "-----BEGIN EC PRIVATE" + " KEY-----",
    "an age identity": "AGE-SECRET" + "-KEY-1" + "Q" * 30,
    "a cloud's key": "AKI" + "A" + "B2" * 8,
    "a forge's token": "ghp" + "_" + "x" * 36,
    "a chat's token": "xox" + "b-" + "1" * 12,
    "Meta's token": "EAA" + "x" * 80,
    "a bot's token": "123456789:A" + "A" + "x" * 33,
    "a password in an address": "postgres://ilm:" + "pa55word-of-ours" + "@db/ilm",
}


@pytest.mark.parametrize("kind", MARKS)
def test_one_that_lay_there_would_be_found(kind: str) -> None:
    assert re.search(MARKS[kind], SAMPLES[kind])


def test_none_lies_in_the_tree() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert len(files) > 500
    held = {
        str(file.relative_to(ROOT)): found[0][:12]
        for file in files
        if file.is_file() and (found := FOUND.search(file.read_bytes().decode("utf-8", "ignore")))
    }
    assert held == {}


def test_nor_in_what_came_before() -> None:
    """Each commit's own lines, read as they stand."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    told = subprocess.run(
        ["git", "log", "--all", "--no-merges", "-p", "-U0", "--no-color", "--no-textconv"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    added = (line for line in told.stdout.splitlines() if line[:1] == b"+")
    found = {f[0][:12] for line in added if (f := FOUND.search(line.decode("utf-8", "ignore")))}
    assert found == set()
