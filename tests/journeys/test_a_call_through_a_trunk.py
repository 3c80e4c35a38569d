"""The ways a line comes in: a registrar with a password, TLS with SRTP, Opus with DTLS."""

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from tests.gateways.hotline import NUMBER, Application, HotlineGateway
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, Phone, is_here, share, silence, voice, write
from tests.gateways.trunk import PASSWORD, USER, Trunk

pytestmark = [pytest.mark.journey, pytest.mark.skipif(not is_here(), reason=NEEDS)]
PROMPT, HERS = voice(11, 3), voice(12, 4)
RECORD = '<Record timeout="4" finishOnKey="#" action="/done" recordingStatusCallback="/kept"/>'


def said(gateway: HotlineGateway, application: Application) -> np.ndarray:
    [told] = until(lambda: application.told("/kept"), "no recording is told of")
    return np.frombuffer(gateway.recording(told).samples, "<i2").astype(float)


def test_through_a_registrar_with_a_password(tmp_path: Path) -> None:
    prompt = write(tmp_path / "prompt.wav", PROMPT)
    words = write(tmp_path / "words.wav", silence(4), HERS, silence(60))
    script = {"/call": f"<Play>/prompt.wav</Play>{RECORD}", "/done": "<Hangup/>"}
    with (
        Trunk(tmp_path) as trunk,
        Application(script, {"/prompt.wav": prompt}) as application,
        HotlineGateway(
            tmp_path / "gateway", application,
            sip={"domain": trunk.place, "user": USER, "password": PASSWORD, "registers": True},
        ) as gateway,
        Phone(tmp_path / "phone", words) as phone,
    ):  # fmt: skip
        time.sleep(1)
        phone.dial(f"sip:{NUMBER}@{trunk.place}")
        phone.happened("CALL_CLOSED", seconds=30)
        assert share(PROMPT, phone.heard()) > 0.7
        assert share(HERS, said(gateway, application)) > 0.7
        assert application.told("/call")[0]["From"] == phone.name
        assert PASSWORD not in gateway.log()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    both = (folder / "key.pem").read_text() + (folder / "ca.pem").read_text()
    (folder / "both.pem").write_text(both)
    return folder


@pytest.mark.parametrize(
    ("transport", "media", "codec"),
    [("tcp", "", "pcma"), ("tls", "srtp-only", "pcmu"), ("tls", "dtls", "opus")],
)
def test_two_gateways_hear_each_other(
    tmp_path: Path, certificate: Path, transport: str, media: str, codec: str
) -> None:
    """One calls the other, over each transport, encryption and codec: both are ours, because
    Debian's telephone is built with none of the last."""
    words = write(tmp_path / "words.wav", silence(3), HERS, silence(1))
    line = {"transport": transport, "media": media, "codecs": [codec]}
    if media:
        line |= {"certificate": str(certificate / "both.pem")}
        line |= {"authorities": str(certificate / "ca.pem")}
    with (
        Application({"/call": RECORD, "/done": "<Hangup/>"}) as application,
        Application({"/speak": "<Play>/words.wav</Play>"}, {"/words.wav": words}) as caller,
        HotlineGateway(tmp_path / "one", application, sip=line) as gateway,
        HotlineGateway(tmp_path / "two", caller, sip=line, allow=["@127.0.0.1"]) as other,
    ):
        port = gateway.sip + (transport == "tls")
        there = f"sip:{USER}@127.0.0.1:{port};transport={transport}"
        placed = other.post("/Calls.json", To=there, Url=caller.at("/speak"))
        assert placed.status_code == 201
        heard = said(gateway, application)
        assert share(HERS, heard) > 0.6


@pytest.mark.parametrize("media", ["srtp-only", "dtls"])
def test_where_sound_must_be_sealed_an_open_call_is_refused(
    tmp_path: Path, certificate: Path, media: str
) -> None:
    words = write(tmp_path / "words.wav", HERS, silence(60))
    line = {"media": media, "certificate": str(certificate / "both.pem")}
    with (
        Application({"/call": RECORD}) as application,
        HotlineGateway(tmp_path / "gateway", application, sip=line) as gateway,
        Phone(tmp_path / "phone", words) as phone,
    ):
        phone.dial(gateway.address)
        phone.happened("CALL_CLOSED")
        assert phone.events.count("CALL_ESTABLISHED") == 0
        assert [*(gateway.folder / "spool").iterdir()] == []
