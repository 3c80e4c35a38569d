"""What a partner's database login cannot do, whatever the pages forget."""

from uuid import uuid4

import pytest
from django.db.utils import DatabaseError, IntegrityError

from ilm.kit import clock
from ilm.parties.tests import make
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Answer, Engagement
from ilm.remedy.tests.make import raised
from ilm.wall.entering import ask, entering, tell
from ilm.wall.grants import TABLES

pytestmark = pytest.mark.django_db
CLOSED_ROOMS = ("cases_", "talk_", "vault_", "assistance_", "assessment_", "parties_", "ledger_")
PUBLIC_HALVES = "vault_orgkey"
CLOSED = [t.name for t in TABLES if t.name.startswith(CLOSED_ROOMS) and t.name != PUBLIC_HALVES] + [
    "remedy_validation",
    "remedy_settlement",
    "remedy_escalation",
    "disclosure_disclosure",
]


@pytest.fixture
def made():
    return raised(S.WORKER_CHECK, affected=2, known=1)


@pytest.mark.parametrize("table", CLOSED)
@pytest.mark.parametrize("face", ["respondent", "buyer", "authority"])
def test_a_partner_reads_nothing_of_the_case(table: str, face: str) -> None:
    role = {"respondent": "supplier"}.get(face, face)
    who = make.actor(role)
    with pytest.raises(DatabaseError, match="permission denied"), entering(face, who.user_id):
        ask(f"select 1 from {table} limit 1")


def test_a_partner_sees_its_own_rows_only(made) -> None:
    other = make.actor("supplier")
    for who, number in ((made.partner, 1), (other, 0)):
        with entering("respondent", who.user_id):
            assert ask("select count(*) from remedy_engagement") == [(number,)]
            assert ask("select count(*) from disclosure_notice") == [(number,)]
    with entering("respondent"):
        assert ask("select count(*) from remedy_claim") == [(0,)]


@pytest.mark.parametrize("column", ["answer_by", "outcome", "confirmed_percent", "to_org", "leaf"])
def test_a_partner_cannot_rewrite_what_it_owes(made, column: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        entering("respondent", made.partner.user_id),
    ):
        tell(f"update remedy_engagement set {column} = null")


def test_a_partner_unsays_nothing(made) -> None:
    for sentence in ("delete from remedy_claim", "update remedy_claim set workers = 1"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            entering("respondent", made.partner.user_id),
        ):
            tell(sentence)


def test_nobody_answers_a_notice_of_another(made) -> None:
    other = raised()
    with pytest.raises(IntegrityError), entering("owner"):
        with entering("owner"):
            Answer.objects.create(
                org_id=made.engagement.org_id, to_org=other.engagement.to_org,
                engagement=made.engagement, stance="accepts", text="Not mine", said_on=clock.today(),
                said_by=uuid4(),
            )  # fmt: skip
        tell("set constraints all immediate")


def test_a_row_for_another_organisation_is_not_written(made) -> None:
    other = raised()
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        entering("respondent", made.partner.user_id),
    ):
        Answer.objects.create(
            org_id=other.engagement.org_id, to_org=other.engagement.to_org,
            engagement_id=other.engagement.pk, stance="accepts", text="Not mine",
            said_on=clock.today(), said_by=uuid4(),
        )  # fmt: skip
    with entering("owner"):
        assert Engagement.objects.get(pk=other.engagement.pk).answers.count() == 0
