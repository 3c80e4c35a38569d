"""The same road from the worker's page: without a line of script, and once sealed on her phone."""

import re

from playwright.sync_api import expect

from tests.journeys import casework
from tests.journeys.casework import WORDS, Desk
from tests.journeys.house import House
from tests.journeys.person import Person

SITE = "Alder Works Assembly 13 (demo)"
SAID = "အလုပ်ရှင်က နိုင်ငံကူးလက်မှတ် သိမ်းထားတယ်။ ပြန်မပေးဘူး။"
MORE = "ထမင်းစားဆောင်မှာ စောင့်ရတယ်။"
ANSWER = "သင့်စာ ရပါပြီ။"
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "my"}
FORM = "/w/report/?org=demo-lantern&lang=my"


def desk_of(house: House, somebody) -> Desk:
    called = house.accounts()
    me = somebody(called="case worker").sign_in(called["case_worker"]).unlock()
    boss = somebody(called="supervisor").sign_in(called["supervisor"]).unlock()
    return Desk(me=me, boss=boss)


def test_from_the_form_without_scripts(house: House, somebody) -> None:
    desk = desk_of(house, somebody)
    her = somebody(called="worker", java_script_enabled=False, **PHONE)
    code = she_reports(her)
    found_in_the_inbox(desk)
    desk.me.fill("Your answer", ANSWER)
    desk.me.press("Send")
    expect(desk.me.main.locator(".message.out")).to_contain_text(ANSWER)
    opens(her, code)
    her.sees(ANSWER)
    casework.triage(desk, leaf="doc.identity_retained", summary="Papers are held.", site=SITE)
    casework.verify(desk)
    casework.consent(desk, to="supplier_hr")
    casework.draft(desk, to="personnel office")
    casework.translate(desk, "Burmese")
    desk.me.press("Send them to her")
    opens(her, code)
    her.sees(casework.FOR_HER["Burmese"])
    her.sees(WORDS)
    her.main.locator("button[name=act][value=approve]").click()
    expect(her.main.locator("button[name=act][value=approve]")).to_have_count(0)
    desk.me.waits_for("She agreed. Two people answer")
    casework.let_go(desk)
    supplier_claims(house, desk, somebody)
    she_is_asked(house, desk, her, code)
    desk.me.go(f"{desk.issue}settle/")
    desk.me.press("Settle")
    desk.boss.go(f"{desk.issue}settle/")
    desk.boss.press("Countersign and close")
    desk.boss.go(desk.issue)
    desk.boss.sees("validated")


def test_from_the_form_sealed_on_her_phone(house: House, somebody) -> None:
    desk = desk_of(house, somebody)
    her = somebody(called="worker", **PHONE)
    sent: list[str] = []
    her.page.on("request", lambda request: sent.append(request.post_data or ""))
    her.go(FORM)
    her.main.locator("[name=text]").fill(MORE)
    her.main.get_by_role("button", name="ပို့ပါ").or_(
        her.main.locator("form#report .primary")
    ).first.click()
    expect(her.page.locator("#done")).to_be_visible()
    code = her.page.locator("#receipt").inner_text()
    assert sum(character.isdigit() for character in code) == 40
    assert MORE not in "".join(sent)
    found_in_the_inbox(desk, MORE)
    desk.me.fill("Your answer", ANSWER)
    desk.me.press("Send")
    her.go("/w/receipt/?lang=my")
    her.main.locator("[name=receipt]").fill(code)
    her.main.locator("#open .primary").click()
    expect(her.page.locator("#replies")).to_contain_text(ANSWER)
    assert code not in "".join(sent)


def she_reports(her: Person) -> str:
    """Four taps from the first page; her code is shown once."""
    her.go("/w/?lang=my")
    her.main.locator("a.primary").click()
    her.main.locator("a[href*='org=demo-lantern']").click()
    her.main.locator("[name=text]").fill(SAID)
    her.main.locator("[name=site_hint]").fill("Alder")
    her.main.locator("button.primary").click()
    code = her.page.locator("#receipt").inner_text()
    assert sum(character.isdigit() for character in code) == 40
    assert her.context.cookies() == []
    return code


def found_in_the_inbox(desk: Desk, words: str = SAID) -> None:
    """At the top of the inbox: her words, and where she came from."""
    me = desk.me
    for _ in range(20):  # the parse process may be busy with others
        me.go("/desk/")
        top = me.main.locator("tbody tr").first
        if "Worker page" in (said := top.inner_text()) and "To triage" in said:
            break
        me.page.wait_for_timeout(2_000)
    expect(top).to_contain_text("Worker page")
    expect(top).to_contain_text("To triage")
    top.get_by_role("link").first.click()
    me.sees(words)
    desk.thread = me.path


def opens(her: Person, code: str) -> None:
    """With her code, and nothing else."""
    her.go("/w/receipt/?lang=my")
    her.main.locator("[name=receipt]").fill(code)
    her.main.locator("#open button").click()
    expect(her.main.locator("#state")).to_be_visible()


def supplier_claims(house: House, desk: Desk, somebody) -> None:
    """The shortest way to a claim."""
    supplier = somebody(called="supplier").sign_in(house.accounts()["supplier"])
    supplier.go(f"/respond/{casework.notice_of(desk)}/")
    supplier.sees(WORDS)
    supplier.pick("stance", "accepts")
    supplier.fill("Your answer", "Each has the papers back.")
    supplier.press("Send the answer")
    supplier.main.get_by_text("Say that it is done").click()
    supplier.fill("For how many workers is it done?", "1")
    supplier.tick("We know that this is a claim, and that workers will be asked.")
    supplier.press("Claim that it is done")
    supplier.sees("Kept as your claim")


def she_is_asked(house: House, desk: Desk, her: Person, code: str) -> None:
    """The question waits behind her code; she presses yes."""
    desk.me.go(desk.engagement)
    desk.me.press("Ask the workers")
    with house.clock_strikes():
        desk.me.waits_for("1 were asked")
    opens(her, code)
    her.main.locator("#ask button[value=yes]").click()
    expect(her.main.locator("#arrived")).to_be_visible()
    expect(her.main.locator("#ask")).to_have_count(0)
    desk.me.waits_for("1 confirm, 1 answered")
    assert re.search(r"workers say", desk.me.main.inner_text())
    opens(her, code)
    expect(her.main.locator("#asked li")).to_have_count(1)
