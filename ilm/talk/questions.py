"""The questions of check-ins, and the answers we understand, in the languages of the worker page.

One, two, three are always offered: a digit is an answer in every script. English is what a
person sees whose language we have no words in.
"""

from collections.abc import Mapping
from typing import Final

_NUMBERS: Mapping[str, str] = {
    "en": "1 yes · 2 no · 3 partly",
    "my": "၁ ဟုတ်တယ် · ၂ မဟုတ်ဘူး · ၃ တစ်ချို့တစ်ဝက်",
    "km": "១ បាទ/ចាស · ២ ទេ · ៣ ខ្លះ",
    "ne": "१ हो · २ होइन · ३ केही",
    "th": "1 ใช่ · 2 ไม่ใช่ · 3 บางส่วน",
}

QUESTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "is_it_fixed": {
        "en": "You told us about a problem. Is it solved now?",
        "my": "သင်ပြောခဲ့တဲ့ ပြဿနာ အခု ပြေလည်သွားပြီလား။",
        "km": "អ្នកបានប្រាប់យើងអំពីបញ្ហាមួយ។ តើវាត្រូវបានដោះស្រាយហើយឬនៅ?",
        "ne": "तपाईंले हामीलाई एउटा समस्या बताउनुभएको थियो। के त्यो अब समाधान भयो?",
        "th": "คุณเคยเล่าปัญหาให้เราฟัง ตอนนี้แก้ไขแล้วหรือยัง",
    },
    "are_you_well": {
        "en": "Are you safe and well?",
        "my": "သင် ဘေးကင်းပြီး နေကောင်းရဲ့လား။",
        "km": "តើអ្នកមានសុវត្ថិភាព និងសុខសប្បាយទេ?",
        "ne": "के तपाईं सुरक्षित र सन्चै हुनुहुन्छ?",
        "th": "คุณปลอดภัยและสบายดีไหม",
    },
}

_SAID: Mapping[str, tuple[str, ...]] = {
    "yes": (
        "yes", "y", "ok", "yes it is", "fixed", "solved",
        "ဟုတ်", "ဟုတ်တယ်", "ဟုတ်ကဲ့", "ဟုတ်ပါတယ်", "ပြေလည်ပြီ", "ရပြီ",
        "បាទ", "ចាស", "បាទ/ចាស", "ហើយ",
        "हो", "हजुर", "भयो", "छ",
        "ใช่", "ใช่ครับ", "ใช่ค่ะ", "ครับ", "ค่ะ", "แล้ว",
    ),
    "no": (
        "no", "n", "not yet", "no it is not",
        "မဟုတ်", "မဟုတ်ဘူး", "မဟုတ်ပါဘူး", "မရသေးဘူး", "မပြေလည်သေးဘူး",
        "ទេ", "អត់ទេ", "មិនទាន់",
        "होइन", "छैन", "भएको छैन",
        "ไม่", "ไม่ใช่", "ไม่ใช่ครับ", "ไม่ใช่ค่ะ", "ยัง", "ยังไม่",
    ),
    "partly": (
        "partly", "a little", "some", "a bit",
        "တစ်ချို့တစ်ဝက်", "တစ်ဝက်", "နည်းနည်း",
        "ខ្លះ", "បន្តិច",
        "केही", "अलिकति",
        "บางส่วน", "นิดหน่อย",
    ),
}  # fmt: skip

ANSWERS: Final = {word: answer for answer, words in _SAID.items() for word in words}


def say(question: str, language: str) -> str:
    """The question with its three numbered answers, in her language or else in English."""
    asked = QUESTIONS[question]
    tongue = language if language in asked else "en"
    return f"{asked[tongue]}\n{_NUMBERS[tongue]}"
