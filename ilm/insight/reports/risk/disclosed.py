"""What was disclosed to one buyer: exact, because the buyer holds it already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ilm.assessment.models import Finding
from ilm.cases.models import Issue
from ilm.disclosure.models import Disclosure, Notice
from ilm.insight.protection import PARTNER
from ilm.insight.reports.risk.figures import AuditRow, ClaimRow, EscalationRow, SiteRow
from ilm.parties.models import Organisation, Site, SupplyLink
from ilm.remedy.models import Engagement, Settlement

REMEDIED = frozenset({"remedied_worker_validated", "partly_remedied_validated"})
STEPS = {
    "raised": "Awaits an answer",
    "responded": "Answered",
    "remedy_in_progress": "Plan agreed",
    "claimed_done": "Said to be done",
    "worker_check": "Workers are being asked",
    "closed": "Closed",
}


@dataclass(frozen=True)
class Disclosed:
    """Rows of the acting organisation that one buyer was told of by `ends`."""

    buyer: Organisation
    ends: date
    notices: Mapping[UUID, UUID]  # notice of the buyer → issue
    issues: Mapping[UUID, Issue]
    suppliers: Sequence[tuple[UUID, Engagement]]  # issue, what its respondent owes

    def sites(self, chain: Sequence[Site]) -> tuple[SiteRow, ...]:
        """Every workplace of the chain; numbers only where something was disclosed."""
        tiers = _tiers(self.buyer, self.ends)
        return tuple(self._site(site, tiers.get(site.pk)) for site in chain)

    def _site(self, site: Site, tier: int | None) -> SiteRow:
        told = [i for i in self.issues.values() if i.site_id == site.pk]
        late = {issue for issue, e in self.suppliers if _is_overdue(e, self.ends)}
        names = f"W-{str(site.pk)[:6]}", site.name, site.country, tier
        if not told:
            return SiteRow(*names, None, None, None)
        return SiteRow(
            *names,
            sum(i.status != "closed" for i in told),
            sum(i.status != "closed" and i.pk in late for i in told),
            sum(i.closing_reason in REMEDIED for i in told),
        )

    def escalations(self) -> tuple[EscalationRow, ...]:
        """What went up to the buyer, newest first, with the day an answer is due."""
        own = Engagement.objects.filter(notice_id__in=self.notices).order_by("-raised_on", "id")
        refs = dict(Notice.objects.filter(pk__in=self.notices).values_list("pk", "ref"))
        return tuple(
            EscalationRow(
                refs[e.notice_id],
                (issue := self.issues[self.notices[e.notice_id]]).site.name,
                issue.kind.label,
                STEPS[e.status],
                e.raised_on,
                e.answer_by,
                e.answered_on is not None,
            )
            for e in own
        )

    def claims(self) -> tuple[ClaimRow, ...]:
        """The supplier's word beside the workers'. Only for 11 affected workers or more; their
        answers only where 11 or more were asked."""
        settled = Settlement.objects.filter(issue__in=self.issues, claimed__isnull=False)
        heard = {s.issue_id: s for s in settled.order_by("settled_on")}
        rows = []
        for issue_id, engagement in self.suppliers:
            issue, told = self.issues[issue_id], heard.get(issue_id)
            claimed = told.claimed if told else engagement.claimed_workers
            affected = told.affected if told else issue.affected
            if claimed is None or affected < PARTNER.fewest:
                continue
            enough = told is not None and told.asked >= PARTNER.fewest
            asked, confirmed = (told.asked, told.confirmed) if told and enough else (None, None)
            rows.append(
                ClaimRow(issue.site.name, issue.kind.label, affected, claimed, asked, confirmed)
            )
        return tuple(rows)

    def audits(self, starts: date) -> tuple[AuditRow, ...]:
        """Issues disclosed at sites that had an outside audit in the period, and whether it saw
        them. How many reported at one single site is never told."""
        found = Finding.objects.filter(
            visit__method="outside_audit",
            visit__made_on__range=(starts, self.ends),
            visit__site__in={i.site_id for i in self.issues.values()},
        ).values_list("visit__site", "leaf", "is_found")
        audited = {site for site, _, _ in found}
        seen = {(site, leaf) for site, leaf, is_found in found if is_found}
        return tuple(
            AuditRow(i.site.name, i.kind.label, None, (i.site_id, i.leaf) in seen)
            for i in self.issues.values()
            if i.site_id in audited
        )


def disclosed_to(buyer: Organisation, *, org_id: UUID, ends: date) -> Disclosed:
    """Everything released to the buyer by the acting organisation until `ends`."""
    released = Disclosure.objects.filter(
        org_id=org_id, to_org=buyer.pk, status="released", released_on__lte=ends
    )
    notices = {n: i for n, i in released.values_list("notice_id", "issue_id") if n}
    issues = Issue.objects.filter(pk__in=set(notices.values())).select_related("site")
    told = {i.pk: i for i in issues.order_by("site__name", "leaf", "id")}
    below = Disclosure.objects.filter(issue__in=told, status="released").exclude(to_org=buyer.pk)
    of_notice = {n: i for n, i in below.values_list("notice_id", "issue_id") if n}
    owed = Engagement.objects.filter(notice_id__in=of_notice, kind="issue")
    return Disclosed(buyer, ends, notices, told, [(of_notice[e.notice_id], e) for e in owed])


def _tiers(buyer: Organisation, on: date) -> dict[UUID, int]:
    """Site → the nearest tier at which the buyer says it stands."""
    links = SupplyLink.objects.filter(buyer=buyer, valid_from__lte=on, tier__isnull=False)
    live = links.exclude(valid_to__lt=on).order_by("-tier")
    return {site: tier for site, tier in live.values_list("site_id", "tier") if tier is not None}


def _is_overdue(engagement: Engagement, today: date) -> bool:
    due = engagement.remedy_by or engagement.answer_by
    return engagement.status != "closed" and due < today
