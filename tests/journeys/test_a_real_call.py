"""Somebody telephones: real SIP and sound on loopback, our gateway, an application by HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.gateways.hotline import ACCOUNT, Application, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, Phone, is_here, share, silence, voice, write

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not is_here(), reason=NEEDS)]
PROMPT, HERS = voice(1, 3), voice(2, 5)
RECORD = '<Record timeout="3" finishOnKey="#" action="/done" recordingStatusCallback="/kept"/>'


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    return write(tmp_path / "prompt.wav", PROMPT)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Silence while the prompt is heard, then her words."""
    return write(tmp_path / "words.wav", silence(4), HERS, silence(60))


@pytest.fixture
def application(prompt: Path) -> Iterator[Application]:
    script = {"/call": f"<Play>/prompt.wav</Play>{RECORD}", "/done": "<Hangup/>"}
    with Application(script, {"/prompt.wav": prompt}) as application:
        yield application
    assert application.forged == 0


@pytest.fixture
def gateway(tmp_path: Path, application: Application) -> Iterator[HotlineGateway]:
    with HotlineGateway(tmp_path / "gateway", application) as gateway:
        yield gateway
    assert "959000000001" not in gateway.log()  # who called is in no log


@pytest.fixture
def phone(tmp_path: Path, words: Path) -> Iterator[Phone]:
    with Phone(tmp_path / "phone", words) as phone:
        yield phone


def kept(application: Application, **fields: str) -> dict[str, str]:
    found = until(lambda: application.told("/kept", **fields), "no recording is told of")
    return found[0]


def test_she_hears_a_prompt_and_leaves_words_that_only_we_can_open(
    gateway: HotlineGateway, application: Application, phone: Phone
) -> None:
    application.fails["/kept"] = 1  # told again until it is heard
    phone.dial(gateway.address)
    phone.happened("CALL_CLOSED", seconds=30)
    assert share(PROMPT, phone.heard()) > 0.7
    told = kept(application, RecordingStatus="completed")
    [first] = application.told("/call")
    assert (first["From"], first["CallStatus"]) == (phone.name, "ringing")
    [file] = (gateway.folder / "spool").glob("*.sealed")
    opened = gateway.recording(told)
    assert opened.is_whole
    said = np.frombuffer(opened.samples, "<i2").astype(float)
    assert share(HERS, said) > 0.7
    assert (
        share(HERS, np.frombuffer(file.read_bytes()[: len(opened.samples)], "<i2").astype(float))
        == 0
    )
    assert b"959000000001" not in file.with_suffix(".note").read_bytes()
    assert httpx.delete(told["RecordingUrl"], auth=(ACCOUNT, "wrong")).status_code == 401
    gone = httpx.delete(told["RecordingUrl"], auth=(ACCOUNT, "s3cret-of-the-hotline"))
    assert gone.status_code == 204
    assert [*(gateway.folder / "spool").iterdir()] == []
    [end] = until(lambda: application.told("/ended", CallStatus="completed"), "no end is told")
    assert int(end["RxPackets"]) > 100
