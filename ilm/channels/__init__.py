"""The doors a worker can knock on: one folder each, one line here."""

from ilm.channels.africas_talking.adapter import AfricasTalking
from ilm.channels.base import Channel, Door
from ilm.channels.kannel.adapter import Kannel
from ilm.channels.phone.adapter import Phone
from ilm.channels.telegram.adapter import Telegram
from ilm.channels.twilio.adapter import Twilio
from ilm.channels.web.adapter import Web
from ilm.channels.whatsapp.adapter import WhatsApp
from ilm.kit.slug import by_slug

_DOORS: tuple[Door, ...] = (WhatsApp, Telegram, Phone, Web, Kannel, Twilio, AfricasTalking)

CHANNELS: dict[str, Door] = {str(slug): door for slug, door in by_slug(*_DOORS).items()}

__all__ = ["CHANNELS", "Channel", "Door"]
