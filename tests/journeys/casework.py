"""What a case worker and a supervisor do on the pages of the desk, step by step."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.journeys.person import Person

SITE = "Alder Works Dyeing 1 (demo)"
BUYER, AUTHORITY = "Northstar Outfitters (demo)", "Office of Labour Protection (demo)"
WORDS = "Workers at the dyeing site have not been paid their wages for two months."
FOR_HER = {
    "Burmese": "ဆေးဆိုးရုံက အလုပ်သမားတွေ လုပ်ခ နှစ်လ မရသေးပါ။",
    "Khmer": "កម្មករនៅកន្លែងជ្រលក់ពណ៌ មិនទាន់បានប្រាក់ឈ្នួលពីរខែទេ។",
}


@dataclass
class Desk:
    """Two people of one organisation, their windows, and the addresses of the case they share."""

    me: Person
    boss: Person
    thread: str = ""
    case: str = ""
    issue: str = ""
    words: str = ""
    engagement: str = ""

    def addresses(self) -> list[str]:
        """Every page of this case, for whoever has no business there."""
        case_pages = [self.case, f"{self.case}screening/", self.issue, f"{self.issue}verify/"]
        more = [f"{self.issue}words/", f"{self.issue}settle/", self.words, self.engagement]
        talk = [
            self.thread,
            f"{self.thread}plan/",
            f"{self.thread}consent/",
            f"{self.thread}person/",
        ]
        return [*case_pages, *more, *talk, f"{self.engagement}up/"]


def triage(desk: Desk, *, leaf: str, summary: str, site: str = SITE) -> None:
    """Site, issue, the HR question, what she agreed to."""
    me = desk.me
    me.go(desk.thread)
    me.follow("Triage")
    me.choose("Workplace", site)
    me.fill("What is wrong, in your words", summary)
    me.choose("Issue", leaf)
    me.choose("How we know", "named")
    me.pick("internal_tried", "no")
    me.choose("If not, why not?", "fear_of_reprisal")
    me.choose("What she agreed to", "L1")
    me.choose("Nationality", "Myanmar")
    me.press("Open the case")
    expect(me.page).to_have_url(re.compile(r"/desk/cases/[\w-]+/$"))
    desk.case = me.path
    me.sees("reprisal")
    me.main.locator("table").first.get_by_role("link").first.click()
    expect(me.page).to_have_url(re.compile(r"/desk/cases/[\w-]+/[\w-]{36}/$"))
    desk.issue = me.path


def weigh(desk: Desk) -> None:
    """Two of the three axes."""
    me = desk.me
    me.go(desk.issue)
    me.choose("Urgency", "urgent")
    me.fill("Why, if it changes", "no money for food")
    me.choose("Is a law violated?", "violation")
    me.fill("Which law", "Labour Protection Act, section 70")
    me.main.get_by_role("button", name="Keep", exact=True).first.click()
    me.sees("Kept.")


def verify(desk: Desk) -> None:
    """Evidence for and against, a finding, the second person."""
    me, boss = desk.me, desk.boss
    for speaks, note in (("yes", "Two slips."), ("no", "A transfer.")):
        me.go(f"{desk.issue}verify/")
        me.field("Kind").select_option(index=0)
        me.pick("is_corroborating", speaks)
        me.fill("What it shows", note)
        me.press("Add")
    me.sees("Two slips.")
    me.sees("A transfer.")
    me.pick("finding", "substantiated")
    me.pick("reasons", "document_seen")
    me.press("Sign the finding")
    me.sees("Waits for a second person")
    assert not me.main.get_by_role("button", name="Countersign").count()
    boss.go(f"{desk.issue}verify/")
    boss.press("Countersign")
    boss.sees("Signed by two")


def consent(desk: Desk, *, to: str, only: str = "") -> None:
    """Her yes, for one kind of recipient."""
    me = desk.me
    me.go(f"{desk.thread}consent/")
    me.pick("level", "L3")
    me.choose("Who may be told", to)
    if only:
        me.choose("Only this one", only)
    me.press("Record her consent")
    me.sees(only or "L3")


def draft(desk: Desk, *, to: str, words: str = WORDS) -> None:
    """Check, then keep."""
    me = desk.me
    me.go(f"{desk.issue}words/")
    me.choose("Who is told", to)
    me.fill("The words", words)
    me.press("Check these words")
    me.press("Keep the draft")
    expect(me.page).to_have_url(re.compile(r"/desk/words/"))
    desk.words = me.path


def translate(desk: Desk, language: str) -> None:
    """Before she can be asked: the same words in the language she reads."""
    me = desk.me
    me.sees(f"She reads {language}; the words are English.")
    assert not me.main.get_by_role("button", name="Send them to her").count()
    me.fill(f"Exactly these words in {language}", FOR_HER[language])
    me.tick("I read both languages, and wrote or checked this translation myself")
    me.press("Keep these words for her")
    me.sees("this is what she is asked to agree to")


def let_go(desk: Desk) -> None:
    """Two signatures, and release."""
    desk.me.go(desk.words)
    desk.me.press("Sign")
    desk.me.sees("Another person countersigns")
    desk.boss.go(desk.words)
    desk.boss.press("Countersign")
    desk.boss.main.get_by_role("button", name=re.compile("^Release to")).click()
    desk.boss.sees("Released on")
    desk.boss.main.get_by_role("table").get_by_role("link").first.click()
    desk.engagement = desk.boss.path


def notice_of(desk: Desk) -> str:
    """The reference that the partner sees, from the page of what they do."""
    desk.boss.go(desk.engagement)
    found = re.search(r"([A-Z0-9]{8}) · .* answer by", desk.boss.main.inner_text())
    assert found
    return found[1]


def agree_spoken(desk: Desk) -> None:
    """The words are read to her, and she agrees on the phone."""
    desk.me.press("I read them to her")
    desk.me.press("She agreed, spoken")
    desk.me.sees("She agreed. Two people answer")


def go_up(desk: Desk, *, to: str, kind: str, option: str) -> str:
    """No answer: words of their own go to a buyer or an authority; the reference of the notice."""
    me, below = desk.me, desk.engagement
    consent(desk, to=kind, only=to)
    me.go(f"{below}up/")
    me.follow(to)
    assert me.field("Who is told").input_value().startswith(f"{kind}:")
    me.fill("The words", f"{WORDS} The employer does not answer.")
    me.press("Check these words")
    me.page.get_by_role("button", name=re.compile("^Keep")).click()
    desk.words = me.path
    translate(desk, "Khmer")
    agree_spoken(desk)
    me.go(f"{below}up/")
    me.choose("Which words", option)
    me.choose("Why it goes up", "no_answer")
    me.press("Take it up")
    let_go(desk)
    ref = notice_of(desk)
    me.go(below)
    me.main.locator(".stack.tight", has_text=to).get_by_role("link", name="What they do").click()
    me.sees(ref)
    desk.engagement = below
    return ref
