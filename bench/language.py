"""Which language, where words end, Zawgyi or not: ours and other libraries on sentences of our own.

The sentences lie in `bench/language/`. `ILM_BENCH_PEERS=no` leaves the others out: each is
installed from the package registry into an environment of its own in `var/bench-language`.
"""

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.harness import ROOT, Result, Say
from bench.hints import EXPECTED, FRESH, missed, pointed_out
from bench.peers import OURS, PEERS

HERE = ROOT / "bench" / "language"
SCRATCH = ROOT / "var" / "bench-language"
NO_SPACES = {"my", "km", "th", "lo", "zh"}
INSTALL_FOR, ASK_FOR = 300, 300  # seconds
ROUNDS = 5  # of all sentences, for the pace
Labelled = list[tuple[str, str]]  # language, text


def run(say: Say) -> Result:
    """Accuracy counts a tool that says nothing as wrong; `answered` says how often that was."""
    result, peers = Result(), os.environ.get("ILM_BENCH_PEERS") != "no"
    sets = {"sentences": labelled(HERE), "fresh": labelled(HERE / "fresh")}
    sets["two words"] = [(code, beginning(code, text)) for code, text in sets["sentences"]]
    golds = {code: gold(code) for code in ("th", "lo", "km", "my")}
    burmese = [text for code, text in sets["sentences"] if code == "my"]
    result.figures["sentences"] = dict.fromkeys(OURS, 0)
    for code, _ in sets["sentences"]:
        result.figures["sentences"][code] += 1
    result.figures["identification"] = {"ours": identified(sets, ours(), say)}
    result.figures["words"] = {"ours": segmented(golds, our_words, say)}
    result.figures["zawgyi"] = {"ours": our_zawgyi(burmese)}
    result.figures["words of danger"] = {
        "sentences": pointed_out(sets["sentences"], EXPECTED),
        "fresh": pointed_out(sets["fresh"], FRESH),
        "missed": [*missed(sets["sentences"], EXPECTED), *missed(sets["fresh"], FRESH)],
    }
    result.figures["not installed"] = {}
    if peers:
        for name in PEERS:
            ask_peer(name, sets, golds, burmese, result, say)
    hold(result)
    return result


def labelled(folder: Path) -> Labelled:
    """Every line of every file, with the language that the file is named after."""
    return [
        (file.stem, line)
        for file in sorted(folder.glob("*.txt"))
        for line in file.read_text().splitlines()
        if line.strip()
    ]


def gold(language: str) -> list[list[str]]:
    """Sentences as lists of words, cut by hand."""
    return [line.split("|") for line in (HERE / "words" / f"{language}.txt").read_text().split()]


def beginning(language: str, text: str) -> str:
    """Its first two words."""
    from ilm.language.words import words

    return "".join(words(text)[:2]) if language in NO_SPACES else " ".join(text.split()[:2])


def ours() -> Callable[[str], str | None]:
    from ilm.language import read

    return lambda text: read(text).language


def our_words(text: str) -> list[str]:
    from ilm.language.words import words

    return words(text)


def our_zawgyi(burmese: Sequence[str]) -> dict[str, float]:
    """Of sentences and of their first two words, in both encodings: verdicts right, open, wrong."""
    from ilm.language import read
    from ilm.language.normalise import encoding, to_zawgyi

    both = {text: to_zawgyi(text) for text in cut(burmese)}
    both = {text: old for text, old in both.items() if text != old}
    told = [(encoding(t).value, encoding(old).value) for t, old in both.items()]
    return verdicts(told) | {
        "turned back exactly": share(read(t).display == read(o).display for t, o in both.items()),
        "Zawgyi called Burmese": share(read(old).language == "my" for old in both.values()),
    }


def cut(burmese: Sequence[str]) -> list[str]:
    return [*burmese, *dict.fromkeys(beginning("my", text) for text in burmese)]


def verdicts(told: Sequence[tuple[str, str]]) -> dict[str, float]:
    """`told`: the verdict on a text in Unicode, and on the same in Zawgyi."""
    return {
        "texts": 2 * len(told),
        "Unicode taken for Zawgyi": share(one == "zawgyi" for one, _ in told),
        "Zawgyi found": share(old == "zawgyi" for _, old in told),
        "Zawgyi taken for Unicode": share(old == "unicode" for _, old in told),
    }


def identified(
    sets: dict[str, Labelled], ask: Callable[[str], str | None], say: Say
) -> dict[str, Any]:
    """How often right, of each set; the pace after a first round."""
    said = {name: [ask(text) for _, text in rows] for name, rows in sets.items()}
    began = time.process_time()
    for _ in range(ROUNDS):
        for _, text in sets["sentences"]:
            ask(text)
    pace = ROUNDS * len(sets["sentences"]) / (time.process_time() - began)
    return scored(sets, said, pace, say, "ours")


