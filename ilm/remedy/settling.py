"""Closing an issue by the workers' word, or for a reason that needs none; by two where it must."""

from dataclasses import dataclass

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases import closing
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import AffectedWorker, Issue
from ilm.catalog.closing import NEED_WORKERS_WORD, ClosingReason, needs_second_person
from ilm.catalog.contacts import AffectedBasis
from ilm.catalog.sampling import settle_share
from ilm.catalog.urgency import Urgency
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.remedy.lifecycle import CLOSE, EngagementStatus
from ilm.remedy.models import Engagement, Settlement, Validation
from ilm.remedy.standing import TwoTruths, latest_claim, standing
from ilm.remedy.tracing import ISSUE, engagements_of, user_of
from ilm.talk import checking_in
from ilm.wall.entering import atomic

SHOWN_FROM = 11  # workers affected, and asked: below, a partner is shown no share
STEP = 10  # per cent: an exact share of few people tells how many they are
OUTCOMES = {
    ClosingReason.REMEDIED_WORKER_VALIDATED: "confirmed",
    ClosingReason.PARTLY_REMEDIED_VALIDATED: "partly_confirmed",
    ClosingReason.NOT_REMEDIED: "not_confirmed",
}
"""What a partner is told at closing. Every other reason is "closed": it could point at somebody."""


@dataclass(frozen=True)
class Checked:
    """The engagement whose claim is being put to the workers, and how it stands."""

    engagement: Engagement
    truths: TwoTruths


def settle(issue: Issue, *, reason: str | None = None, by: Actor) -> Settlement:
    """Close the issue. Without `reason` the workers' answers decide, as `catalog.sampling` says.

    From urgency high on it stays open until another person countersigns (`is_pending`). Refused
    while too few were asked, or where nobody confirms: then send it back, or close it as not
    remedied. Workers who said no keep an open issue of their own.
    """
    by.must(Permission.ISSUE_SETTLE)
    if issue.status == IssueStatus.CLOSED:
        raise Refused("This issue is closed already.")
    checked = _checked(issue)
    chosen = _reason(checked, reason)
    row = _row(issue, chosen, checked, by)
    with atomic():
        row.save(force_insert=True)
        record(
            row, "settlement.made", by=by, reason=chosen, asked=row.asked,
            confirmed=row.confirmed, headline=row.headline,
        )  # fmt: skip
        if not needs_second_person(Urgency(issue.urgency)):
            _close(row, by=by)
    return row


def is_pending(settlement: Settlement) -> bool:
    """Whether a second person is still awaited."""
    return not settlement.is_in_force and settlement.issue.status != IssueStatus.CLOSED


def countersign_settlement(settlement: Settlement, *, by: Actor) -> Settlement:
    """The second person agrees, and the issue is closed.

    Refused to the first person, and when more workers have answered since.
    """
    by.must(Permission.ISSUE_SETTLE)
    row = Settlement.objects.select_related("issue__site", "issue__case").get(pk=settlement.pk)
    if not is_pending(row):
        raise Refused("This needs no second person any more.")
    if row.settled_by == by.user_id:
        raise Refused("Another person must countersign: the first word is yours.")
    checked = _checked(row.issue)
    if checked and (checked.truths.asked, checked.truths.answered) != (row.asked, row.answered):
        raise Refused("More workers have been asked or have answered since. Settle it anew.")
    with atomic():
        row.second_by = by.user_id
        row.save(update_fields=["second_by"])
        record(row, "settlement.countersigned", by=by)
        _close(row, by=by)
    return row


def _checked(issue: Issue) -> Checked | None:
    for engagement in engagements_of(issue):
        if engagement.kind == ISSUE and engagement.status == EngagementStatus.WORKER_CHECK:
            return Checked(engagement, standing(engagement))
    return None


