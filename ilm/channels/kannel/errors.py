"""What Kannel says means to us. Data only; read in its user guide, and by running it."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Unreachable
from ilm.channels.events import Status

TAKEN = frozenset({200, 202})  # "0: Accepted for delivery", "3: Queued for later delivery"
RETRY_AFTER: Mapping[int, float] = {  # HTTP status -> seconds
    429: 5,
    503: 30,  # "Temporal failure, try again later": its queue is full
}
MEANS: Mapping[int, type[SendError]] = {
    401: Broken,
    403: Broken,  # user name, password or our address
    404: Unreachable,  # "Not routable": no operator takes this number
}
REPORTS: Mapping[str, Status] = {  # %d of the report
    "1": "delivered",
    "2": "failed",
    "4": "accepted",  # waits in Kannel
    "8": "sent",  # the operator has it
    "16": "failed",  # the operator refused it
    "32": "accepted",  # between two reports of the operator
}
