"""A network filled through its own pages and channels with words that can be found again."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from ilm.access.actor import clock as the_clock
from ilm.access.actor import operator
from ilm.cases import reporting
from ilm.cases.models import Case, Issue, Report
from ilm.disclosure.models import Consent, Disclosure
from ilm.disclosure.tests import make as disclosures
from ilm.duty.tests import make as duty
from ilm.faces.desk.tests.make import signed_in
from ilm.faces.jobs.tests.make import parse_all
from ilm.faces.worker import tokens
from ilm.parties.tests import make as parties
from ilm.parties.tests.make import Desk
from ilm.talk import arriving, machines
from ilm.talk.models import ChannelAccount, Conversation
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering
from tests.twins.machines import MachineTwin

NUMBERS = {"whatsapp": "+66815550147", "call": "+66895550148", "contact": "+66865550149"}
MARK = "quilzarquonimbus"  # every planted word begins so, and nothing else in the house does
STORIES = {
    "my": "လိုင်းမှူးက ကျွန်မရဲ့ နိုင်ငံကူးလက်မှတ်ကို သိမ်းထားတယ်",
    "km": "ប្រធានក្រុមបានយកលិខិតឆ្លងដែនរបស់ខ្ញុំ",
    "ne": "सुपरभाइजरले मेरो राहदानी राखेको छ",
    "th": "หัวหน้างานยึดหนังสือเดินทางของฉันไว้",
    "en": "the foreman Zarquon keeps my passport in a biscuit tin",
}


@dataclass
class Planted:
    """The network, and every word in it that must lie in clear nowhere, by where it was typed."""

    desk: Desk
    client: Client
    words: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)  # what the server's own keys may open

    def word(self, where: str) -> str:
        """A word that nobody else says, for the field `where`."""
        self.words[where] = f"{MARK}{uuid4().hex[:6]}{where.rpartition('.')[2][:4]}"
        return self.words[where]


def plant() -> Planted:
    """Every free-text field of every page, filled; one delivery unparsed and one answer unsent."""
    client, desk = signed_in()
    told = Planted(desk, client)
    with entering("desk", desk.supervisor.user_id):
        ChannelAccount.objects.create(
            org_id=desk.org_id, channel="web", name=desk.org.slug, label="Page", credentials=b"-"
        )
    _on_the_page(told)
    thread = _by_channels(told)
    _at_the_desk(told, thread)
    _casework(told)
    _passed_on(told, thread)
    _by_machine(told, thread)
    _unparsed(told)
    return told


def _on_the_page(told: Planted) -> None:
    """The worker's form and her page, without scripts."""
    page, org = Client(), told.desk.org
    story = f"{' '.join(STORIES.values())} {told.word('ReportForm.text')}"
    given = {
        "token": tokens.new_token(), "text": story, "answer": "contact",
        "site_hint": told.word("ReportForm.site_hint"),
        "contact": f"{NUMBERS['contact']} {told.word('ReportForm.contact')}",
        "photo": [SimpleUploadedFile(f"{told.word('photo.name')}.jpg", b"JPEG", "image/jpeg")],
    }  # fmt: skip
    answer = page.post(f"{reverse('worker:report')}?org={org.slug}&lang=en", given)
    assert answer.status_code == 200
    parse_all()


def _by_channels(told: Planted) -> Conversation:
    """WhatsApp from a number, in five scripts; an answer that is due and not yet sent."""
    at = talk.account(told.desk)
    for language, story in STORIES.items():
        text = f"{story} {told.word(f'whatsapp.{language}')}"
        [got] = talk.messages(at, talk.said(text, address=NUMBERS["whatsapp"][1:]))
        with entering("parse"):
            reporting.hear(got, by=the_clock())
    told.waiting["due text"] = told.word("ReplyForm.text")
    sent = {"do": "reply", "text": told.waiting["due text"]}
    place = f"/desk/talk/{got.conversation.ref}/"
    assert told.client.post(place, sent).status_code == 302
    return got.conversation


def _at_the_desk(told: Planted, thread: Conversation) -> None:
    call = {
        "number": NUMBERS["call"], "language": "my", "minutes_ago": "10",
        "text": f"{STORIES['my']} {told.word('CallForm.text')}",
    }  # fmt: skip
    called = told.client.post("/desk/call/", call)
    assert called.status_code == 302
    rings = {"do": "take", "address": f"sip:{told.word('TakingForm.address')}@phones.example"}
    assert told.client.post("/desk/calls/", rings).status_code == 302
    plan = {"from_hour": "20", "to_hour": "22", "time_zone": "Asia/Bangkok", "channels": []}
    names = ("cover_story", "code_word", "distress_word", "notification_text")
    plan |= {name: told.word(f"PlanForm.{name}") for name in names}
    assert told.client.post(f"/desk/talk/{thread.ref}/plan/", plan).status_code == 302
    other = called.headers["Location"].split("/")[3]
    link = {"ref": other, "how": "member", "proof": told.word("LinkForm.proof")}
    assert told.client.post(f"/desk/talk/{thread.ref}/link/", link).status_code == 302
    for act, words in (("note", "NoteForm.text"), ("draft", "Draft.text")):
        sent = {"text": f"{STORIES['km']} {told.word(words)}"}
        assert told.client.post(f"/desk/talk/{thread.ref}/{act}/", sent).status_code in (200, 302)
    ready = {"language": "my", "name": told.word("ReadyForm.name")}
    ready |= {"text": told.word("ReadyForm.text")}
    assert told.client.post("/desk/replies/", ready).status_code == 302
    duty.on_shift(told.desk)
    end = {"text": f"{STORIES['ne']} {told.word('EndForm.text')}"}
    assert told.client.post("/desk/rota/mine/end/", end).status_code == 302
    grant = {
        "do": "grant", "form": "spoken", "level": "L3", "recipient": "supplier_hr",
        "purpose": "disclosure_to_others", "language": "my",
        "withheld": f"nationality\n{told.word('ConsentForm.withheld')}",
    }  # fmt: skip
    assert told.client.post(f"/desk/talk/{thread.ref}/consent/", grant).status_code == 302


