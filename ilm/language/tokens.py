"""What search compares: words in their common form, without those that say nothing."""

from collections.abc import Mapping

from ilm.language.normalise import search_form
from ilm.language.words import words

ENGLISH = (
    "a an and are as at be but by for from had has have he her his i in is it its me my not of on "
    "or our she so that the their them they this to us was we were with you your"
)
STOP: Mapping[str, frozenset[str]] = {
    "en": frozenset(ENGLISH.split()),
    "my": frozenset({"က", "ကို", "မှာ", "တဲ့", "ပါ", "တယ်", "သည်", "နဲ့", "လည်း", "၏", "များ"}),
    "km": frozenset({"ជា", "និង", "នៅ", "បាន", "ដែល", "ទេ", "នេះ", "នោះ", "ក៏", "របស់"}),
    "ne": frozenset({"र", "को", "मा", "ले", "छ", "हो", "यो", "त्यो", "पनि", "लाई", "का", "की"}),
    "th": frozenset({"ที่", "และ", "ใน", "ของ", "ก็", "ได้", "ว่า", "นี้", "นั้น", "ครับ", "ค่ะ"}),
    "bn": frozenset({"ও", "এবং", "এই", "সেই", "না", "কি", "যে", "তা", "এ"}),
}
NOTHING = frozenset[str]()
EVERY_STOP = frozenset(search_form(word) for listed in STOP.values() for word in listed)


def tokens(text: str, *, language: str | None = None) -> list[str]:
    """Search words of `text`, in order, with repeats. `language` None: stop words of all leave."""
    stop = STOP.get(language, NOTHING) if language else EVERY_STOP
    return [word for word in words(search_form(text)) if word not in stop]
