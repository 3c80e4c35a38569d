"""The doors a worker can knock on: one folder each, one line here."""

from ilm.channels.africas_talking.adapter import AfricasTalking
from ilm.channels.base import Channel, Door
from ilm.channels.email.adapter import Email
from ilm.channels.kannel.adapter import Kannel
from ilm.channels.line.adapter import Line
from ilm.channels.messenger.adapter import Messenger
from ilm.channels.phone.adapter import Phone
from ilm.channels.telegram.adapter import Telegram
from ilm.channels.twilio.adapter import Twilio
from ilm.channels.viber.adapter import Viber
from ilm.channels.voice.adapter import Voice
from ilm.channels.web.adapter import Web
from ilm.channels.whatsapp.adapter import WhatsApp
from ilm.kit.slug import by_slug

_DOORS: tuple[Door, ...] = (
    WhatsApp, Telegram, Line, Messenger, Viber, Phone, Web, Kannel, Twilio, AfricasTalking,
    Email, Voice,
)  # fmt: skip

CHANNELS: dict[str, Door] = {str(slug): door for slug, door in by_slug(*_DOORS).items()}

__all__ = ["CHANNELS", "Channel", "Door"]
