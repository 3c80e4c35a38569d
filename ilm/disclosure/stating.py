"""A text with marked phrases, what it still states, and whose words it is made of. Pure.

`[gender| (women)]` is said only while the trait `gender` may be said; `{gender}` inside it is the
trait's value.
"""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from ilm.disclosure.anonymity import Traits
from ilm.language.normalise import search_form
from ilm.language.words import words

MARK = re.compile(r"\[(\w+)\|([^\[\]]*)\]")
RUN = 6
ENGLISH = Locale("en")
GENDER = {
    "female": (
        "women", "woman", "female", "girl", "girls", "she", "her",
        "အမျိုးသမီး", "မိန်းမ", "မိန်းကလေး", "ស្ត្រី", "នារី", "ក្មេងស្រី", "महिला", "केटी", "औरत",
        "ผู้หญิง", "หญิง", "สตรี", "ແມ່ຍິງ", "মহিলা", "নারী", "phụ nữ", "perempuan", "wanita",
    ),
    "male": (
        "men", "man", "male", "boy", "boys", "he", "his", "him",
        "အမျိုးသားများ", "ယောက်ျား", "បុរស", "ក្មេងប្រុស", "पुरुष", "केटा", "ผู้ชาย", "ชาย",
        "ຜູ້ຊາຍ", "পুরুষ", "đàn ông", "laki-laki", "pria",
    ),
}  # fmt: skip
SHIFTS = ("night shift", "day shift", "morning shift", "evening shift", "on nights", "at night")
ABROAD = ("MM", "KH", "LA", "NP", "BD", "VN", "ID", "PH", "IN", "PK", "LK", "CN", "TH", "MY")
UNSPACED = 4  # letters of another script that are looked for inside words too


def stated(text: str, traits: Traits) -> str:
    """The text with the phrases of `traits` said and all other marked phrases gone."""

    def said(mark: re.Match[str]) -> str:
        name, phrase = mark.groups()
        return phrase.replace(f"{{{name}}}", traits[name]) if name in traits else ""

    return re.sub(r"[ \t]+", " ", MARK.sub(said, text)).strip()


def still_stated(
    text: str, *, dropped: Traits, languages: Iterable[str] = ("en",)
) -> tuple[str, ...]:
    """Words of `text`, which is in these languages, that give a dropped trait away all the same."""
    tongues = dict.fromkeys(("en", *languages))
    ways = [
        way
        for name, value in dropped.items()
        for tongue in tongues
        for way in _ways_to_say(name, value, tongue)
    ]
    return tuple(way for way in dict.fromkeys(ways) if _says(text, way))


def left_open(text: str) -> bool:
    """Whether a bracket or brace stands in a text whose marked phrases are settled."""
    return any(sign in text for sign in "[]{}")


def unnamed(text: str, *, traits: Traits, groups: Iterable[str] = (), home: str = "") -> list[str]:
    """Words of `text` that state a trait which `traits` does not name: nobody would count them.

    Genders, shifts, and the nationalities that most workers abroad have, but for `home`, the
    country of the site; `groups`: units and roles that are known there.
    """
    ways: list[str] = []
    if "gender" not in traits:
        ways += [word for said in GENDER.values() for word in said]
    if "nationality" not in traits:
        ways += [w for code in ABROAD if code != home for w in _country_words(code, "en")]
    if "shift" not in traits:
        ways += SHIFTS
    ways += [group for group in groups if group not in traits.values()]
    return [way for way in dict.fromkeys(ways) if _says(text, way)]


def withheld_in(text: str, traits: Traits, *, withheld: Iterable[str]) -> tuple[str, ...]:
    """Items she wants kept back that occur: a trait by its name, a trait's value, or words."""
    values = {search_form(v) for v in traits.values()}
    return tuple(
        item
        for item in withheld
        if item in traits or search_form(item) in values or _says(text, item)
    )


def repeats(text: str, *, message: str) -> bool:
    """Whether six words in a row of `message` stand in `text`."""
    hers, ours = _run(message), _run(text)
    return bool(_runs(hers) & _runs(ours))


def _ways_to_say(name: str, value: str, tongue: str) -> tuple[str, ...]:
    if name == "gender":
        return (*GENDER.get(value.lower(), ()), value)
    if name == "nationality":
        return _country_words(value, tongue)
    if name == "language":
        return (_locale(tongue).languages.get(value.lower(), value),)
    return (value,)


def _country_words(code: str, tongue: str) -> tuple[str, ...]:
    """Its name, and what its people and their languages are called."""
    said = _locale(tongue)
    tongues = set(get_official_languages(code.upper(), regional=True)) - {"en"}
    names = [said.territories.get(code.upper(), code)]
    names += [said.languages.get(t, t) for t in tongues]
    if said is not ENGLISH:
        return tuple(sorted(names))
    return tuple(sorted(word for name in names for word in re.findall(r"\w{3,}", name)))


@cache
def _locale(tongue: str) -> Locale:
    """How a language names countries and languages; as English does where we do not know."""
    try:
        return ENGLISH if tongue == "en" else Locale.parse(tongue)
    except (UnknownLocaleError, ValueError):
        return ENGLISH


def _says(text: str, item: str) -> bool:
    """As words in a row; in scripts that put no spaces between words, also inside of them."""
    sought = search_form(item)
    if len(sought) >= UNSPACED and not re.search(r"[a-z]", sought) and not sought.isdecimal():
        return sought in search_form(text)
    return _holds(_run(text), _run(item))


def _run(text: str) -> list[str]:
    return words(search_form(text))


def _runs(of: list[str]) -> set[tuple[str, ...]]:
    return {tuple(of[i : i + RUN]) for i in range(len(of) - RUN + 1)}


def _holds(said: list[str], run: list[str]) -> bool:
    """`run` in a row; a single longer word also as the beginning of one (Cambodia in Cambodian)."""
    if len(run) == 1 and len(run[0]) >= 5:
        return any(word.startswith(run[0]) for word in said)
    return bool(run) and any(said[i : i + len(run)] == run for i in range(len(said)))
