"""The life of an engagement: what a respondent, a buyer or an authority does about a notice."""

from django.db import models

from ilm.access.permissions import Permission as P
from ilm.access.roles import Audience as A
from ilm.ledger.moves import Move


class EngagementStatus(models.TextChoices):
    RAISED = "raised"
    RESPONDED = "responded"
    IN_PROGRESS = "remedy_in_progress"
    CLAIMED_DONE = "claimed_done"
    WORKER_CHECK = "worker_check"
    CLOSED = "closed"


S = EngagementStatus
WORKER = frozenset({A.WORKER})

RESPOND = Move(
    verb="engagement.answered",
    source=frozenset({S.RAISED}),
    target=S.RESPONDED,
    needs=P.NOTICE_ANSWER,
    tells=WORKER,
)
COMMIT = Move(
    verb="engagement.committed",
    source=frozenset({S.RAISED, S.RESPONDED, S.IN_PROGRESS}),
    target=S.IN_PROGRESS,
    needs=P.COMMITMENT_MAKE,
    tells=WORKER,
)
CLAIM = Move(
    verb="engagement.claimed",
    source=frozenset({S.RESPONDED, S.IN_PROGRESS}),
    target=S.CLAIMED_DONE,
    needs=P.COMPLETION_CLAIM,
    tells=WORKER,
)
PUT_TO_WORKERS = Move(
    verb="engagement.put_to_workers",
    source=frozenset({S.CLAIMED_DONE}),
    target=S.WORKER_CHECK,
    needs=P.CHECK_IN_ASK,
    tells=WORKER | {A.RESPONDENT},
)
SEND_BACK = Move(
    verb="engagement.sent_back",
    source=frozenset({S.WORKER_CHECK}),
    target=S.IN_PROGRESS,
    needs=P.ISSUE_SETTLE,
    tells=WORKER | {A.RESPONDENT},
)
CLOSE = Move(
    verb="engagement.closed",
    source=frozenset(set(S) - {S.CLOSED}),
    target=S.CLOSED,
    needs=P.ISSUE_SETTLE,
    tells=WORKER | {A.RESPONDENT},
)
REOPEN = Move(
    verb="engagement.reopened",
    source=frozenset({S.CLOSED}),
    target=S.RAISED,
    needs=P.ISSUE_SETTLE,
    tells=frozenset({A.RESPONDENT}),
)

MOVES = (RESPOND, COMMIT, CLAIM, PUT_TO_WORKERS, SEND_BACK, CLOSE, REOPEN)
