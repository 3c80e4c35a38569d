"""Learning which labels go with which texts; texts kept aside say how often that is right.

A linear model (regularised least squares, one label against the rest) on pieces of letters. It is
bytes and numbers alone: reading one runs nothing.
"""

import json
import math
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ilm.language import grams

FEWEST = 10  # situations that a label must have been given in
FOLDS = 5
MOST_NAMED = 3
FLOOR = 0.2  # a score below it names nothing
DAMPING = 0.5
LEAST_NAMED = 8  # times a label was named among texts kept aside, before it is offered
LEAST_RIGHT = 1 / 3  # of them
SHORTEST = 12  # letters; less says nothing
SURE = 1.96  # an interval of 95 %
HEAD = 4


@dataclass(frozen=True)
class Example:
    """One account and what people made of it. Those of one `situation` are kept aside together."""

    text: str = field(repr=False)
    labels: frozenset[str]
    situation: str
    language: str = ""


@dataclass(frozen=True)
class Tally:
    """Right so often of so many."""

    right: int = 0
    of: int = 0

    def counted(self, is_right: bool) -> "Tally":
        return Tally(self.right + is_right, self.of + 1)

    @property
    def percent(self) -> tuple[int, int]:
        """Between which two whole per cents the true share lies, at 95 % (Wilson)."""
        if not self.of:
            return 0, 100
        share, spread = self.right / self.of, SURE**2 / self.of
        middle = share + spread / 2
        around = SURE * math.sqrt((share * (1 - share) + spread / 4) / self.of)
        low, high = ((middle + side * around) / (1 + spread) for side in (-1, 1))
        return math.floor(max(0.0, low) * 100), math.ceil(min(1.0, high) * 100)


@dataclass(frozen=True)
class Measured:
    """What texts kept aside said. `first`: the first label named; `among`: one of those named, of
    all texts; `named`: each label; `languages`: the first label by language."""

    first: Tally = Tally()
    among: Tally = Tally()
    named: Mapping[str, Tally] = field(default_factory=dict)
    languages: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """What was learnt. `key` numbers the pieces; `weights` has a row for each label."""

    labels: tuple[str, ...]
    measured: Measured
    key: bytes = field(repr=False)
    rare: Any = field(repr=False)
    weights: Any = field(repr=False)

    def offers(self, text: str) -> list[tuple[str, Tally]]:
        """The likeliest labels of a text, three at most, each with how often it was right; only
        such as were measured often enough and right often enough."""
        if len(text.strip()) < SHORTEST:
            return []
        row = grams.weighed(grams.counted([text], self.key), self.rare)
        [named] = _named(row @ self.weights.T, self.labels)
        tallied = [(label, self.measured.named.get(label, Tally())) for label in named]
        return [(label, tally) for label, tally in tallied if is_offered(tally)]


def is_offered(tally: Tally) -> bool:
    return tally.of >= LEAST_NAMED and tally.right >= LEAST_RIGHT * tally.of


def learnable(examples: Sequence[Example]) -> list[str]:
    """Labels given in situations enough, sorted."""
    given: dict[str, set[str]] = defaultdict(set)
    for each in examples:
        for label in each.labels:
            given[label].add(each.situation)
    return sorted(label for label, where in given.items() if len(where) >= FEWEST)


def learn(examples: Sequence[Example]) -> Model | None:
    """A model with its measure; None where fewer than two labels can be learnt."""
    import numpy as np

    labels = tuple(learnable(examples))
    if len(labels) < 2:
        return None
    key = os.urandom(32)
    counts = grams.counted([each.text for each in examples], key)
    rare = grams.rarity(counts)
    rows = grams.weighed(counts, rare)
    told = np.array([[label in each.labels for label in labels] for each in examples], float)
    alike = (rows @ rows.T).toarray().astype(float)
    measured = _measure(examples, labels, alike, told)
    weights = rows.T @ _solved(alike, told)
    square = np.ascontiguousarray(weights.T, np.float32)
    return Model(labels, measured, key, rare, square)


def _solved(alike: Any, told: Any) -> Any:
    import numpy as np
    from scipy.linalg import solve

    return solve(alike + DAMPING * np.eye(len(alike)), told, assume_a="pos")


def _measure(examples: Sequence[Example], labels: Sequence[str], alike: Any, told: Any) -> Measured:
    """Each part of the situations is told by what the others taught."""
    import numpy as np

    first = among = Tally()
    by_label: dict[str, Tally] = defaultdict(Tally)
    by_language: dict[str, Tally] = defaultdict(Tally)
    for aside in _parts([each.situation for each in examples]):
        rest = np.setdiff1d(np.arange(len(examples)), aside)
        taught = _solved(alike[rest][:, rest], told[rest])
        scores = alike[aside][:, rest] @ taught
        for at, named in zip(aside, _named(scores, labels), strict=True):
            truth = examples[at].labels
            among = among.counted(bool(truth & set(named)))
            for label in named:
                by_label[label] = by_label[label].counted(label in truth)
            if named:
                first = first.counted(named[0] in truth)
                spoken = examples[at].language
                by_language[spoken] = by_language[spoken].counted(named[0] in truth)
    return Measured(first, among, by_label, by_language)


def _parts(situations: Sequence[str]) -> Iterator[list[int]]:
    """Whole situations, the largest first, each into the part that is smallest so far."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, situation in enumerate(situations):
        members[situation].append(at)
    parts: list[list[int]] = [[] for _ in range(FOLDS)]
    for _, rows in sorted(members.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        min(parts, key=len).extend(rows)
    return (sorted(part) for part in parts if part)


def _named(scores: Any, labels: Sequence[str]) -> list[list[str]]:
    best = scores.argsort(axis=1)[:, ::-1][:, :MOST_NAMED]
    return [
        [labels[column] for column in columns if row[column] >= FLOOR]
        for row, columns in zip(scores, best, strict=True)
    ]


def packed(model: Model) -> bytes:
    """The model as bytes that `unpacked` reads: sizes and tallies as JSON, then numbers."""
    measured = model.measured
    head = {
        "labels": model.labels,
        "key": model.key.hex(),
        "first": _pair(measured.first),
        "among": _pair(measured.among),
        "named": {name: _pair(tally) for name, tally in measured.named.items()},
        "languages": {name: _pair(tally) for name, tally in measured.languages.items()},
    }
    told = json.dumps(head).encode()
    numbers = (model.rare, model.weights)
    halves = b"".join(each.astype("float16").tobytes() for each in numbers)
    return len(told).to_bytes(HEAD, "big") + told + halves


def unpacked(raw: bytes) -> Model:
    """ValueError, KeyError or TypeError where these are no bytes of `packed`."""
    import numpy as np

    begins = HEAD + int.from_bytes(raw[:HEAD], "big")
    head = json.loads(raw[HEAD:begins])
    numbers = np.frombuffer(raw[begins:], np.float16)
    labels = tuple(head["labels"])
    rare, weights = numbers[: grams.WIDTH], numbers[grams.WIDTH :]
    tallies = {k: {n: Tally(*t) for n, t in head[k].items()} for k in ("named", "languages")}
    measured = Measured(Tally(*head["first"]), Tally(*head["among"]), **tallies)
    square = weights.reshape(len(labels), grams.WIDTH).astype(np.float32)
    return Model(labels, measured, bytes.fromhex(head["key"]), rare.astype(np.float32), square)


def _pair(tally: Tally) -> tuple[int, int]:
    return tally.right, tally.of
