"""Small words that one language uses and its neighbours do not: they decide at once, or not at all.

The classifier costs a hundred times as much, and errs on the short sentences that people type.
Words and endings are written by hand from grammars' closed classes, not learnt from any test set.
"""

import re
from collections.abc import Mapping, Sequence

MALAY = "yang dan ini itu saya kami kita mereka dia tidak belum sudah kalau tapi untuk dengan dari"
MALAY += " pada akan atau juga lagi orang ada di ke gaji majikan bulan minta pulang kerja tolong"
SAID: Mapping[str, str] = {
    "en": "the and is are was were have has had not they their our my we you your from with been"
    " for this that what when please help he she his her how where who me us still before after"
    " will would could said",
    "id": MALAY + " nggak gak enggak bisa karena uang polisi bilang kantor pabrik lembur mandor"
    " calo udah aja kemarin pengen dikasih paspor perusahaan karyawan banget gimana telepon libur"
    " dipecat siang utang",
    "ms": MALAY + " tak nak dah kerana wang polis ejen pasport telefon syarikat sahaja je kat"
    " macam cakap pejabat kilang tauke awak encik puan beritahu petang hendak mahu syif hutang"
    " tengok bagitahu",
    "tl": "ang mga ng hindi ako kami namin aming po sa na wala pa ay si siya sila nila niya ko mo"
    " ba lang daw raw kung huwag pero rin din yung nang ito kaming opo",
    "vi": "không chúng tôi của được và cho có là nay đã em mình bị ở rồi thì với này người họ cũng"
    " chưa phải làm tháng xin chào cảm ơn khong duoc nguoi chua luong cua nhung viec giup",
    "ne": "छ छन् छु छैन छैनन् छैनौं छौं हामी हामीले हामीलाई हाम्रो मलाई मैले मेरो पनि भयो भए भएको"
    " गर्छ र यो गर्न गर्नुहोस् होइन थियो थिए नै तर अनि भने भन्छ भन्छन् मात्र मात्रै सबै धेरै"
    " लागि अझै अहिले हिजो कति होला त दाइ दिदी भाइ हजुर गर्नु",
    "hi": "है हैं नहीं में और हमें हम मुझे मेरा मेरी मेरे था थी थे रहा रहे रही लिया दिया के से की"
    " को ने का हूँ हूं मैं वह वो यह ये क्या गया गई करना बहुत अभी उसने भैया जी",
}
MARKS = {code: frozenset(words.split()) for code, words in SAID.items()}
WORD = re.compile(r"[^\s.,;:!?()\"'।॥…]+")
# Nepali glues what Hindi writes apart; letters with two marks are Vietnamese
LOOKS: Mapping[str, re.Pattern[str]] = {
    "ne": re.compile("..(लाई|हरू|हरु|बाट|सँग|दैन|ुहोस्|ौं|छन्|छु|िन्छ|यो|एर)$"),
    "vi": re.compile("[ăđơư\u1ea0-\u1ef9]"),
}
ENOUGH = 2  # different words of one language, and none of any other
ALMOST = 4  # times as many words of one as of any other will do as well
KIN = ("id", "ms")


def marked(text: str, among: Sequence[str]) -> str | None:
    """The one language of `among` whose small words these are; None if that is not plain."""
    left = could_be(text, among)
    return left[0] if len(left) == 1 else None


def could_be(text: str, among: Sequence[str]) -> tuple[str, ...]:
    """What of `among` the small words leave: one, Malay and Indonesian, or all."""
    hits = {code: _said(text, code) for code in among}
    best = max(hits, key=lambda code: len(hits[code]))
    kin = [code for code in among if code in KIN] if best in KIN else [best]
    own = frozenset[str]().union(*(hits[code] for code in kin))
    others = max((len(hits[code] - own) for code in among if code not in kin), default=0)
    if len(own) < ENOUGH or others * ALMOST > len(own):
        return tuple(among)
    if len(kin) == 1:
        return (best,)
    only = {code: len(hits[code] - hits[other]) for code, other in zip(KIN, KIN[::-1], strict=True)}
    return (max(only, key=lambda code: only[code]),) if len({*only.values()}) > 1 else KIN


def hits_of(text: str, language: str, *, among: Sequence[str]) -> frozenset[str]:
    """The words of `text` that speak for `language` and for no other of `among`."""
    others = (_said(text, code) for code in among if code != language)
    return _said(text, language).difference(*others)


def _said(text: str, language: str) -> frozenset[str]:
    said = {word.casefold() for word in WORD.findall(text)}
    looks = LOOKS.get(language)
    seen = {word for word in said if looks and looks.search(word)}
    return (MARKS.get(language, frozenset()) & said) | seen
