"""The life of a referral (domain 3.11)."""

from django.db import models

from ilm.access.permissions import Permission as P
from ilm.access.roles import Audience as A
from ilm.ledger.moves import Move


class ReferralStatus(models.TextChoices):
    IN_PROGRESS = "in_progress"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    REVOKED = "revoked"


S = ReferralStatus


def _move(
    verb: str, source: set[ReferralStatus], target: ReferralStatus, needs: P = P.REFERRAL_MAKE
) -> Move:
    return Move(
        verb=verb,
        source=frozenset(source),
        target=target,
        needs=needs,
        tells=frozenset({A.WORKER}),
    )


ACCEPT = _move("referral.accepted", {S.IN_PROGRESS}, S.ACCEPTED)
REJECT = _move("referral.rejected", {S.IN_PROGRESS}, S.REJECTED)
FINISH = _move("referral.done", {S.ACCEPTED}, S.DONE)
REVOKE = _move("referral.revoked", {S.IN_PROGRESS, S.ACCEPTED}, S.REVOKED)

LAPSE = _move("referral.lapsed", {S.IN_PROGRESS, S.ACCEPTED}, S.REVOKED, P.TIME_PASS)

MOVES = (ACCEPT, REJECT, FINISH, REVOKE, LAPSE)
