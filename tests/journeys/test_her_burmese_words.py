"""Her Burmese words by telephone through a trunk, and from a page: heard in the inbox, and answered
in a browser. Kamailio, our gateway, the whole product; nothing is stood in for."""

import io
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from playwright.sync_api import Browser, expect

from tests.gateways.hotline import NUMBER, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, RATE, Phone, is_here, silence, swells, write
from tests.gateways.trunk import PASSWORD, USER, Trunk
from tests.journeys.conftest import CHROMIUM
from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.test_a_browser_takes_her_call import SAYS, loud
from tests.journeys.test_a_call_from_a_page import address
from tests.journeys.test_every_page_is_accessible import look

pytestmark = [
    pytest.mark.skipif(not is_here(), reason=NEEDS),
    pytest.mark.skipif(not address(), reason="this machine has no address beside loopback"),
]
ACCOUNT, TOKEN = "ACburmese", "twin-auth-token-of-the-trunk"
HERS = "သူတို့က ကျွန်တော့် နိုင်ငံကူးလက်မှတ်ကို သိမ်းထားတယ်။ လစာလည်း မပေးဘူး။"
PHONE = {"viewport": {"width": 360, "height": 740}, "permissions": ["microphone"]}


def spoken(language: str, words: str, file: Path) -> np.ndarray:
    subprocess.run(["espeak-ng", "-v", language, "-w", str(file), words], check=True)
    with wave.open(str(file)) as opened:
        rate = opened.getframerate()
        found = np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(float)
    at = np.arange(int(len(found) * RATE / rate)) * rate / RATE
    return np.interp(at, np.arange(len(found)), found)


@pytest.fixture
def hers(tmp_path: Path) -> np.ndarray:
    return spoken("my", HERS, tmp_path / "hers.wav")


@pytest.fixture(scope="module")
def trunk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trunk]:
    with Trunk(tmp_path_factory.mktemp("trunk"), on=address()) as trunk:
        yield trunk


@pytest.fixture(scope="module")
def gateway(
    house: House, trunk: Trunk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HotlineGateway]:
    hook = f"{house.url}/hooks/voice/burmese/"
    number = {"hook": hook, "account": ACCOUNT, "token": TOKEN, "ended": f"{hook}?step=ended"}
    line = {"domain": trunk.place, "user": USER, "password": PASSWORD, "registers": True}
    gateway = HotlineGateway(
        tmp_path_factory.mktemp("burmese") / "gateway", None, public=(house.folder / "keys/parse.public").read_bytes(),
        number=number, web=True, sip=line | {"address": address()}, allow=["@127.0.0.1"],
    )  # fmt: skip
    told = {
        "account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "languages": "my",
        "api_url": f"http://127.0.0.1:{gateway.door}",
    }  # fmt: skip
    pairs = [word for name, value in told.items() for word in ("--credential", f"{name}={value}")]
    house.run(
        "-m", "ilm.faces.operator", "channel", "add", "--organisation", "demo-lantern",
        "--channel", "voice", "--name", "burmese", "--label", "Hotline", "--untried", *pairs,
    )  # fmt: skip
    with gateway:
        yield gateway
    assert "959000000001" not in gateway.log()


@contextmanager
def browsing(house: House, beside: Browser, microphone: Path, **wishes: object) -> Iterator[Person]:
    """Somebody whose browser hears that file."""
    arguments = [
        "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
        "--autoplay-policy=no-user-gesture-required",
    ]  # fmt: skip
    here = CHROMIUM if Path(CHROMIUM).exists() else None
    browser = beside.browser_type.launch(executable_path=here, args=arguments)
    person = Person(browser, house.url, **wishes)
    yield person
    assert person.wrong == []
    person.leave()
    browser.close()


def recorded(gateway: HotlineGateway) -> bool:
    return bool([*(gateway.folder / "spool").glob("*.sealed")])


