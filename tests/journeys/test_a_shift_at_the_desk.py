"""A shift from its planning to its hand-over, by keyboard where a key does it; every page of it."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from ilm.kit import clock
from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.test_every_page_is_accessible import look
from tests.journeys.test_many_at_once import database

WORDS = "The doctor comes at seven. Call the second number first."
ZONE = "Asia/Kathmandu"


@pytest.fixture(autouse=True)
def no_rota_afterwards(house: House) -> Iterator[None]:
    """Calls of other journeys ring whoever takes them."""
    yield
    with database(house) as admin:
        for table in ("duty_handover", "duty_shift", "duty_card"):
            admin.execute(f"delete from {table}")


def planned(boss: Person, who: str) -> None:
    """Eight hours that began with this hour, at the wall's time of ZONE."""
    first = clock.now().astimezone(ZoneInfo(ZONE)).replace(minute=0)
    boss.go("/desk/rota/plan/")
    boss.choose("Who", who)
    boss.main.locator("input[name=on]").fill(f"{first:%Y-%m-%d}")
    boss.main.locator("input[name=begins]").fill(f"{first:%H:%M}")
    boss.main.locator("input[name=ends]").fill(f"{first + timedelta(hours=8):%H:%M}")
    boss.choose("Time zone of these hours", ZONE)
    boss.press("Plan it")
    boss.sees("1 shift is planned")


def test_from_the_plan_to_the_hand_over(house: House, somebody) -> None:
    boss = somebody(called="supervisor").sign_in(house.accounts()["supervisor"]).unlock()
    me = somebody(called="case worker").sign_in(house.accounts()["case_worker"]).unlock()
    for name in ("Reed", "Dawn"):
        planned(boss, name)
    me.go("/desk/rota/mine/")
    me.sees("You are not on a shift")
    for said in ("On shift", "On a break", "On shift"):
        me.page.keyboard.press("b")
        me.sees(said)
        me.page.wait_for_load_state()  # whoever presses keys waits for the page
    boss.go("/desk/rota/mine/")
    boss.press("Begin it")
    boss.sees("On shift")
    me.page.keyboard.press("e")
    me.sees("Dawn is on next")
    me.fill("What the next must know", WORDS)
    me.main.get_by_role("button", name="End the shift").click()
    me.sees("You are not on a shift")
    boss.go("/desk/rota/mine/")
    boss.sees(WORDS)
    boss.sees("For you")
    pages = ["/desk/rota/mine/", "/desk/rota/mine/card/", "/desk/rota/mine/end/", "/desk/rota/"]
    assert [line for path in (*pages, "/desk/team/") for line in look(boss, path)] == []
    boss.main.get_by_role("link", name="Reed").first.click()
    assert look(boss, boss.path) == []
    boss.go("/desk/rota/mine/")
    boss.main.get_by_role("button", name="I have read it").click()
    expect(boss.main).not_to_contain_text(WORDS)
    assert me.status("/desk/team/") == 403
