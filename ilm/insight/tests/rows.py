"""Coded facts written straight into the tables, as owner: people who reported, issues, words.
Plainly fictitious; nothing sealed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from ilm.cases.models import AffectedWorker, Case, Issue, Report, ReportContact
from ilm.parties.models import Organisation, Site
from ilm.parties.tests import make
from ilm.remedy.models import Settlement
from ilm.talk.models import Contact, Conversation
from ilm.wall.entering import entering

DAY = date(2026, 3, 2)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def case(org: Organisation, site: Site, *, leaves: dict[str, int] | None = None, on: date = DAY):
    """A case with one issue per leaf → workers affected."""
    with entering("owner"):
        made = Case.objects.create(
            org_id=org.pk, ref=uuid4().hex[:8], site=site, opened_at=noon(on), key_id=uuid4()
        )
        for leaf, affected in (leaves or {"wag.not_paid": 1}).items():
            Issue.objects.create(
                org_id=org.pk, case=made, site=site, leaf=leaf, opened_on=on, urgency="high",
                affected=affected, affected_on=on,
            )  # fmt: skip
    return made


def person(
    case: Case,
    *,
    leaves: Sequence[str] = ("wag.not_paid",),
    nationality: str = "MM",
    level: str = "L1",
    on: date = DAY,
    contacts: int = 1,
    alias: UUID | None = None,
) -> UUID:
    """A reporter with one report per leaf, out of so many contacts."""
    alias, org = alias or uuid4(), case.org_id
    with entering("owner"):
        thread = Conversation.objects.filter(alias_id=alias).first() or Conversation.objects.create(
            org_id=org, alias_id=alias, channel="web", key_id=uuid4(), ref=uuid4().hex[:10],
            last_at=noon(on),
        )  # fmt: skip
        heard = [
            Contact.objects.create(
                org_id=org, conversation=thread, channel="web", began_at=noon(on), kind="report"
            )
            for _ in range(contacts)
        ]
        for leaf in leaves:
            report = Report.objects.create(
                org_id=org, conversation=thread, alias_id=alias, case=case, leaf=leaf,
                status="joined", received_at=noon(on), nationality=nationality,
                consent_level=level,
            )  # fmt: skip
            for contact in heard:
                ReportContact.objects.create(org_id=org, report=report, contact=contact)
            issue = case.issues.get(leaf=leaf)
            AffectedWorker.objects.get_or_create(
                issue=issue, alias_id=alias, defaults={"org_id": org, "consent_level": level}
            )
    return alias


def issue(case: Case, leaf: str = "wag.not_paid") -> Issue:
    with entering("owner"):
        return case.issues.get(leaf=leaf)


def caller(org: Organisation, *, on: date = DAY) -> UUID:
    """Somebody who asked a question and reported nothing."""
    alias = uuid4()
    with entering("owner"):
        thread = Conversation.objects.create(
            org_id=org.pk, alias_id=alias, channel="phone", key_id=uuid4(), ref=uuid4().hex[:10],
            last_at=noon(on),
        )  # fmt: skip
        Contact.objects.create(
            org_id=org.pk, conversation=thread, channel="phone", began_at=noon(on), kind="question"
        )
    return alias


def settle(
    issue: Issue, *, headline: int, claimed: int, on: date, asked: int = 0, confirmed: int = 0
):
    """An issue closed by the workers' word."""
    with entering("owner"):
        Issue.objects.filter(pk=issue.pk).update(
            status="closed", closing_reason="remedied_worker_validated", closed_on=on,
            raised_on=on - timedelta(days=30),
        )  # fmt: skip
        return Settlement.objects.create(
            is_in_force=True,
            org_id=issue.org_id, issue=issue, reason="remedied_worker_validated",
            affected=issue.affected, claimed=claimed, asked=asked, answered=asked,
            confirmed=confirmed, headline=headline, settled_on=on, settled_by=uuid4(),
        )  # fmt: skip


def crowd(people: int = 60, *, sites: int = 4, org: Organisation | None = None, **fields: object):
    """So many reporters, spread evenly over workplaces."""
    org = org or make.organisation()
    made = [case(org, make.site(), on=fields.get("on", DAY)) for _ in range(sites)]
    aliases = [person(made[n % sites], **fields) for n in range(people)]
    return org, made, aliases
