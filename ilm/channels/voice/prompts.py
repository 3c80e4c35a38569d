"""Every sentence that the hotline says, to be recorded by a native speaker; drafts until then.

Drafts in other languages than English are a machine's: no reader of the language has looked yet.
"""

from collections.abc import Mapping
from typing import Final

NUMBERS: Final = tuple(f"n{n}" for n in range(1, 10))
PROMPTS: Final[Mapping[str, str]] = {  # what it says in English, and what a speaker is to say
    "welcome": "This is a help line for workers. Your employer hears nothing of this call.",
    "choose": "For English, press",
    "menu": "To leave a message, press 1. To speak with a person, press 2. To be called back,"
    " press 3. To hear this again, press 9.",
    "recording": "Please speak after the tone. What you say is recorded, and only our case workers"
    " hear it. Press the hash key when you are done. To speak with a person instead, press 0.",
    "go_on": "Please go on.",
    "nothing": "We heard nothing. If you cannot speak now, press 3 and we will call you back.",
    "thanks": "Thank you. We have your message. If others look at your phone, delete this call"
    " from its list. To say more, press 1.",
    "nobody": "Nobody can take your call at this hour.",
    "connecting": "We connect you with a person. The talk itself is recorded only if you say so.",
    "joining": "Somebody would join this call to help us understand each other. If you agree, press"
    " 1. If not, press 2.",
    "may_record": "May we record this talk? Only our case workers would hear it. If you agree,"
    " press 1. If not, press 2: nothing is recorded then.",
    "without": "Good. We go on without it.",
    "may_take": "Somebody calls the help line. To talk with them, press 1.",
    "may_join": "You are asked to join a call. To join it, press 1.",
    "position": "All of us are speaking with somebody. In the row you are number",
    "hold": "Please stay. To leave a message instead, press 1. To be called back, press 3.",
    "when": "When may we call you? In the morning, press 1. In the afternoon, press 2. In the"
    " evening, press 3. At any time, press 4.",
    "promised": "We will call you then. We say nothing to anybody else who answers.",
    "enter_code": "Please enter your code.",
    "may_talk": "You asked for this call. If you can talk now, press 1. If not, hang up.",
    "is_it_fixed": "You told us about a problem. Is it solved now?",
    "are_you_well": "Are you safe and well?",
    "answers": "For yes, press 1. For no, press 2. For partly, press 3. To speak with a person,"
    " press 0. To hear this again, press 9.",
    "goodbye": "Thank you. You can call again at any time.",
    **{name: str(at) for at, name in enumerate(NUMBERS, 1)},
}

DRAFTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": PROMPTS,
    "my": {
        "welcome": "ဒါက အလုပ်သမားများအတွက် အကူအညီပေးရေး ဖုန်းလိုင်း ဖြစ်ပါတယ်။",
        "choose": "မြန်မာဘာသာအတွက် နှိပ်ပါ",
        "menu": "စကားချန်ထားရန် တစ် ကိုနှိပ်ပါ။ လူနှင့်ပြောရန် နှစ် ကိုနှိပ်ပါ။ "
        "ပြန်ခေါ်စေလိုလျှင် သုံး ကိုနှိပ်ပါ။ ပြန်နားထောင်ရန် ကိုး ကိုနှိပ်ပါ။",
        "recording": "အသံမြည်ပြီးနောက် ပြောပါ။ သင်ပြောတာကို အသံဖမ်းပါမယ်။ ပြီးလျှင် # ကိုနှိပ်ပါ။ "
        "လူနှင့်ပြောရန် သုည ကိုနှိပ်ပါ။",
        "thanks": "ကျေးဇူးတင်ပါတယ်။ သင့်စကားကို ရရှိပါပြီ။",
        "joining": "သင်နဲ့ ကျွန်ုပ်တို့ နားလည်နိုင်အောင် ကူညီမယ့်သူတစ်ဦး ဒီဖုန်းထဲ ဝင်ချင်ပါတယ်။ "
        "သဘောတူရင် တစ် ကိုနှိပ်ပါ။ မတူရင် နှစ် ကိုနှိပ်ပါ။",
        "may_record": "ဒီစကားပြောတာကို အသံဖမ်းလို့ ရမလား။ ကျွန်ုပ်တို့ရဲ့ ဝန်ထမ်းတွေသာ နားထောင်ပါမယ်။ "
        "သဘောတူရင် တစ် ကိုနှိပ်ပါ။ မတူရင် နှစ် ကိုနှိပ်ပါ၊ ဘာမှ မဖမ်းပါဘူး။",
        "without": "ကောင်းပါပြီ။ အဲဒါမပါဘဲ ဆက်ပြောကြပါမယ်။",
        "enter_code": "သင့်ကုဒ်ကို နှိပ်ပါ။",
        "goodbye": "ကျေးဇူးတင်ပါတယ်။ အချိန်မရွေး ပြန်ခေါ်နိုင်ပါတယ်။",
    },
    "km": {
        "choose": "សម្រាប់ភាសាខ្មែរ សូមចុច",
        "menu": "ដើម្បីទុកសារ សូមចុចលេខមួយ។ ដើម្បីនិយាយជាមួយមនុស្ស សូមចុចលេខពីរ។ "
        "ដើម្បីឲ្យយើងហៅមកវិញ សូមចុចលេខបី។ ស្តាប់ម្តងទៀត សូមចុចលេខប្រាំបួន។",
        "enter_code": "សូមចុចលេខកូដរបស់អ្នក។",
    },
    "ne": {
        "choose": "नेपालीका लागि थिच्नुहोस्",
        "menu": "सन्देश छोड्न एक थिच्नुहोस्। मानिससँग कुरा गर्न दुई थिच्नुहोस्। "
        "फेरि फोन पाउन तीन थिच्नुहोस्। फेरि सुन्न नौ थिच्नुहोस्।",
        "recording": "आवाजपछि बोल्नुहोस्। तपाईंको कुरा रेकर्ड हुन्छ। सकेपछि ह्यास थिच्नुहोस्। "
        "मानिससँग कुरा गर्न शून्य थिच्नुहोस्।",
        "thanks": "धन्यवाद। तपाईंको सन्देश हामीले पायौं।",
        "joining": "एकअर्काको कुरा बुझ्न मद्दत गर्ने एक जना यस फोनमा सामेल हुन चाहनुहुन्छ। "
        "मन्जुर भए एक थिच्नुहोस्। नभए दुई थिच्नुहोस्।",
        "may_record": "के हामी यो कुराकानी रेकर्ड गर्न सक्छौं? हाम्रा कार्यकर्ताले मात्र सुन्नेछन्। "
        "मन्जुर भए एक थिच्नुहोस्। नभए दुई थिच्नुहोस्, केही रेकर्ड हुँदैन।",
        "without": "हुन्छ। हामी त्यसविना नै कुरा गर्छौं।",
        "enter_code": "कृपया आफ्नो कोड थिच्नुहोस्।",
        "goodbye": "धन्यवाद। जुनसुकै बेला फेरि फोन गर्न सक्नुहुन्छ।",
    },
    "th": {
        "choose": "ภาษาไทย กด",
        "menu": "ฝากข้อความ กด 1 พูดกับเจ้าหน้าที่ กด 2 ให้เราโทรกลับ กด 3 ฟังอีกครั้ง กด 9",
        "recording": "กรุณาพูดหลังเสียงสัญญาณ เราจะบันทึกเสียงของคุณ เมื่อพูดเสร็จ กดสี่เหลี่ยม พูดกับเจ้าหน้าที่ กด 0",
        "thanks": "ขอบคุณค่ะ เราได้รับข้อความของคุณแล้ว",
        "joining": "มีคนขอร่วมสายเพื่อช่วยให้เราเข้าใจกัน ถ้าตกลง กด 1 ถ้าไม่ กด 2",
        "may_record": "เราขอบันทึกเสียงการสนทนานี้ได้ไหมคะ มีแต่เจ้าหน้าที่ของเราที่จะได้ฟัง "
        "ถ้าตกลง กด 1 ถ้าไม่ กด 2 แล้วจะไม่มีการบันทึก",
        "without": "ได้ค่ะ เราคุยกันต่อโดยไม่มีค่ะ",
        "enter_code": "กรุณากดรหัสของคุณ",
        "goodbye": "ขอบคุณค่ะ คุณโทรมาอีกได้ทุกเวลา",
    },
}

# languages that espeak-ng has a voice for; of ours, Khmer, Lao and Filipino have none
MACHINE_VOICES: Final = frozenset(
    {"en", "my", "th", "ne", "bn", "vi", "id", "ms", "hi", "ta", "te", "si", "ur", "shn", "zh"}
)


def draft(language: str, name: str) -> tuple[str, str]:
    """(language, words) for a machine to say where nobody has recorded yet: hers, else English."""
    said = DRAFTS.get(language, {}).get(name)
    if said is not None and language in MACHINE_VOICES:
        return language, said
    if name in NUMBERS and language in MACHINE_VOICES:
        return language, PROMPTS[name]
    return "en", PROMPTS[name]


def is_spoken(language: str, name: str) -> bool:
    """Whether a machine says it in this language and not in English."""
    return draft(language, name)[0] == language
