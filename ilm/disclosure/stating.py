"""A text with marked phrases, what it still states, and whose words it is made of. Pure.

`[gender| (women)]` is said only while the trait `gender` may be said; `{gender}` inside it is the
trait's value.
"""

import re
from collections.abc import Iterable

from babel import Locale
from babel.languages import get_official_languages

from ilm.disclosure.anonymity import Traits
from ilm.language.normalise import search_form
from ilm.language.words import words

MARK = re.compile(r"\[(\w+)\|([^\[\]]*)\]")
RUN = 6
ENGLISH = Locale("en")
GENDER = {
    "female": ("women", "woman", "female", "girl", "girls", "she", "her"),
    "male": ("men", "man", "male", "boy", "boys", "he", "his", "him"),
}


def stated(text: str, traits: Traits) -> str:
    """The text with the phrases of `traits` said and all other marked phrases gone."""

    def said(mark: re.Match[str]) -> str:
        name, phrase = mark.groups()
        return phrase.replace(f"{{{name}}}", traits[name]) if name in traits else ""

    return re.sub(r"[ \t]+", " ", MARK.sub(said, text)).strip()


def still_stated(text: str, *, dropped: Traits) -> tuple[str, ...]:
    """Words of `text` that give a dropped trait away all the same."""
    said = _run(text)
    words_ = [w for name, value in dropped.items() for w in _ways_to_say(name, value)]
    return tuple(w for w in dict.fromkeys(words_) if _holds(said, _run(w)))


def withheld_in(text: str, traits: Traits, *, withheld: Iterable[str]) -> tuple[str, ...]:
    """Items she wants kept back that occur: a trait by its name, a trait's value, or words."""
    said = _run(text)
    values = {search_form(v) for v in traits.values()}
    return tuple(
        item
        for item in withheld
        if item in traits or search_form(item) in values or _holds(said, _run(item))
    )


def repeats(text: str, *, message: str) -> bool:
    """Whether six words in a row of `message` stand in `text`."""
    hers, ours = _run(message), _run(text)
    return bool(_runs(hers) & _runs(ours))


def _ways_to_say(name: str, value: str) -> tuple[str, ...]:
    if name == "gender":
        return (*GENDER.get(value.lower(), ()), value)
    if name == "nationality":
        return _country_words(value)
    if name == "language":
        return (ENGLISH.languages.get(value.lower(), value),)
    return (value,)


def _country_words(code: str) -> tuple[str, ...]:
    """Its name, and what its people and their languages are called."""
    tongues = set(get_official_languages(code.upper(), regional=True)) - {"en"}
    names = [ENGLISH.territories.get(code.upper(), code), *(ENGLISH.languages[t] for t in tongues)]
    return tuple(sorted(word for name in names for word in re.findall(r"\w{3,}", name)))


def _run(text: str) -> list[str]:
    return words(search_form(text))


def _runs(of: list[str]) -> set[tuple[str, ...]]:
    return {tuple(of[i : i + RUN]) for i in range(len(of) - RUN + 1)}


def _holds(said: list[str], run: list[str]) -> bool:
    """`run` in a row; a single longer word also as the beginning of one (Cambodia in Cambodian)."""
    if len(run) == 1 and len(run[0]) >= 5:
        return any(word.startswith(run[0]) for word in said)
    return bool(run) and any(said[i : i + len(run)] == run for i in range(len(said)))
