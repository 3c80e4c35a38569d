"""R12: an old phone at 50 kbit/s and half a second away: little to fetch, and a report goes through.
How long it takes is measured by `./dev bench start`; here it only has to work."""

from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.test_from_the_form_without_scripts import FORM, MORE, PHONE

FIRST_VISIT = 12 * 1024  # bytes on the wire: page, style, scripts, all that is fetched for it
SLOW = {"offline": False, "latency": 500, "downloadThroughput": 6250, "uploadThroughput": 6250}


def test_she_reports_over_a_slow_line(house: House, somebody) -> None:
    her = somebody(called="worker", **PHONE)
    her.page.set_default_timeout(60_000)
    line, fetched = her.context.new_cdp_session(her.page), []
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.on("Network.loadingFinished", lambda told: fetched.append(told["encodedDataLength"]))
    her.go(FORM)
    her.page.wait_for_load_state("networkidle")
    assert len(fetched) >= 2
    assert 0 < sum(fetched) <= FIRST_VISIT
    her.main.locator("[name=text]").fill(MORE)
    her.main.locator("form#report .primary").click()
    expect(her.page.locator("#done")).to_be_visible(timeout=60_000)
    code = her.page.locator("#receipt").inner_text()
    assert sum(character.isdigit() for character in code) == 40