def scored(
    sets: dict[str, Labelled],
    said: dict[str, list[str | None]],
    pace: float,
    say: Say,
    name: str,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for which, rows in sets.items():
        right = [code == told for (code, _), told in zip(rows, said[which], strict=True)]
        found[which] = share(right)
        answered = [ok for ok, told in zip(right, said[which], strict=True) if told]
        found[f"{which}, answered"] = len(answered) / len(rows)
        found[f"{which}, right of answered"] = share(answered)
    found["texts/s"] = pace
    found["per language"] = per_language(sets["sentences"], said["sentences"])
    say(f"{name}: {found['sentences']:.1%} of sentences, {found['two words']:.1%} of two words")
    return found


def per_language(rows: Labelled, said: Sequence[str | None]) -> dict[str, float]:
    told = list(zip(rows, said, strict=True))
    return {code: share(code == t for (c, _), t in told if c == code) for code in OURS}


def segmented(
    golds: dict[str, list[list[str]]], split: Callable[[str], list[str]], say: Say
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, sentences in golds.items():
        found[code] = f1(sentences, [split("".join(words)) for words in sentences])
    texts = ["".join(words) for sentences in golds.values() for words in sentences]
    began = time.process_time()
    for _ in range(20):
        for text in texts:
            split(text)
    found["sentences/s"] = 20 * len(texts) / (time.process_time() - began)
    say("words: " + ", ".join(f"{code} {found[code]:.2f}" for code in golds))
    return found


def f1(wanted: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> float:
    """Of the borders inside sentences: the harmonic mean of how many are right and were found."""
    right = said = there = 0
    for one, other in zip(wanted, found, strict=True):
        here, told = borders(one), borders([word for word in other if word.strip()])
        right, said, there = right + len(here & told), said + len(told), there + len(here)
    return 2 * right / (said + there) if said + there else 0.0


def borders(words: Sequence[str]) -> set[int]:
    places, at = set(), 0
    for word in words[:-1]:
        at += len(word)
        places.add(at)
    return places


def share(right: Any) -> float:
    told = list(right)
    return sum(told) / len(told) if told else 0.0


def ask_peer(
    name: str,
    sets: dict[str, Labelled],
    golds: dict[str, list[list[str]]],
    burmese: Sequence[str],
    result: Result,
    say: Say,
) -> None:
    """Install one of the others, ask it, and add what it says; or why it could not be asked."""
    from ilm.language.normalise import to_zawgyi

    both = list(dict.fromkeys(t for t in cut(burmese) if to_zawgyi(t) != t))
    given = {
        "texts": [text for rows in sets.values() for _, text in rows],
        "words": {code: ["".join(w) for w in sentences] for code, sentences in golds.items()},
        "burmese": [*both, *map(to_zawgyi, both)],
    }
    try:
        told = asked(name, installed(name, say), given)
    except (subprocess.SubprocessError, OSError) as problem:
        result.figures["not installed"][name] = why(problem)
        say(f"{name}: not measured: {why(problem)}")
        return
    cost = {"first answer s": told["first_s"], "MiB": told["mib"]}
    count = sum(map(len, told["said"].values()))
    pace = count / told["seconds"]
    if "texts" in told["said"]:
        said, at = {}, 0
        for which, rows in sets.items():
            said[which], at = told["said"]["texts"][at : at + len(rows)], at + len(rows)
        result.figures["identification"][name] = scored(sets, said, pace, say, name) | cost
    elif "burmese" in told["said"]:
        names = ["zawgyi" if each else "unicode" for each in told["said"]["burmese"]]
        pairs = list(zip(names[: len(both)], names[len(both) :], strict=True))
        result.figures["zawgyi"][name] = verdicts(pairs) | {"texts/s": pace} | cost
    else:
        figures = {code: f1(golds[code], found) for code, found in told["said"].items()}
        result.figures["words"][name] = figures | {"sentences/s": pace} | cost
        say(f"{name}: {figures}")


def installed(name: str, say: Say) -> Path:
    """The Python of this library's own environment, made where it is not there yet."""
    folder = SCRATCH / name.replace(" ", "-")
    python, stamp = folder / "bin" / "python", folder / "stamp"
    if stamp.exists():
        return python
    say(f"installing {PEERS[name][1]} apart")
    venv.create(folder, with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, *PEERS[name][1].split()],
        capture_output=True, text=True, check=True, timeout=INSTALL_FOR,
    )  # fmt: skip
    stamp.touch()
    return python


def asked(name: str, python: Path, given: dict[str, Any]) -> dict[str, Any]:
    command = [str(python), str(ROOT / "bench" / "peers.py"), name]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True,
        timeout=ASK_FOR, cwd=SCRATCH, env={"PATH": os.environ["PATH"], "HOME": str(SCRATCH)},
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def why(problem: Exception) -> str:
    """The last line that it said, short."""
    said = getattr(problem, "stderr", None) or str(problem)
    lines = [line for line in str(said).splitlines() if line.strip() and "notice" not in line]
    return (lines[-1] if lines else type(problem).__name__)[:160]


def hold(result: Result) -> None:
    ours = result.figures["identification"]["ours"]
    result.must(
        "sentences in 16 languages", sum(result.figures["sentences"].values()), at_least=400
    )
    result.must("languages right, sentences", ours["sentences"], at_least=0.95)
    result.must(
        "languages right where we answer", ours["sentences, right of answered"], at_least=0.98
    )
    result.must(
        "Unicode taken for Zawgyi",
        result.figures["zawgyi"]["ours"]["Unicode taken for Zawgyi"],
        at_most=0,
    )
    others = [each for name, each in result.figures["identification"].items() if name != "ours"]
    if others:
        best = max(each["sentences"] for each in others)
        result.ratios["languages right, ours to the best other"] = ours["sentences"] / best


if __name__ == "__main__":
    sys.exit("./dev bench language")
