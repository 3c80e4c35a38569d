"""Ten conversations handled at three in the morning without a mouse; a draft after a crash."""

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

PATIENCE = 2_000.0  # ms of the server, on a machine that others use as well
VIEW = "/desk/?only=unread&channel=telegram"


def test_ten_conversations(house, somebody) -> None:
    me = somebody(called="case worker").sign_in(house.accounts()["case_worker"]).unlock()
    keyboard = Keyboard(me)
    me.go(VIEW)
    me.press("Keep these filters")
    handled = []
    for number in range(10):
        me.go("/desk/")
        keyboard.goes("1")  # the filters that were kept
        handled.append(keyboard.handle(number))
    assert len(set(handled)) == 10
    assert keyboard.took["POST /desk/talk/*/"]
    for kind in ("note/", "hand/", "snooze/"):
        assert len(keyboard.took[f"POST /desk/talk/*/{kind}"]) == 10
    slow = {kind: max(ms) for kind, ms in keyboard.took.items() if max(ms) > PATIENCE}
    assert slow == {}
    me.go("/desk/?only=snoozed")
    for ref in handled:
        me.sees(ref)


def test_what_was_begun_is_there_after_a_crash_and_nowhere_in_the_browser(house, somebody) -> None:
    me = somebody(called="case worker").sign_in(house.accounts()["case_worker"]).unlock()
    keyboard = Keyboard(me)
    me.go("/desk/?channel=telegram&language=km")
    keyboard.goes("j", "o")
    keyboard.press("r")
    keyboard.write("យើងបានអានសាររបស់អ្នក")
    expect(me.page.locator("[data-kept]")).to_contain_text("Draft kept, sealed")
    kept = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
    assert "យើង" not in me.page.evaluate(kept)
    place = me.path
    me.page.close()
    me.page = me.new_page()
    me.go(place)
    expect(me.page.locator("#id_text")).to_have_value("យើងបានអានសាររបស់អ្នក")
    colleague = somebody(called="boss").sign_in(house.accounts()["supervisor"]).unlock()
    colleague.go(place)
    colleague.sees("is answering her now")
    colleague.sees_not("យើងបានអានសាររបស់អ្នក")


def test_no_key_acts_while_somebody_types_and_all_are_told(house, somebody) -> None:
    me = somebody(called="case worker").sign_in(house.accounts()["case_worker"]).unlock()
    keyboard = Keyboard(me)
    me.go("/desk/?channel=telegram")
    keyboard.goes("j", "o")
    keyboard.press("n")
    me.page.keyboard.type("j k t ? u n r")
    expect(me.page.locator("#note")).to_have_value("j k t ? u n r")
    keyboard.press("Escape")
    me.page.locator("#note").fill("")
    me.page.locator("h1").click()
    keyboard.press("?")
    sheet = me.page.locator("dialog#keys")
    for told in ("Your answer", "A note for colleagues", "Send what you are writing", "Hand over"):
        expect(sheet).to_contain_text(told)
