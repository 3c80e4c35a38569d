"""What the Messaging API's answers mean to us. Data only: first row that fits decides."""

from ilm.channels.errors import Broken, SendError, Unreachable

ACCEPTED_BEFORE = 409  # this retry key was taken once: it is sent
RATE = 429

MEANS: tuple[tuple[int, str, type[SendError]], ...] = (  # code, part of the message, meaning
    (400, "failed to send messages", Unreachable),  # no such person, or nobody's friend
    (400, "'to'", Unreachable),  # "The property, 'to', in the request body is invalid"
    (401, "", Broken),
    (403, "", Broken),  # plan or right
    (404, "", Unreachable),
    (429, "monthly limit", Broken),  # the quota of pushes is used up: an operator must look
)
