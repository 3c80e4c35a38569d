"""Taking calls in a browser: it calls our gateway once, and is rung there from then on."""

import secrets

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels.base import Http
from ilm.channels.errors import SendError
from ilm.channels.voice.adapter import Voice
from ilm.kit.errors import Refused
from ilm.talk.accounts import adapter_for, is_ours
from ilm.talk.models import ChannelAccount, Taking
from ilm.talk.phoning import SEATED, take_calls

MOST = 5  # numbers whose providers are asked
LONGEST = 32 * 1024  # letters of an offer
NOWHERE = "No hotline is set up that a browser could answer."
AWAY = "The hotline's gateway takes no browsers now. Your telephone still can be rung."


def sit(offer: str, *, by: Actor, http: Http) -> str:
    """The gateway's answer to her browser's offer; she takes calls from now on, there.

    A new seat each time, under a name that nobody can guess. Refused: there is no hotline, or its
    provider is not our gateway, or it is away.
    """
    by.must(Permission.CALL_LOG)
    if not 0 < len(offer) <= LONGEST:
        raise Refused("This browser offers no call.")
    numbers = ChannelAccount.objects.visible_to(by).filter(channel="voice", is_open=True)
    name = f"seat-{secrets.token_urlsafe(24)}"
    answer = _answer(list(numbers.order_by("name")[:MOST]), offer, name, http)
    before = Taking.objects.visible_to(by).filter(user_id=by.person).first()
    take_calls(address=f"sip:{name}{SEATED}", languages=before.languages if before else (), by=by)
    return answer


def _answer(numbers: list[ChannelAccount], offer: str, name: str, http: Http) -> str:
    """Of the first number that lies at our own gateway: whoever sits there is rung from all."""
    channels = [each for each in map(adapter_for, numbers) if isinstance(each, Voice)]
    channels = [each for each in channels if is_ours(each.api_url)]
    if not channels:
        raise Refused(NOWHERE)
    for channel in channels:
        try:
            return channel.seat(offer, name=name, http=http)
        except SendError:
            continue
    raise Refused(AWAY)
