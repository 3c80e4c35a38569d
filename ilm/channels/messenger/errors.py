"""What Meta's codes mean to us on Messenger. Data only: first row that fits decides."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Unreachable, WindowClosed

RETRY_AFTER: Mapping[int, float] = {  # code -> seconds
    1: 30,  # unknown API error
    2: 30,  # service for a moment unavailable
    4: 60,  # too many calls by the app
    32: 60,  # too many calls for the page
    613: 60,  # too many calls of this kind
    1200: 30,  # sending failed for a moment
    80006: 60,  # Messenger's own limit
}

ANY = None
MEANS: tuple[tuple[int, int | None, type[SendError]], ...] = (  # code, subcode, meaning
    (10, 2018278, WindowClosed),  # outside the allowed window
    (10, 2018065, WindowClosed),
    (551, ANY, Unreachable),  # this person is not available: gone, or has shut the door
    (200, 1545041, Unreachable),  # the same, said otherwise
    (100, 2018001, Unreachable),  # nobody of this id
    (100, 2018109, Unreachable),  # a person to whom nothing can be sent
    (10, ANY, Broken),
    (0, ANY, Broken),
    (3, ANY, Broken),
    (102, ANY, Broken),
    (190, ANY, Broken),  # token expired
    (368, ANY, Broken),  # blocked for policy
)
PERMISSION = range(200, 300)
