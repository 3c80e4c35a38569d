"""The twin speaks as the vendors do: their own SDKs check its signature and read its bodies."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from uuid import UUID

import pytest
import pywa
import telegram
from pywa.types import CallbackButton, Message, MessageStatus

from ilm.channels.base import Outgoing, TemplateOut
from ilm.channels.http import HttpxClient
from ilm.channels.whatsapp.adapter import WhatsApp
from tests.twins import Twin
from tests.twins.test_twins import BURMESE, WORKER

HERE = ("127.0.0.1",)


@pytest.fixture
def twin() -> Iterator[Twin]:
    with Twin() as running:
        yield running


@pytest.fixture
def sdk(twin: Twin) -> pywa.WhatsApp:
    side = twin.whatsapp
    client = pywa.WhatsApp(
        phone_id=side.phone_number_id, token=side.access_token, app_secret=side.app_secret
    )
    client.api._session.base_url = side.graph_url
    return client


@pytest.fixture
def http() -> Iterator[HttpxClient]:
    with HttpxClient(connect=2, answer=2, reaches=HERE) as client:
        yield client


def update(body: bytes) -> pywa.types.RawUpdate:
    return pywa.types.RawUpdate(body, hmac_header=None, update_hash=hashlib.md5(body).hexdigest())


def test_pywa_accepts_the_signature_and_no_other(twin: Twin, sdk: pywa.WhatsApp) -> None:
    body = twin.whatsapp.body([twin.whatsapp.written(WORKER, BURMESE)])
    assert sdk.webhook_update_validator(body, twin.whatsapp.signature(body)) is None
    again = json.dumps(json.loads(body)).encode()
    assert sdk.webhook_update_validator(again, twin.whatsapp.signature(body)) == ("Forbidden", 403)


def test_pywa_accepts_how_messengers_twin_signs(twin: Twin) -> None:
    side = twin.messenger
    client = pywa.WhatsApp(phone_id="1", token="t", app_secret=side.app_secret)
    body = side.body([side.written("6011111111111111", BURMESE)])
    assert client.webhook_update_validator(body, side.signature(body)) is None
    old = side.signature(body, secret="last year's")
    assert client.webhook_update_validator(body, old) == ("Forbidden", 403)


def test_pywa_reads_words_with_and_without_a_number(twin: Twin, sdk: pywa.WhatsApp) -> None:
    for address in (WORKER, ""):
        one = twin.whatsapp.written(address, BURMESE, user_id="MM.1349")
        message = Message.from_update(sdk, update(twin.whatsapp.body([one])))
        assert message.text == BURMESE
        assert message.from_user.bsuid == "MM.1349"
        assert (message.from_user.wa_id or "") == address


def test_pywa_reads_a_voice_note(twin: Twin, sdk: pywa.WhatsApp) -> None:
    kept = twin.whatsapp.keep("audio/ogg; codecs=opus", b"OggS") | {"voice": True}
    one = twin.whatsapp.message(WORKER, "audio", kept)
    message = Message.from_update(sdk, update(twin.whatsapp.body([one])))
    assert message.audio is not None
    assert message.audio.voice


def test_pywa_sends_to_the_twin(twin: Twin, sdk: pywa.WhatsApp) -> None:
    twin.whatsapp.hear(WORKER)
    sdk.send_message(to=WORKER, text="hello")
    assert twin.whatsapp.ledger.texts(WORKER) == ["hello"]
    twin.whatsapp.ledger.fail_next("window")
    with pytest.raises(pywa.errors.ReEngagementMessage):
        sdk.send_message(to=WORKER, text="late")


def test_pywa_sends_a_template_when_the_window_is_closed(twin: Twin, sdk: pywa.WhatsApp) -> None:
    note = {"name": "neutral_note", "language": pywa.types.templates.TemplateLanguage.ENGLISH_US}
    twin.whatsapp.approve("neutral_note", "en_US", "Please write to us.")
    sdk.send_template(to=WORKER, params=[], **note)
    assert twin.whatsapp.ledger.texts(WORKER) == ["Please write to us."]


def test_our_template_is_the_one_that_pywa_would_send(
    twin: Twin, sdk: pywa.WhatsApp, http: HttpxClient
) -> None:
    twin.whatsapp.approve("neutral_note", "en_US", "Please write to us.")
    [call] = WhatsApp(**twin.whatsapp.account).render(
        Outgoing(address=WORKER, template=TemplateOut(name="neutral_note", code="en_US"))
    )
    WhatsApp(**twin.whatsapp.account).send(call, key=UUID(int=7), http=http)
    [ours] = twin.whatsapp.ledger.shown
    theirs = sdk.send_template(
        to=WORKER,
        name="neutral_note",
        language=pywa.types.templates.TemplateLanguage.ENGLISH_US,
        params=[],
        tracker=str(UUID(int=7)),
    )
    assert theirs.id
    assert _bare(ours.payload) == _bare(twin.whatsapp.ledger.shown[-1].payload)


def _bare(payload: dict) -> dict:
    """Without the empty lists that their client writes."""
    template = {k: v for k, v in payload["template"].items() if v}
    return payload | {"template": template}


def test_pywa_reads_a_pressed_button(twin: Twin, sdk: pywa.WhatsApp) -> None:
    one = twin.whatsapp.message(
        WORKER, "button", {"payload": "here", "text": "I am here"}, context="wamid.A"
    )
    pressed = CallbackButton.from_update(sdk, update(twin.whatsapp.body([one])))
    assert (pressed.data, pressed.title) == ("here", "I am here")


def test_pywa_reads_a_failure(twin: Twin, sdk: pywa.WhatsApp) -> None:
    body = twin.whatsapp.told("wamid.A", "failed", code=131047)
    status = MessageStatus.from_update(sdk, update(body))
    assert status.error is not None
    assert status.error.code == 131047


def test_telegrams_library_reads_updates(twin: Twin) -> None:
    side = twin.telegram
    body = side.update(message=side.message("5550001", text=BURMESE))
    found = telegram.Update.de_json(json.loads(body), None)
    assert found.message is not None
    assert found.message.text == BURMESE
    assert found.message.chat.type == "private"


def test_telegrams_library_talks_to_the_twin(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def talk() -> str:
        bot = telegram.Bot(
            twin.telegram.token,
            base_url=f"{twin.url}/bot",
            base_file_url=f"{twin.url}/file/bot",
        )
        async with bot:
            sent = await bot.send_message(5550001, "hello")
            await bot.send_voice(5550001, b"OggS")
            kept = twin.telegram.keep(b"OggS her voice", "oga")
            file = await bot.get_file(kept["file_id"])
            assert bytes(await file.download_as_bytearray()) == b"OggS her voice"
            twin.telegram.blocked.add("5550002")
            with pytest.raises(telegram.error.Forbidden):
                await bot.send_message(5550002, "hello")
            twin.telegram.ledger.fail_next("429")
            with pytest.raises(telegram.error.RetryAfter):
                await bot.send_message(5550001, "hello")
            return sent.text or ""

    assert asyncio.run(talk()) == "hello"
    assert twin.telegram.ledger.texts("5550001") == ["hello", "[sendVoice]"]
