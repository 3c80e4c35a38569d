"""The languages we meet: their own names, their scripts, how they want to be set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ilm.kit.slug import Slug, by_slug

LineHeight = Literal["normal", "tall"]  # tall: 1.8, for scripts that stack marks above and below


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language. `slug`: ISO 639; `script`: ISO 15924; `name`: as its readers say it."""

    slug: Slug
    name: str
    english: str
    script: str
    direction: Literal["ltr", "rtl"] = "ltr"
    line_height: LineHeight = "normal"
    has_spaces: bool = True  # between words
    has_zawgyi: bool = False  # may arrive in the old Burmese encoding


def _tall(slug: str, name: str, english: str, script: str, *, has_spaces: bool = True) -> Language:
    return Language(
        slug=Slug(slug),
        name=name,
        english=english,
        script=script,
        line_height="tall",
        has_spaces=has_spaces,
        has_zawgyi=script == "Mymr",
    )


def _latin(slug: str, name: str, english: str) -> Language:
    return Language(slug=Slug(slug), name=name, english=english, script="Latn")


LANGUAGES: Mapping[str, Language] = {
    str(slug): language
    for slug, language in by_slug(
        _latin("en", "English", "English"),
        _tall("my", "မြန်မာ", "Burmese", "Mymr", has_spaces=False),
        _tall("km", "ខ្មែរ", "Khmer", "Khmr", has_spaces=False),
        _tall("ne", "नेपाली", "Nepali", "Deva"),
        _tall("th", "ไทย", "Thai", "Thai", has_spaces=False),
        _tall("lo", "ລາວ", "Lao", "Laoo", has_spaces=False),
        _tall("bn", "বাংলা", "Bengali", "Beng"),
        _tall("hi", "हिन्दी", "Hindi", "Deva"),
        _tall("ta", "தமிழ்", "Tamil", "Taml"),
        _tall("si", "සිංහල", "Sinhala", "Sinh"),
        _latin("vi", "Tiếng Việt", "Vietnamese"),
        _latin("id", "Bahasa Indonesia", "Indonesian"),
        _latin("ms", "Bahasa Melayu", "Malay"),
        _latin("tl", "Tagalog", "Tagalog"),
        Language(
            slug=Slug("ur"),
            name="اردو",
            english="Urdu",
            script="Arab",
            direction="rtl",
            line_height="tall",
        ),
        Language(
            slug=Slug("zh"),
            name="中文",
            english="Chinese",
            script="Hani",
            has_spaces=False,
        ),
        _tall("shn", "လိၵ်ႈတႆး", "Shan", "Mymr", has_spaces=False),
        _tall("mnw", "ဘာသာမန်", "Mon", "Mymr", has_spaces=False),
        _tall("ksw", "ကညီကျိၥ်", "S'gaw Karen", "Mymr", has_spaces=False),
    ).items()
}


def code(hint: str | None) -> str | None:
    """Our code for a tag such as `my`, `my-MM`, `fil_PH`; None for one that we do not know."""
    if not hint:
        return None
    first = hint.replace("_", "-").split("-")[0].lower()
    first = {"fil": "tl", "in": "id"}.get(first, first)
    return first if first in LANGUAGES else None
