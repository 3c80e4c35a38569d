"""How a worker is asked whether exactly these words may leave, and in which language."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q

from ilm.disclosure.models import Consent, Disclosure
from ilm.kit.errors import Refused
from ilm.language.languages import LANGUAGES
from ilm.talk.models import Conversation
from ilm.talk.models.conversing import Topic

ASK: Final[Mapping[str, str]] = {
    "en": "May we send exactly these words?\n1 yes · 2 no",
    "my": "ဒီစာသားအတိုင်း အတိအကျ ပို့လို့ရမလား။\n၁ ဟုတ်တယ် · ၂ မဟုတ်ဘူး",
    "km": "តើយើងអាចផ្ញើពាក្យទាំងនេះដូចនេះបានទេ?\n១ បាទ/ចាស · ២ ទេ",
    "ne": "के हामी ठ्याक्कै यही शब्दहरू पठाउन सक्छौँ?\n१ हो · २ होइन",
    "th": "เราขอส่งข้อความนี้ตามนี้ทุกคำได้ไหม\n1 ใช่ · 2 ไม่ใช่",
}
AS_SENT: Final[Mapping[str, str]] = {
    "en": "The same words, as they are sent:",
    "my": "ပို့မယ့် မူရင်းစာသားက ဒီအတိုင်းပါ-",
    "km": "ពាក្យដដែលនេះ តាមរបៀបដែលនឹងត្រូវផ្ញើ៖",
    "ne": "यिनै शब्दहरू, जसरी पठाइन्छन्:",
    "th": "ข้อความเดียวกัน ตามที่จะส่งจริง:",
}


def asked_in(language: str, row: Disclosure) -> str:
    """What she is asked about, in her language; as it is sent beneath it; and the question.

    Where we have no question in her language it is English.
    """
    asked = [f"“{row.translation or row.text}”"]
    if row.translation:
        asked.append(f"{AS_SENT.get(language, AS_SENT['en'])}\n“{row.text}”")
    return "\n\n".join([*asked, ASK.get(language, ASK["en"])])


def thread_with(alias_id: UUID | None) -> Conversation | None:
    """The conversation with whoever stands behind a text."""
    return Conversation.objects.filter(alias_id=alias_id).first() if alias_id else None


def wait_for_her_no(row: Disclosure) -> None:
    """She agreed: what she is asked about meanwhile goes first, else her no still stops this."""
    hers = Conversation.objects.filter(org_id=row.org_id, alias_id__in=filter(None, [row.alias_id]))
    idle = Q(topic__in=(Topic.REPORTING, Topic.LEAVING))
    hers.filter(idle | Q(about_id=row.pk)).update(topic=Topic.LEAVING, about_id=row.pk)


def stop_asking(row: Disclosure) -> None:
    """What she says next is not about these words any more."""
    hers = Conversation.objects.filter(org_id=row.org_id, about_id=row.pk)
    hers.update(topic=Topic.REPORTING, about_id=None)


def her_language(alias_id: UUID | None) -> str:
    """What she writes to us; else the language in which she last agreed; empty if nobody knows."""
    if alias_id is None:
        return ""
    thread = thread_with(alias_id)
    if thread and thread.language:
        return thread.language
    given = Consent.objects.filter(alias_id=alias_id).order_by("-valid_from", "-id")
    return given.values_list("language", flat=True).first() or ""


def spoken(code: str) -> str:
    """The English name of a language, for staff."""
    known = LANGUAGES.get(code)
    return known.english if known else code or "a language that we do not know"


def must_be_readable(row: Disclosure) -> None:
    """Refused when the words are not in her language and nobody has put them into it."""
    hers = her_language(row.alias_id)
    if hers in {row.language, row.translated_into} - {""}:
        return
    raise Refused(
        f"She reads {spoken(hers)}; these words are {spoken(row.language)}. Put them into her "
        "language first: she can only agree to what she can read."
    )
