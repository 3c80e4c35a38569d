"""What Africa's Talking says means to us. Data only; read in its page about sending SMS."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Stopped, Unknown, Unreachable
from ilm.channels.events import Status

TAKEN = frozenset({100, 101, 102})  # processed, sent, queued
MEANS: Mapping[int, type[SendError]] = {  # statusCode of a recipient
    401: Broken,  # held for risk
    402: Broken,  # the sender is not of this account
    403: Unreachable,  # no such number
    404: Unreachable,  # a kind of number that takes no texts
    405: Broken,  # no money left
    406: Stopped,  # she asked the operator for none of ours
    407: Unreachable,  # no way to her
    409: Stopped,  # she asked the operator for none at all
    500: Unknown,  # failed while it had the message
    501: Unknown,  # so did the operator's gateway
    502: Unreachable,  # the operator refused it
}
STATUSES: Mapping[str, Status] = {
    "Sent": "accepted",
    "Submitted": "sent",
    "Buffered": "sent",
    "Success": "delivered",
    "Rejected": "failed",
    "Failed": "failed",
    "Expired": "failed",
    "AbsentSubscriber": "failed",
}
