import pytest

from ilm.language.identify import FLOOR, UNKNOWN, identify

SENTENCES = {
    "my": "နှစ်လလုံး လစာ မရသေးပါဘူး။",
    "km": "ខ្ញុំមិនទាន់បានប្រាក់ខែទេ ថៅកែយកលិខិតឆ្លងដែន។",
    "th": "ผมยังไม่ได้รับค่าจ้างสองเดือนแล้ว",
    "lo": "ຂ້ອຍຍັງບໍ່ໄດ້ຮັບເງິນເດືອນ",
    "ne": "हामीले दुई महिनादेखि तलब पाएका छैनौं, मालिकले राहदानी राखेको छ।",
    "hi": "हमें दो महीने से वेतन नहीं मिला है और मालिक ने पासपोर्ट रख लिया है।",
    "bn": "আমরা দুই মাস ধরে বেতন পাইনি।",
    "ta": "எங்களுக்கு இரண்டு மாதமாக சம்பளம் வரவில்லை",
    "ur": "ہمیں دو ماہ سے تنخواہ نہیں ملی",
    "en": "We have not been paid for two months and the boss keeps our passports.",
    "vi": "Chúng tôi chưa được trả lương hai tháng nay.",
    "id": "Kami belum menerima gaji selama dua bulan karena majikan bilang uangnya habis.",
    "tl": "Dalawang buwan na kaming hindi sinasahuran ng aming amo.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_it_tells_them_apart(language: str) -> None:
    guess = identify(SENTENCES[language])
    assert guess.language == language
    assert guess.confidence >= 0.6


@pytest.mark.parametrize("text", ["", "12345", "👍", "ok", "?!"])
def test_it_says_that_it_does_not_know(text: str) -> None:
    assert identify(text) == UNKNOWN


def test_a_foreign_name_does_not_turn_a_sentence() -> None:
    assert identify("Demo Seafood Company Limited က လစာ မပေးဘူး").language == "my"


def test_letters_of_shan_are_not_called_burmese() -> None:
    assert identify("ၵႂၢမ်းတႆး") == UNKNOWN
    assert identify("ၵႂၢမ်းတႆး", hint="shn").language == "shn"


def test_the_country_decides_between_malay_and_indonesian() -> None:
    assert identify(SENTENCES["id"], hint="ms").language == "ms"


def test_a_hint_does_not_outvote_the_words() -> None:
    assert identify(SENTENCES["en"], hint="vi").language == "en"


@pytest.mark.parametrize("letter", ["က", "ၾ", "谢", "ก", "ក", "न"])
def test_one_foreign_letter_decides_nothing(letter: str) -> None:
    guess = identify(f"Please help us, they have locked the gate {letter}")
    assert guess.language == "en"
    assert guess.confidence < 0.95


def test_a_borrowed_letter_makes_nobody_sure() -> None:
    guess = identify("boss said no ก")
    assert guess.language != "th"
    assert identify("ผมไม่ได้เงิน").confidence > identify("agent ชื่อ Somchai Company").confidence


def test_a_mixed_sentence_goes_to_the_language_that_carries_it() -> None:
    assert identify("HR က overtime မပေးဘူး").language == "my"
    assert identify("agent ชื่อ Somchai เก็บเงิน 25000").language == "th"
    assert identify("hello my friend ကို thank you").language == "en"


def test_what_she_chose_decides_where_both_could_be() -> None:
    assert identify("gaji belum dibayar", hint="ms") == ("ms", FLOOR)
    assert identify("gaji belum dibayar", hint="th").language in {"id", "ms", None}
