"""What Viber's statuses mean to us. Data only: HTTP is 200 whatever happened."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Stopped, Unreachable, WindowClosed

OK = 0
RETRY_AFTER: Mapping[int, float] = {12: 30}  # too many requests; status -> seconds

MEANS: Mapping[int, type[SendError]] = {
    2: Broken,  # token
    5: Stopped,  # not registered with Viber, or no more
    6: Stopped,  # not subscribed: she left, or never came
    7: Broken,  # account blocked
    8: Broken,  # account not found
    9: Broken,  # account suspended
    10: Broken,  # no webhook is set
    11: Unreachable,  # no device of hers can show it
    15: Broken,  # account not authorised
    21: Unreachable,  # country
    23: WindowClosed,  # free messages outside a session are used up
    24: Broken,  # no balance
}
