"""The life of a part on its way out, and of a check-in."""

from django.db import models

from ilm.access.permissions import Permission as P
from ilm.ledger.moves import Move


class PartStatus(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    HELD = "held"  # free words are not taken now: it goes once she has written
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CheckInStatus(models.TextChoices):
    DUE = "due"
    SENT = "sent"
    ANSWERED = "answered"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CallBackStatus(models.TextChoices):
    DUE = "due"
    REACHED = "reached"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


S = PartStatus
ON_ITS_WAY = frozenset({S.SENDING, S.UNKNOWN, S.ACCEPTED, S.SENT})


def _part(verb: str, source: set[PartStatus] | frozenset[PartStatus], target: PartStatus) -> Move:
    return Move(verb=verb, source=frozenset(source), target=target, needs=P.MESSAGE_SEND)


TAKE = _part("part.taken", {S.QUEUED, S.WAITING, S.HELD}, S.SENDING)
WAIT = _part("part.put_off", {S.SENDING}, S.WAITING)
HOLD = _part("part.held", {S.SENDING}, S.HELD)
LOSE_SIGHT = _part("part.lost_sight_of", {S.SENDING}, S.UNKNOWN)
ACCEPT = _part("part.accepted", {S.SENDING, S.UNKNOWN}, S.ACCEPTED)
SEND = _part("part.sent", {S.SENDING, S.UNKNOWN, S.ACCEPTED}, S.SENT)
DELIVER = _part("part.delivered", ON_ITS_WAY, S.DELIVERED)
READ = _part("part.read", ON_ITS_WAY | {S.DELIVERED}, S.READ)
FAIL = _part("part.failed", ON_ITS_WAY | {S.WAITING, S.QUEUED, S.HELD}, S.FAILED)
CANCEL = _part("part.cancelled", {S.QUEUED, S.WAITING, S.HELD}, S.CANCELLED)

PART_MOVES = (TAKE, WAIT, HOLD, LOSE_SIGHT, ACCEPT, SEND, DELIVER, READ, FAIL, CANCEL)

C = CheckInStatus
ASK = Move(verb="check_in.asked", source=frozenset({C.DUE}), target=C.SENT, needs=P.MESSAGE_SEND)
ASK_AGAIN = Move(
    verb="check_in.asked_again", source=frozenset({C.SENT}), target=C.SENT, needs=P.MESSAGE_SEND
)
HEAR = Move(
    verb="check_in.answered",
    source=frozenset({C.DUE, C.SENT, C.MISSED}),
    target=C.ANSWERED,
    needs=P.MESSAGE_SEND,
)
MISS = Move(verb="check_in.missed", source=frozenset({C.SENT}), target=C.MISSED, needs=P.TIME_PASS)
CALL_OFF = Move(
    verb="check_in.cancelled",
    source=frozenset({C.DUE, C.SENT}),
    target=C.CANCELLED,
    needs=P.MESSAGE_SEND,
)

CHECK_IN_MOVES = (ASK, ASK_AGAIN, HEAR, MISS, CALL_OFF)

B = CallBackStatus
TRY = Move(
    verb="call_back.tried", source=frozenset({B.DUE}), target=B.DUE, needs=P.CONVERSATION_REPLY
)
REACH = Move(
    verb="call_back.reached", source=frozenset({B.DUE}), target=B.REACHED, needs=P.MESSAGE_SEND
)
GIVE_UP = Move(
    verb="call_back.given_up", source=frozenset({B.DUE}), target=B.GIVEN_UP, needs=P.MESSAGE_SEND
)
FORGO = Move(
    verb="call_back.cancelled", source=frozenset({B.DUE}), target=B.CANCELLED, needs=P.MESSAGE_SEND
)

CALL_BACK_MOVES = (TRY, REACH, GIVE_UP, FORGO)
