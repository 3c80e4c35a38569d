"""No answer: the words go up to the site's buyer, and an authority is consulted."""

import re

from playwright.sync_api import expect

from tests.journeys import casework
from tests.journeys.casework import Desk
from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.strangers import nobody_else_gets_in, wrong_partners


def test_up_to_the_buyer_and_beside_the_authority(house: House, somebody) -> None:
    called = house.accounts()
    desk = Desk(me=somebody(called="case worker"), boss=somebody(called="supervisor"))
    desk.me.sign_in(called["case_worker"]).unlock()
    desk.boss.sign_in(called["supervisor"]).unlock()
    a_second_worker_calls(desk)
    casework.triage(
        desk,
        leaf="tim.forced_overtime",
        summary="The gate is locked.",
        site="Alder Works Dyeing 25 (demo)",
    )
    casework.verify(desk)
    casework.consent(desk, to="supplier_hr")
    casework.draft(desk, to="personnel office")
    casework.translate(desk, "Khmer")
    casework.agree_spoken(desk)
    casework.let_go(desk)
    notices = {}
    for role, kind, to, start in (
        ("buyer", "brand", casework.BUYER, "/buy/"),
        ("authority", "government", casework.AUTHORITY, "/authority/"),
    ):
        ref = casework.go_up(desk, to=to, kind=kind, option=to.split(" (")[0])
        them = somebody(called=role).sign_in(called[role])
        notices[them] = answered(them, start, ref)
    for them, notice in notices.items():
        others = [other for other in (*notices, *wrong_partners(house, somebody)) if other != them]
        nobody_else_gets_in(desk, [*others, somebody(called="nobody")], notice)


def a_second_worker_calls(desk: Desk) -> None:
    """A call, written down at the desk."""
    desk.me.go("/desk/call/")
    desk.me.choose("Language", "km")
    desk.me.fill("What she said", "They lock the gate until the order is done.")
    desk.me.press("Keep the call")
    desk.me.sees("They lock the gate")
    desk.thread = desk.me.path


def answered(them: Person, start: str, ref: str) -> str:
    """They read the words for them, and answer."""
    notice = f"{start}{ref}/"
    them.go(start)
    them.main.locator(f"a[href$='{ref}/']").click()
    expect(them.page).to_have_url(re.compile(notice))
    them.sees("The employer does not answer.")
    them.sees_not("lock the gate")
    them.pick("stance", "accepts")
    them.fill("Your answer", "We called the factory today.")
    them.press("Send the answer")
    them.sees("Kept.")
    return notice
