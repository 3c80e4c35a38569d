"""A worker telephones and somebody of the desk answers in her browser: nothing is stood in for."""

import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.gateways.hotline import NUMBER, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, RATE, Phone, is_here, silence, swells, voice, write
from tests.journeys.conftest import CHROMIUM
from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.test_a_call_from_a_page import address
from tests.journeys.test_every_page_is_accessible import look

pytestmark = [
    pytest.mark.skipif(not is_here(), reason=NEEDS),
    pytest.mark.skipif(not address(), reason="this machine has no address beside loopback"),
]
ACCOUNT, TOKEN = "ACbrowser", "twin-auth-token-of-a-browser"
SAYS = "You are safe now. Tell me what happened, and take all the time that you need for it."


@pytest.fixture
def gateway(house: House, tmp_path: Path) -> Iterator[HotlineGateway]:
    number = {
        "hook": f"{house.url}/hooks/voice/browser/", "account": ACCOUNT, "token": TOKEN,
        "ended": f"{house.url}/hooks/voice/browser/?step=ended",
    }  # fmt: skip
    public = (house.folder / "keys" / "parse.public").read_bytes()
    gateway = HotlineGateway(
        tmp_path / "gateway", None, public=public, number=number, web=True,
        sip={"address": address()}, allow=["@127.0.0.1"],
    )  # fmt: skip
    told = {
        "account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "languages": "en",
        "api_url": f"http://127.0.0.1:{gateway.door}",
    }  # fmt: skip
    pairs = [word for name, value in told.items() for word in ("--credential", f"{name}={value}")]
    house.run(
        "-m", "ilm.faces.operator", "channel", "add", "--organisation", "demo-lantern",
        "--channel", "voice", "--name", "browser", "--label", "Hotline", "--untried", *pairs,
    )  # fmt: skip
    with gateway:
        yield gateway


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """What her browser's microphone hears: a sentence, which noise suppression leaves alone."""
    raw = tmp_path / "sentence.wav"
    subprocess.run(["espeak-ng", "-v", "en", "-w", str(raw), SAYS], check=True)
    with wave.open(str(raw)) as file:
        rate = file.getframerate()
        found = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    at = np.arange(int(len(found) * RATE / rate)) * rate / RATE
    return write(tmp_path / "microphone.wav", np.interp(at, np.arange(len(found)), found))


@pytest.fixture
def worker(house: House, browser: Browser, said: Path) -> Iterator[Person]:
    arguments = [
        "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={said}",
        "--autoplay-policy=no-user-gesture-required",
    ]  # fmt: skip
    here = CHROMIUM if Path(CHROMIUM).exists() else None
    theirs = browser.browser_type.launch(executable_path=here, args=arguments)
    person = Person(theirs, house.url, called="case worker")
    yield person
    assert person.wrong == []
    person.leave()
    theirs.close()


def loud(file: Path) -> np.ndarray:
    with wave.open(str(file)) as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(float)


def test_she_is_rung_answers_talks_and_stays(
    house: House, gateway: HotlineGateway, worker: Person, said: Path, tmp_path: Path
) -> None:
    worker.sign_in(house.accounts()["case_worker"], "/desk/calls/")
    with worker.page.expect_popup() as opened:
        worker.follow("Take calls in this browser")
    opened.value.close()
    assert look(worker, "/desk/calls/seat/") == []
    worker.press("Begin")
    worker.sees("Ready.")
    words = write(tmp_path / "words.wav", voice(41, 60), silence(30))
    with Phone(tmp_path / "phone", words, on=address()) as phone:
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED")
        worker.page.wait_for_timeout(1500)
        phone.press("2")
        expect(worker.main).to_contain_text("put through to you.", timeout=40_000)
        worker.press("Answer")
        worker.sees("You talk.")
        worker.page.wait_for_timeout(9000)
        worker.press("End this call")
        phone.happened("CALL_CLOSED", seconds=30)
        heard = phone.heard()
    assert swells(loud(said), heard) > 0.6
    assert swells(voice(42, 5), heard) < 0.5
    expect(worker.main).to_contain_text("Ready.", timeout=15_000)  # the line stays for the next
    worker.press("Stop taking calls")
    worker.sees("You are not rung here.")
    worker.go("/desk/calls/")
    expect(worker.main.get_by_text("Your telephone rings", exact=True)).to_have_count(0)
    until(lambda: not [*(gateway.folder / "spool").glob("*.call")], "its end is not told")
