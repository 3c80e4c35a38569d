import pytest

from ilm.assistance import referring
from ilm.assistance.lifecycle import ReferralStatus as S
from ilm.assistance.models import Referral
from ilm.cases.tests.make import at_desk
from ilm.catalog.consent import Purpose
from ilm.disclosure import consenting
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make.organisation("service")


def consent(told, provider, **how):
    asked = {"recipient": "service", "purpose": Purpose.SERVICES, "for_org": provider.pk} | how
    return told.grant("L3", **asked)


def refer(told, provider, **how) -> Referral:
    asked = {"alias_id": told.alias_id, "service": "health"} | how
    with at_desk(told.desk.worker):
        return referring.refer(told.issue.case, provider=provider, by=told.desk.worker, **asked)


def act(told, verb, row, **how) -> Referral:
    with at_desk(told.desk.worker):
        return verb(row, by=told.desk.worker, **how)


def test_she_is_passed_on_and_helped(told, clinic) -> None:
    given = consent(told, clinic)
    row = refer(told, clinic)
    assert (row.status, row.consent_id) == (S.IN_PROGRESS, given.pk)
    assert act(told, referring.accept, row).status == S.ACCEPTED
    assert act(told, referring.finish, row).status == S.DONE
    with entering("owner"):
        made = Entry.objects.get(verb="referral.made")
    assert made.audience == ["worker"]
    with pytest.raises(WrongState):
        act(told, referring.revoke, row)


def test_without_her_consent_to_this_provider_nothing_goes(told, clinic) -> None:
    with pytest.raises(Refused, match="Ask her first"):
        refer(told, clinic)
    consent(told, make.organisation("service"))
    with pytest.raises(Refused, match="Ask her first"):
        refer(told, clinic)


def test_an_authority_needs_its_own_consent(told) -> None:
    police = make.organisation("authority")
    consent(told, police, recipient="government", purpose=Purpose.DISCLOSURE_TO_OTHERS)
    assert refer(told, police, service="police_or_other_authority").status == S.IN_PROGRESS


@pytest.mark.parametrize("kind", ["supplier", "recruiter", "buyer"])
def test_an_employer_is_no_service(told, kind: str) -> None:
    with pytest.raises(Refused, match="Choose a service"):
        refer(told, make.organisation(kind))


def test_what_does_not_fit_is_refused(told, clinic) -> None:
    consent(told, clinic)
    with pytest.raises(Refused, match="kind of help"):
        refer(told, clinic, service="a hug")
    with pytest.raises(Refused, match="not part"):
        refer(told, clinic, alias_id=clinic.pk)
    with pytest.raises(Refused, match="another organisation"):
        refer(told, told.desk.org)


def test_a_no_carries_its_reason(told, clinic) -> None:
    consent(told, clinic)
    row = refer(told, clinic)
    with pytest.raises(Refused, match="from the list"):
        act(told, referring.reject, row, because="busy")
    done = act(told, referring.reject, row, because="service_unavailable")
    assert (done.status, done.outcome) == (S.REJECTED, "service_unavailable")
    second = act(told, referring.accept, refer(told, clinic))
    assert act(told, referring.finish, second, because="no_show").outcome == "no_show"


def test_withdrawn_consent_stops_and_takes_back(told, clinic) -> None:
    consent(told, clinic)
    row = refer(told, clinic)
    with at_desk(told.desk.worker):
        consenting.withdraw(told.alias_id, by=told.desk.worker)
    with pytest.raises(Refused, match="has ended"):
        act(told, referring.accept, row)
    with entering("jobs"):
        assert referring.lapse_due() == 1
        assert Referral.objects.get().status == S.REVOKED


def test_only_case_workers_refer(told, clinic) -> None:
    consent(told, clinic)
    row = refer(told, clinic)
    other = make.actor("supplier")
    for verb, how in ((referring.accept, {}), (referring.revoke, {}), (referring.finish, {})):
        with pytest.raises(Forbidden):
            verb(row, by=other, **how)
    with pytest.raises(Forbidden):
        referring.refer(
            told.issue.case, alias_id=told.alias_id, service="health", provider=clinic, by=other
        )
