"""Up to a buyer or an authority, by words of their own."""

from datetime import timedelta

import pytest

from ilm.cases.tests.make import at_desk
from ilm.catalog.consent import Purpose
from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.disclosure.tests import make as disclosures
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.models import SupplyLink
from ilm.remedy import planning
from ilm.remedy.escalation import escalate, link_up
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Engagement
from ilm.remedy.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def words_for(made, recipient: str, kind: str):
    """A drafted disclosure to a buyer of the site, or to an authority."""
    org = make.make.organisation(kind)
    if kind == "buyer":
        with entering("owner"):
            SupplyLink.objects.create(
                site=made.issue.site, buyer=org, relation="supplies", tier=1, source="list",
                valid_from=clock.today() - timedelta(days=9),
            )  # fmt: skip
    of = made.told
    of.grant(recipient=recipient, for_org=org.pk, purpose=Purpose.DISCLOSURE_TO_OTHERS)
    return org, of.draft(recipient=recipient, to_org=org.pk)


def up(made, org, row, *, by=None, **how: object):
    asked = {"kind": "escalation", "because": "no_answer", "to_org": org.pk} | how
    return escalate(made.engagement, disclosure_id=row.pk, by=by or made.desk.worker, **asked)


def test_a_buyer_is_told_and_owes_an_answer_only() -> None:
    made = make.raised(S.RESPONDED)
    org, row = words_for(made, "brand", "buyer")
    with at_desk(made.desk.worker):
        noted = up(made, org, row)
        with pytest.raises(Refused, match="noted"):
            up(made, org, row)
        with pytest.raises(Refused, match="not been released"):
            link_up(noted, up=made.engagement, by=made.desk.worker)
    notice = disclosures.walk(row, DisclosureStatus.RELEASED, made.told)
    with at_desk(made.desk.worker):
        above = planning.open_engagement(notice, by=made.desk.worker)
        with pytest.raises(Refused, match="other words"):
            link_up(noted, up=made.engagement, by=made.desk.worker)
        assert link_up(noted, up=above, by=made.desk.worker).up == above
        with pytest.raises(Refused, match="Only an open notice"):
            escalate(
                above, disclosure_id=row.pk, kind="escalation", to_org=org.pk,
                because="refused", by=made.desk.worker,
            )  # fmt: skip
    assert (above.kind, above.remedy_by) == ("escalation", None)
    buyer = make.partner_of(org.pk, "buyer")
    with entering("buyer", buyer.user_id):
        planning.respond(above, stance="accepts", text="We will ask them.", by=buyer)
        assert list(Engagement.objects.all()) == [above]


def test_an_authority_is_consulted() -> None:
    made = make.raised(S.RESPONDED)
    org, row = words_for(made, "government", "authority")
    with at_desk(made.desk.worker):
        with pytest.raises(Refused, match="do not buy"):
            up(made, org, row)
        assert up(made, org, row, kind="consultation", because="danger").kind == "consultation"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"because": "boredom"}, "why"),
        ({"kind": "gossip"}, "buyer or to an authority"),
        ({"kind": "consultation"}, "authority"),
    ],
)
def test_it_goes_up_for_a_reason_to_somebody_who_counts(wrong: dict, why: str) -> None:
    made = make.raised(S.RESPONDED)
    org, row = words_for(made, "brand", "buyer")
    with at_desk(made.desk.worker), pytest.raises(Refused, match=why):
        up(made, org, row, **wrong)


def test_words_for_another_do_not_serve() -> None:
    made = make.raised(S.RESPONDED)
    other = make.make.organisation("buyer")
    _, row = words_for(made, "brand", "buyer")
    with at_desk(made.desk.worker), pytest.raises(Refused, match="Draft the words"):
        up(made, other, row)
    with entering("respondent", made.partner.user_id), pytest.raises(Forbidden):
        up(made, other, row, by=made.partner)
