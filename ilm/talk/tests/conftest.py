"""A desk with an interpreter, whom one thread of two was handed to."""

import pytest

from ilm.cases.tests import make as cases
from ilm.parties.tests import make as parties
from ilm.talk.handing import let_interpret
from ilm.vault import holding, unlocking
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering


@pytest.fixture
def told():
    """(desk, interpreter, her unlocked vault, the thread handed to her, one that was not)."""
    desk = parties.desk()
    her = parties.actor("interpreter", desk.org)
    with entering("desk", her.user_id):
        ring = unlocking.make_ring(her.user_id, "an interpreter's password")
    with entering("desk", desk.supervisor.user_id):
        holding.admit(
            her.user_id, purposes=(), compared=holding.fingerprint_of(her.user_id),
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip
    hers, other = (cases.message(desk).conversation for _ in "12")
    with entering("desk", desk.worker.user_id):
        let_interpret(hers, who=her.user_id, unlocked=desk.unlocked, by=desk.worker)
    return desk, her, Unlocked(her.user_id, desk.org_id, ring), hers, other
