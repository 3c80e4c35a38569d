import pytest

from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.remedy.claiming import claim
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_claim_is_kept_and_closes_nothing() -> None:
    made = make.raised(S.IN_PROGRESS)
    with entering("respondent", made.partner.user_id):
        said = claim(made.engagement, workers=28, text="Paid in cash.", by=made.partner)
    row = made.fresh()
    assert (row.status, row.claimed_workers, row.claimed_on) == (
        S.CLAIMED_DONE,
        28,
        said.claimed_on,
    )
    assert made.issue.status == "raised"


def test_a_claim_needs_an_answer_before_it_and_a_worker() -> None:
    made = make.raised()
    with entering("respondent", made.partner.user_id):
        with pytest.raises(WrongState):
            claim(made.engagement, workers=1, by=made.partner)
        for workers in (0, 2_000_000):
            with pytest.raises(Refused):
                claim(made.engagement, workers=workers, by=made.partner)
        with pytest.raises(Refused):
            claim(made.engagement, workers=1, text="x" * 6000, by=made.partner)


def test_only_the_one_it_went_to_claims() -> None:
    made, other = make.raised(S.RESPONDED), make.raised()
    with entering("respondent", other.partner.user_id), pytest.raises(Forbidden):
        claim(made.engagement, workers=1, by=other.partner)
    with entering("desk", made.desk.worker.user_id), pytest.raises(Forbidden):
        claim(made.engagement, workers=1, by=made.desk.worker)
