"""Every status can be reached, and somebody holds the right to every step."""

import pytest

from ilm.access.roles import ROLES
from ilm.cases import lifecycle as life
from ilm.ledger.moves import Move

LIVES = [
    (life.ReportStatus, "new", life.REPORT_MOVES),
    (life.CaseStatus, "open", life.CASE_MOVES),
    (life.IssueStatus, "draft", life.ISSUE_MOVES),
]


@pytest.mark.parametrize(("statuses", "start", "moves"), LIVES)
def test_every_status_is_reached_by_somebody(statuses, start: str, moves: tuple[Move, ...]) -> None:
    reached = {start}
    for _ in moves:
        reached |= {move.target for move in moves if move.source & reached}
    assert reached == set(statuses.values)
    assert all(any(move.needs in role.can for role in ROLES.values()) for move in moves)


def test_an_issue_is_raised_only_with_her_word_or_in_an_emergency() -> None:
    into = {m.verb for m in life.ISSUE_MOVES if m.target == "raised"}
    assert into == {"issue.raised", "issue.raised_in_emergency"}
    assert life.READY.needs == "text.approve"
