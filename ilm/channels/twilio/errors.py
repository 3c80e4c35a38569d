"""What the dialect's codes and statuses mean to us. Data only; read in Twilio's error reference."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Stopped, Unreachable
from ilm.channels.events import Status

RETRY_AFTER: Mapping[int, float] = {  # code -> seconds
    14107: 30,  # too many at once
    20429: 5,  # too many requests
    21611: 60,  # too many wait behind this number
    30001: 60,  # the queue is full
    63018: 5,  # too fast for this sender
}
MEANS: Mapping[int, type[SendError]] = {
    20003: Broken,  # token or account
    20005: Broken,  # account not active
    20404: Broken,  # no such account
    21211: Unreachable,  # no such number
    21214: Unreachable,  # the number cannot be reached
    21217: Unreachable,  # no number at all
    21265: Unreachable,  # a short code
    21408: Unreachable,  # this country is not switched on
    21603: Broken,  # no sender
    21606: Broken,  # the sender cannot send texts
    21608: Unreachable,  # a trial account writes to confirmed numbers alone
    21610: Stopped,  # she wrote STOP
    21612: Unreachable,  # no way from this sender to her
    21614: Unreachable,  # a landline
    21659: Broken,  # the sender is not of this account
    30002: Broken,  # account suspended
}
STATUSES: Mapping[str, Status] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