def heard(worker: Person) -> np.ndarray:
    """The voice message of the last call, as the desk's browser plays it."""
    worker.go("/desk/calls/")
    worker.main.locator("section", has_text="Calls before").locator("tbody a").first.click()
    there = worker.main.locator("audio, audio source").first.get_attribute("src")
    sound = worker.page.request.get(str(there)).body()
    wav = subprocess.run(
        [get_ffmpeg_exe(), "-loglevel", "error", "-i", "-", "-ar", str(RATE), "-ac", "1", "-f",
         "wav", "-"], input=sound, capture_output=True, check=True,
    ).stdout  # fmt: skip
    with wave.open(io.BytesIO(wav)) as opened:
        return np.frombuffer(opened.readframes(1 << 24), "<i2").astype(float)


def kept(gateway: HotlineGateway) -> None:
    spool = gateway.folder / "spool"
    until(lambda: not [*spool.glob("RE*")], "her words stay at the gateway", seconds=60)
    until(lambda: not [*spool.glob("*.call")], "the end of her call is not told", seconds=30)


def test_through_a_trunk_she_leaves_a_message_and_reaches_somebody_in_a_browser(
    house: House,
    browser: Browser,
    trunk: Trunk,
    gateway: HotlineGateway,
    hers: np.ndarray,
    tmp_path: Path,
) -> None:
    theirs = write(tmp_path / "theirs.wav", spoken("en", SAYS, tmp_path / "en.wav"))
    words = write(tmp_path / "words.wav", *[hers, silence(0.5)] * 30, silence(60))
    with (
        browsing(house, browser, theirs, called="case worker") as worker,
        Phone(tmp_path / "phone", words, on=address()) as phone,
    ):
        worker.sign_in(house.accounts()["case_worker"]).unlock().go("/desk/calls/seat/")
        worker.press("Begin")
        worker.sees("Ready.")
        phone.dial(f"sip:{NUMBER}@{trunk.place}")
        phone.happened("CALL_ESTABLISHED", seconds=30)
        worker.page.wait_for_timeout(1500)
        phone.press("1")
        until(lambda: recorded(gateway), "nothing is recorded", seconds=30)
        worker.page.wait_for_timeout(int(1000 * (2.5 * len(hers) / RATE + 1)))
        phone.press("0")  # in the middle of her words she would rather speak with a person
        expect(worker.main).to_contain_text("put through to you.", timeout=40_000)
        worker.press("Answer")
        worker.sees("You talk.")
        worker.page.wait_for_timeout(9000)
        worker.press("End this call")
        phone.happened("CALL_CLOSED", seconds=30)
        assert swells(loud(theirs), phone.heard()) > 0.6
        kept(gateway)
        assert swells(hers, heard(worker)) > 0.8
        assert "with " in worker.main.inner_text()
        worker.go("/desk/calls/seat/")


def test_from_the_page_she_leaves_a_message_without_a_number(
    house: House, browser: Browser, gateway: HotlineGateway, hers: np.ndarray, tmp_path: Path
) -> None:
    microphone = write(tmp_path / "microphone.wav", hers, silence(0.5))
    with browsing(house, browser, microphone, called="worker", **PHONE) as her:
        her.page.goto("/w/?lang=my")
        her.page.locator("a[href^='/w/call/']").click()
        her.page.locator("a[href*='org=demo-lantern']").click()
        assert her.page.locator(f"a[href='tel:{NUMBER}']").count()
        assert look(her, "/w/call/?org=demo-lantern&lang=my") == []
        her.page.click("#call-begin")
        her.page.locator("[data-key='1']").wait_for(state="visible", timeout=30_000)
        her.page.wait_for_timeout(1500)
        her.page.click("[data-key='1']")
        until(lambda: recorded(gateway), "nothing is recorded", seconds=30)
        her.page.wait_for_timeout(int(1000 * (2.5 * len(hers) / RATE + 1)))
        her.page.click("#exit")  # somebody comes: the call ends with the page
        her.page.wait_for_url("about:blank")
        kept(gateway)
    with browsing(house, browser, microphone, called="case worker") as worker:
        worker.sign_in(house.accounts()["case_worker"]).unlock()
        assert swells(hers, heard(worker)) > 0.6
        assert NUMBER not in worker.main.inner_text()
