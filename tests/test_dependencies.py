"""X6: every package that is locked has hashes, names no registry, and may be shipped under AGPL."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKED = (ROOT / "requirements.lock").read_text()
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
COMPATIBLE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python-2\.0|Python Software Foundation|MPL|LGPL|GPL|AGPL|HPND|Zlib|"
    r"CMU|Unlicense|0BSD|CC0|PostgreSQL)",
    re.IGNORECASE,
)
# GPL-2.0-only may not be combined with AGPL-3.0; the others are no licence of free software
BARRED = re.compile(r"GPL-?2(\.0)?-only|proprietary|commercial|SSPL|BUSL|non-?free", re.IGNORECASE)
# whose metadata name none, or more than their licence: read in the text that they bring
READ = ("axe-playwright-python", "imapclient", "pyrage", "qrcode")
TEXTS = {"MIT License": "MIT", "Permission is hereby granted, free of charge": "MIT",
         "Redistribution and use in source and binary forms": "BSD"}  # fmt: skip


def test_all_is_locked_by_hash_and_by_no_registry() -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCKED)
    pinned = [block for block in blocks if PIN.match(block)]
    assert len(pinned) > 50
    assert [b.splitlines()[0] for b in pinned if "--hash=sha256:" not in b] == []
    assert not re.search(r"https?://|--index-url|--find-links|--extra-index", LOCKED)


def test_all_is_free_software_that_may_be_combined_with_ours() -> None:
    found = {
        name: said for name, version in PIN.findall(LOCKED) if (said := said_of(name, version))
    }
    assert len(found) > 50
    wrong = {n: s for n, s in found.items() if BARRED.search(s) or not COMPATIBLE.search(s)}
    assert wrong == {}


@pytest.mark.parametrize(
    "said", ["GPL-2.0-only", "Other/Proprietary License", "SSPL-1.0", "All rights reserved"]
)
def test_what_may_not_be_combined_would_be_named(said: str) -> None:
    assert BARRED.search(said) or not COMPATIBLE.search(said)


def said_of(name: str, version: str) -> str:
    """What a package says of its licence; empty for one that this system does not install."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    assert found.version.split("+")[0] == version.split("+", maxsplit=1)[0]
    return text_of(found) if name in READ else licence_of(found) or "nothing"


def text_of(found: Distribution) -> str:
    """The licence by the text beside the package."""
    named = [f for f in found.files or () if f.name in ("LICENSE", "COPYING")]
    text = "".join(f.read_text() for f in named)
    return " ".join(slug for said, slug in TEXTS.items() if said in text)


def licence_of(found: Distribution) -> str:
    """What its metadata say, the expression first, then its classifiers."""
    told = found.metadata
    named = [told.get("License-Expression", ""), (told.get("License", "") or "")[:200]]
    listed = [c for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    return " ".join([*(n for n in named if n and n != "UNKNOWN"), *listed])
