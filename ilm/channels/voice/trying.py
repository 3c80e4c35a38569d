"""Does the provider know this account, and can the menu be spoken? Asked once. Nobody is called."""

from ilm.channels.base import Http
from ilm.channels.twilio import trying as twilio
from ilm.channels.voice.adapter import Voice
from ilm.channels.voice.menu import CHOICES


def trouble(account: Voice, *, http: Http) -> str:
    """What is wrong, in words for whoever typed it; empty if nothing is.

    Raises Retry where the provider cannot be reached.
    """
    if len(account.tongues) > CHOICES:
        return f"A caller is offered {CHOICES} languages at most. Open a second number for others."
    if any(not each.isalpha() or len(each) > 3 for each in account.tongues):
        return "languages holds codes with commas between them, like my,th,en."
    return twilio.trouble(account.dialect, http=http)
