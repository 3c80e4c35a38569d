"""How a worker is asked whether exactly these words may leave."""

from collections.abc import Mapping
from typing import Final

ASK: Final[Mapping[str, str]] = {
    "en": "May we send exactly these words?\n1 yes · 2 no",
    "my": "ဒီစာသားအတိုင်း အတိအကျ ပို့လို့ရမလား။\n၁ ဟုတ်တယ် · ၂ မဟုတ်ဘူး",
    "km": "តើយើងអាចផ្ញើពាក្យទាំងនេះដូចនេះបានទេ?\n១ បាទ/ចាស · ២ ទេ",
    "ne": "के हामी ठ्याक्कै यही शब्दहरू पठाउन सक्छौँ?\n१ हो · २ होइन",
    "th": "เราขอส่งข้อความนี้ตามนี้ทุกคำได้ไหม\n1 ใช่ · 2 ไม่ใช่",
}


def asked_in(language: str, text: str) -> str:
    """The exact text and the question, in her language or else in English."""
    return f"“{text}”\n\n{ASK.get(language, ASK['en'])}"
