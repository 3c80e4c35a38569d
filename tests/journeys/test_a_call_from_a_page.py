"""Somebody calls from a page: a real browser, its microphone, our gateway, nothing in between."""

import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.gateways.hotline import Application, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, Phone, is_here, share, voice, write
from tests.journeys.conftest import CHROMIUM

PROMPT, HERS = voice(31, 4), voice(32, 5)
SCRIPT = Path("ilm/faces/static/js/webcall.js")
PAGE = """<!doctype html><title>call</title><script src="/webcall.js"></script>"""
SEAT = "sip:seat-0123456789abcdef@page"
BEGIN = """async (who) => {
  window.states = [];
  window.call = new WebCall({ ask: (offer) => window.relay(offer, who), end: (sid) => window.ends(sid),
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  call.addEventListener('state', () => states.push(call.state));
  await call.begin();
}"""
HEARD = """async () => {
  const context = new AudioContext({ sampleRate: 8000 });
  const source = context.createMediaStreamSource(call.speaker.srcObject);
  const listener = context.createScriptProcessor(4096, 1, 1);
  window.heard = [];
  listener.onaudioprocess = (e) => heard.push(...e.inputBuffer.getChannelData(0));
  source.connect(listener); listener.connect(context.destination);
}"""


def address() -> str:
    """One of this machine's that is not loopback: ICE leaves that out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("203.0.113.1", 9))  # nothing is sent
        except OSError:
            return ""
        found = str(probe.getsockname()[0])
    return "" if found.startswith("127.") else found


pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not is_here(), reason=NEEDS),
    pytest.mark.skipif(not address(), reason="this machine has no address beside loopback"),
]


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    (tmp_path / "page.html").write_text(PAGE)
    files = {
        "/prompt.wav": write(tmp_path / "prompt.wav", PROMPT, PROMPT),
        "/page": tmp_path / "page.html",
        "/webcall.js": SCRIPT.resolve(),
    }
    ask = '<Gather numDigits="1" timeout="20" action="/menu"><Play>/prompt.wav</Play></Gather>'
    record = '<Record timeout="20" finishOnKey="#" action="/done" recordingStatusCallback="/kept"/>'
    with Application({"/call": ask, "/menu": record, "/done": "<Hangup/>"}, files) as application:
        yield application


@pytest.fixture
def gateway(tmp_path: Path, application: Application) -> Iterator[HotlineGateway]:
    sip = {"address": address()}
    allow = [f"@{address()}", "@127.0.0.1"]
    with HotlineGateway(
        tmp_path / "gateway", application, web=True, sip=sip, allow=allow
    ) as gateway:
        yield gateway
    assert "candidate" not in gateway.log()  # where she is stands in no log


@pytest.fixture
def page(
    tmp_path: Path, browser: Browser, application: Application, gateway: HotlineGateway
) -> Iterator[Page]:
    microphone = write(tmp_path / "microphone.wav", HERS)
    arguments = [
        "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
        "--autoplay-policy=no-user-gesture-required",
    ]  # fmt: skip

    def relay(offer: str, who: str) -> dict[str, str]:
        answered = gateway.post("/Pages.json", Offer=offer, From=who)
        assert answered.status_code == 201, answered.text
        return answered.json()

    here = CHROMIUM if Path(CHROMIUM).exists() else None
    hers = browser.browser_type.launch(executable_path=here, args=arguments)
    page = hers.new_page()
    page.expose_function("relay", relay)
    page.expose_function(
        "ends", lambda sid: gateway.post(f"/Calls/{sid}.json", Status="completed").status_code
    )
    page.goto(application.at("/page"))
    yield page
    hers.close()


def talking(page: Page, who: str = "anonymous") -> None:
    page.evaluate(BEGIN, who)
    page.wait_for_function("call.state === 'talking'", timeout=15_000)


def test_she_hears_the_menu_presses_a_key_and_leaves_words(
    page: Page, application: Application, gateway: HotlineGateway
) -> None:
    talking(page)
    page.evaluate(HEARD)
    page.wait_for_timeout(6000)
    heard = np.array(page.evaluate("heard")) * 32768
    page.evaluate("call.press('1')")
    until(lambda: application.told("/menu", Digits="1"), "the key is not heard")
    page.wait_for_timeout(9000)
    page.evaluate("call.hangUp()")
    [told] = until(lambda: application.told("/kept"), "no recording is told of")
    said = np.frombuffer(gateway.recording(told).samples, "<i2").astype(float)
    assert share(HERS, said) > 0.6
    assert share(PROMPT, heard) > 0.6
    assert page.evaluate("states") == ["asking", "calling", "talking", "ended"]
    assert application.told("/call")[0]["From"] == "anonymous"
    until(lambda: application.told("/ended", CallStatus="completed"), "no end is told")
    assert gateway.post("/Pages.json", Offer="v=1").json()["code"] == 31486


def test_a_call_that_ends_at_the_other_side_ends_on_the_page(
    page: Page, application: Application
) -> None:
    application.script["/call"] = '<Pause length="2"/><Hangup/>'
    talking(page)
    page.wait_for_function("call.state === 'ended'", timeout=40_000)
    assert page.evaluate("call.stream.getTracks().every((t) => t.readyState === 'ended')")


def test_an_agent_in_a_browser_takes_one_caller_after_another(
    tmp_path: Path, page: Page, application: Application, gateway: HotlineGateway
) -> None:
    application.script |= {
        "/call": f'<Dial timeout="20" action="/dialled"><Sip>{SEAT}</Sip></Dial>',
        "/dialled": "<Hangup/>",
    }
    theirs = write(tmp_path / "theirs.wav", *[PROMPT] * 20)
    with Phone(tmp_path / "phone", theirs, on=address()) as phone:
        talking(page, SEAT)
        page.evaluate(HEARD)
        for turn in (1, 2):
            phone.dial(gateway.address)
            phone.happened("CALL_ESTABLISHED", times=turn)
            page.wait_for_timeout(2000)
            page.evaluate("call.press('1')")
            page.wait_for_timeout(7000)
            page.evaluate("call.press('*')")  # this call is over, the seat stays
            phone.happened("CALL_CLOSED", times=turn)
            assert share(HERS, phone.heard()) > 0.4
        heard = np.array(page.evaluate("heard")) * 32768
        assert share(PROMPT, heard) > 0.4
        ends = application.told("/dialled", DialCallStatus="completed")
        assert [post["From"] for post in ends] == [phone.name] * 2
        assert page.evaluate("call.state") == "talking"
        assert [post["path"] for post in application.posts if post["From"] != phone.name] == []
        page.evaluate("call.hangUp()")
        phone.dial(gateway.address)
        until(lambda: application.told("/dialled", DialCallStatus="failed"), "an empty seat rings")