def _casework(told: Planted) -> None:
    """From triage to words on their way, through the desk's pages."""
    site, alias = disclosures.plant(), None
    with entering("owner"):
        report = Report.objects.filter(conversation__channel="whatsapp").first()
        alias = report.alias_id
    form = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-leaf": "wag.other",
        "form-0-affected": "9", "form-0-basis": "estimate_worker", "form-0-urgency": "high",
        "form-0-urgency_reason": told.word("LeafForm.urgency_reason"),
        "form-0-other_text": told.word("LeafForm.other_text"), "site": str(site.pk),
        "internal_tried": "no", "internal_why_not": "fear_of_reprisal", "consent_level": "L2",
        "summary": "Pay is short",
    }  # fmt: skip
    assert told.client.post(f"/desk/reports/{report.pk}/triage/", form).status_code == 302
    with entering("owner"):
        case = Case.objects.get(org_id=told.desk.org_id)
        issue = Issue.objects.get(case=case)
    place = f"/desk/cases/{case.ref}/{issue.pk}/"
    axes = {"do": "axes", "urgency": "urgent", "legality": "not_assessed", "provision": ""}
    axes |= {"urgency_reason": told.word("AxesForm.urgency_reason")}
    assert told.client.post(place, axes).status_code == 302
    seen = {"do": "evidence", "kind": "document", "is_corroborating": "yes"}
    seen |= {"note": f"{STORIES['th']} {told.word('EvidenceForm.note')}"}
    assert told.client.post(f"{place}verify/", seen).status_code == 302
    found = {"do": "verdict", "finding": "substantiated", "reasons": ["document_seen"]}
    found |= {"narrative": f"{STORIES['km']} {told.word('VerdictForm.narrative')}"}
    assert told.client.post(f"{place}verify/", found).status_code == 302
    with entering("owner"):
        [verdict] = issue.verdicts.all()
    chief, _ = signed_in("supervisor", told.desk)
    assert chief.post(f"/desk/findings/{verdict.pk}/").status_code == 302
    _words(told, place, str(site.owner_id), alias)


def _words(told: Planted, place: str, owner: str, alias: UUID) -> None:
    """Drafted and put into her language, not released."""
    draft = {
        "to": f"supplier_hr:{owner}", "alias_id": str(alias), "written_in": "en", "act": "keep",
        "text": f"Pay is late[event| {{event}}]. {told.word('DraftForm.text')}",
        "event": told.word("DraftForm.traits"), "needed": ["unit"],
    }  # fmt: skip
    with entering("owner"):
        Conversation.objects.filter(alias_id=alias).update(language="th")
    draft |= {"translation": f"{STORIES['th']} {told.word('DraftForm.translation')}"}
    where = told.client.post(f"{place}words/", draft | {"is_checked": "on"})
    assert where.status_code == 302, where.content.decode()[-3000:]
    again = {"do": "translate", "is_checked": "on"}
    again |= {"text": f"{STORIES['th']} {told.word('TranslationForm.text')}"}
    assert told.client.post(where.url, again).status_code == 302
    with entering("owner"):
        assert Disclosure.objects.get().translated_into == "th"


def _passed_on(told: Planted, thread: Conversation) -> None:
    """Her case handed to another organisation, with a note and her words."""
    other = parties.desk(name="Demo shelter network")
    place, grant = f"/desk/talk/{thread.ref}/", {
        "do": "grant", "form": "spoken", "level": "L4", "recipient": "other_ngo",
        "purpose": "services", "language": "my", "for_org": str(other.org_id),
    }  # fmt: skip
    assert told.client.post(f"{place}consent/", grant).status_code == 302
    with entering("owner"):
        ref = Case.objects.get(org_id=told.desk.org_id).ref
        consent = Consent.objects.get(for_org=other.org_id).pk
    hand = {"consent": str(consent), "service": "legal", "with_words": "on"}
    hand |= {"note": f"{STORIES['ne']} {told.word('PassOnForm.note')}"}
    made = told.client.post(f"/desk/cases/{ref}/pass-on/", hand)
    assert made.status_code == 302, made.content.decode()[-3000:]


def _by_machine(told: Planted, thread: Conversation) -> None:
    """One message translated; its answer is words as well."""
    with MachineTwin() as twin, override_settings(MACHINES={"translate": twin.url}):
        twin.words = told.word("machine.answer")
        with entering("owner"):
            statement = "Demonstration: one message at a time to a machine on loopback."
            by = operator(told.desk.org_id)
            machines.allow("translate", statement=statement, signed_by="Demo", by=by)
            message = thread.messages.filter(is_inward=True).first()
        assert told.client.post(f"/desk/messages/{message.pk}/translate/").status_code == 302
        assert len(twin.asked) == 1


def _unparsed(told: Planted) -> None:
    """One request of a provider that the parse process has not opened yet."""
    told.waiting["unparsed delivery"] = told.word("webhook.body")
    with entering("owner"):
        at = ChannelAccount.objects.get(org_id=told.desk.org_id, channel="whatsapp")
    body = told.waiting["unparsed delivery"].encode()
    with entering("worker"):
        assert arriving.deliver(
            told.desk.org_id, channel="whatsapp", key=uuid4().hex, body=body, account_id=at.pk
        )