def _reason(checked: Checked | None, given: str | None) -> ClosingReason:
    if given is not None and given not in list(ClosingReason):
        raise Refused("Choose a reason for closing from the list.")
    if given is not None and given not in NEED_WORKERS_WORD:
        return ClosingReason(given)
    if checked is None:
        raise Refused("Ask the affected workers first: only their word closes it as remedied.")
    truths = checked.truths
    found = settle_share(
        affected=truths.affected, asked=truths.asked, confirmed=truths.confirmed
    ).reason
    if given is not None and given != found:
        raise Refused(f"The workers' answers do not support that: they say “{_spelled(found)}”.")
    if found == ClosingReason.NOT_REMEDIED:
        raise Refused(
            f"No worker confirms all of it; {truths.partly} say that a part is done."
            " Send it back, or close it as not remedied."
        )
    return found


def _row(issue: Issue, reason: ClosingReason, checked: Checked | None, by: Actor) -> Settlement:
    row = Settlement(
        org_id=issue.org_id,
        issue=issue,
        reason=reason,
        affected=issue.affected,
        settled_on=clock.today(),
        settled_by=user_of(by),
    )
    if checked is None:
        return row
    truths, said = checked.truths, latest_claim(checked.engagement)
    row.claim_id, row.claimed = (said.pk, said.workers) if said else (None, None)
    row.affected, row.asked, row.answered = truths.affected, truths.asked, truths.answered
    row.confirmed, row.is_census = truths.confirmed, truths.is_census
    row.share, row.low, row.high = truths.share, truths.low, truths.high
    row.headline = truths.headline if reason in NEED_WORKERS_WORD else 0
    return row


def _close(row: Settlement, *, by: Actor) -> None:
    is_word = row.reason in NEED_WORKERS_WORD
    Settlement.objects.filter(issue=row.issue_id, is_in_force=True).update(is_in_force=False)
    _keep_open_for_others(row, by)
    closing.close(
        row.issue,
        reason=row.reason,
        confirmed=row.confirmed if is_word else 0,
        estimated=row.headline if is_word else 0,
        by=by,
        second_by=row.settled_by if row.second_by else None,
    )
    row.is_in_force = True
    row.save(update_fields=["is_in_force"])
    for engagement in engagements_of(row.issue):
        if engagement.status != EngagementStatus.CLOSED:
            _close_engagement(engagement, row, by)


def _close_engagement(engagement: Engagement, row: Settlement, by: Actor) -> None:
    outcome = OUTCOMES.get(ClosingReason(row.reason), "closed")
    with moving(engagement, CLOSE, by=by, outcome=Slug(outcome)) as moved:
        moved.closed_on, moved.outcome = clock.today(), outcome
        if min(row.affected, row.asked) >= SHOWN_FROM and row.share is not None:
            moved.confirmed_percent = int(row.share * 100) // STEP * STEP
    for said in engagement.claims.all():
        checking_in.call_off(said.pk, by=by)


def _keep_open_for_others(row: Settlement, by: Actor) -> None:
    """Workers who say no keep an open issue of their own."""
    if row.claim_id is None or row.reason not in NEED_WORKERS_WORD:
        return
    said_no = Validation.objects.filter(claim_id=row.claim_id, answer="no")
    aliases = list(said_no.values_list("alias_id", flat=True))
    if not aliases:
        return
    old, today = row.issue, clock.today()
    own = Issue(
        org_id=old.org_id, case=old.case, site=old.site, leaf=old.leaf, opened_on=today,
        urgency=old.urgency, legality=old.legality, provision=old.provision,
        legality_by=old.legality_by, legality_on=old.legality_on, affected=len(aliases),
        affected_basis=AffectedBasis.NAMED, affected_on=today,
    )  # fmt: skip
    own.save(force_insert=True)
    levels = dict(old.known_workers.values_list("alias_id", "consent_level"))
    AffectedWorker.objects.bulk_create(
        AffectedWorker(org_id=old.org_id, issue=own, alias_id=pk, consent_level=levels[pk])
        for pk in aliases
    )
    record(own, "issue.kept_open", by=by, of=old.pk, affected=len(aliases))


def _spelled(reason: str) -> str:
    return reason.replace("_", " ")
