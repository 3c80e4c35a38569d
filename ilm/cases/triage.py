"""From a report to a case with issues and a clock, or to a signpost."""

from collections.abc import Sequence
from typing import TypedDict, Unpack
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.affected import add_affected, restate_affected
from ilm.cases.changing import changing
from ilm.cases.closing import reopen
from ilm.cases.following import follow_issues
from ilm.cases.leaves import LeafClaim, must_be_sound, recurring, take_up
from ilm.cases.lifecycle import JOIN, SIGNPOST
from ilm.cases.models import Case, Issue, Report, ReportContact
from ilm.cases.references import new_ref
from ilm.cases.remarking import remark
from ilm.cases.remarks import RemarkKind
from ilm.cases.screening import screen, sign_screening
from ilm.cases.wording import must_name_nobody, must_not_name
from ilm.catalog.axes import Legality
from ilm.catalog.consent import Level
from ilm.catalog.contacts import ContactKind, InternalOutcome, InternalTried, InternalWhyNot
from ilm.catalog.urgency import Urgency
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.parties.models import Member, Organisation, Site
from ilm.talk.models import Contact
from ilm.vault.models import Purpose
from ilm.vault.naming import names_known
from ilm.vault.storing import new_data_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

__all__ = [
    "LeafClaim",
    "Told",
    "add_affected",
    "add_leaves",
    "assess_axes",
    "assign",
    "join",
    "open_case",
    "restate_affected",
    "screen",
    "sign_screening",
    "signpost",
]

TRIED = {
    "internal_tried": InternalTried,
    "internal_why_not": InternalWhyNot,
    "internal_outcome": InternalOutcome,
}


class Told(TypedDict, total=False):
    """What the reporter told beside the issues; each may be left out.

    `internal_*`: whether HR was asked, why not, how it went. The rest is about the reporter:
    `nationality` and `origin` are ISO 3166 alpha-2, `consent_level` L0 … L4, and
    `departure_within_days` the days until a recruited person leaves. `unlocked`: compare the
    summary with what she said that she is called.
    """

    internal_tried: str
    internal_why_not: str
    internal_outcome: str
    nationality: str
    gender: str
    age_band: str
    origin: str
    consent_level: str
    is_third_party: bool
    departure_within_days: int | None
    recruiter: Organisation | None
    unlocked: Unlocked | None


def open_case(
    report: Report,
    *,
    site: Site,
    leaves: Sequence[LeafClaim],
    summary: str,
    by: Actor,
    **told: Unpack[Told],
) -> Case:
    """A case with its issues and its clock; or the closed one that this report shows to recur."""
    by.must(Permission.CASE_OPEN)
    departure = told.get("departure_within_days")
    must_be_sound(leaves, departure=departure)
    must_name_nobody(summary, country=site.country)
    must_not_name(summary, names_known([report.alias_id], told.get("unlocked")))
    _must_be_known(told)
    with atomic():
        if again := recurring(leaves, report=report, site=site):
            reopen(again, by=by)
            return join(report, case=again.case, leaves=leaves, by=by, **told)
        sealer, _, _ = new_data_key(report.org_id, Purpose.TALK)
        recruiter = told.get("recruiter")
        case = Case(
            org_id=report.org_id,
            ref=new_ref(),
            site=site,
            recruiter=recruiter,
            summary=summary.strip(),
            opened_at=clock.now(),
            key_id=sealer.key_id,
            internal_tried=told.get("internal_tried", InternalTried.NOT_ASKED),
            internal_why_not=told.get("internal_why_not", ""),
            internal_outcome=told.get("internal_outcome", ""),
        )
        case.save(force_insert=True)
        record(case, "case.opened", by=by)
        return _enter(report, case, leaves, told, by)


def join(
    report: Report, *, case: Case, leaves: Sequence[LeafClaim], by: Actor, **told: Unpack[Told]
) -> Case:
    """Another account of the same situation. Numbers of workers are never added up."""
    by.must(Permission.CASE_OPEN)
    if case.org_id != report.org_id:
        raise Refused("That case is not one of yours.")
    must_be_sound(leaves, departure=told.get("departure_within_days"))
    _must_be_known(told)
    with atomic():
        if again := _closed_here(case, leaves, report):
            reopen(again, by=by)
        return _enter(report, case, leaves, told, by)


def add_leaves(
    report: Report,
    *,
    leaves: Sequence[LeafClaim],
    departure_within_days: int | None = None,
    by: Actor,
) -> Case:
    """More issues out of an account that has joined its case already."""
    by.must(Permission.CASE_OPEN)
    if report.case is None:
        raise WrongState("This report has joined no case yet.")
    must_be_sound(leaves, departure=departure_within_days)
    with atomic():
        _take_up_all(report, report.case, leaves, departure_within_days, by)
        return follow_issues(report.case, since=report.received_at)


def signpost(report: Report, *, as_kind: str, by: Actor) -> Report:
    """No issue in it: a question, thanks, a wrong number. `as_kind` is a contact kind."""
    by.must(Permission.CASE_TRIAGE)
    if as_kind not in list(ContactKind):
        raise Refused("Say what kind of contact this was.")
    with moving(report, SIGNPOST, by=by, kind=Slug(as_kind)) as report:
        report.signposted_as = as_kind
        _sort(report, as_kind)
    return report


def assess_axes(
    issue: Issue,
    *,
    urgency: str,
    urgency_reason: str = "",
    legality: str = Legality.NOT_ASSESSED,
    provision: str = "",
    by: Actor,
) -> Issue:
    """Urgency and legality, each on its own. A running deadline is never put off by it."""
    by.must(Permission.CASE_TRIAGE)
    if urgency not in list(Urgency) or legality not in list(Legality):
        raise Refused("Choose an urgency and a legality from the lists.")
    if urgency != issue.urgency and not urgency_reason.strip():
        raise Refused("Say why the urgency changes.")
    if legality == Legality.VIOLATION and not provision.strip():
        raise Refused("Name the law that is violated.")
    must_name_nobody(provision, country=issue.site.country)
    with changing(
        issue, "issue.axes_assessed", needs=Permission.CASE_TRIAGE, by=by,
        urgency=Slug(urgency), legality=Slug(legality),
    ) as row:  # fmt: skip
        row.urgency = urgency
        remark(row.case, row.leaf, RemarkKind.URGENCY, urgency_reason, by=by)
        row.legality, row.provision = legality, provision.strip()
        row.legality_by = None if legality == Legality.NOT_ASSESSED else by.user_id
        row.legality_on = None if legality == Legality.NOT_ASSESSED else clock.today()
    follow_issues(row.case)
    return row


def assign(case: Case, *, to: UUID | None, by: Actor) -> Case:
    """Hand the case to a member of the desk; None gives it back to the queue."""
    by.must(Permission.CASE_TRIAGE)
    desk = Member.objects.filter(org_id=case.org_id, face="desk", is_active=True)
    if to is not None and not desk.filter(user_id=to).exists():
        raise Refused("Only a member of your desk can take a case.")
    with changing(case, "case.assigned", needs=Permission.CASE_TRIAGE, by=by, to=to) as row:
        row.assigned_to = to
    return row


def _enter(report: Report, case: Case, leaves: Sequence[LeafClaim], told: Told, by: Actor) -> Case:
    with moving(report, JOIN, by=by, leaf=Slug(leaves[0].leaf), case=case.pk) as report:
        report.case, report.leaf, report.signposted_as = case, leaves[0].leaf, ""
        report.is_third_party = told.get("is_third_party", report.is_third_party)
        level = told.get("consent_level", report.consent_level)
        report.consent_level = Level.L0 if report.is_third_party else level
        for name in ("nationality", "gender", "age_band", "origin"):
            setattr(report, name, told.get(name, getattr(report, name)))
    _sort(report, "report")
    _take_up_all(report, case, leaves, told.get("departure_within_days"), by)
    return follow_issues(case, since=report.received_at)


def _take_up_all(
    report: Report,
    case: Case,
    leaves: Sequence[LeafClaim],
    departure: int | None,
    by: Actor,
) -> None:
    """Each leaf is an account of its own: the second and later ones get a report beside this."""
    told = set(case.reports.filter(alias_id=report.alias_id).values_list("leaf", flat=True))
    for claim in leaves:
        take_up(claim, case=case, report=report, departure=departure, by=by)
        if claim.leaf not in told:
            _split(report, claim.leaf, by)


def _split(report: Report, leaf: str, by: Actor) -> None:
    """A second account out of the same contacts."""
    same = [f.attname for f in Report._meta.concrete_fields if f.attname not in ("id", "leaf")]
    beside = Report(leaf=leaf, **{name: getattr(report, name) for name in same})
    beside.save(force_insert=True)
    contacts = report.contacts.values_list("pk", flat=True)
    ReportContact.objects.bulk_create(
        [ReportContact(org_id=report.org_id, report=beside, contact_id=pk) for pk in contacts]
    )
    record(beside, "report.split", by=by, leaf=Slug(leaf), out_of=report.pk)


def _closed_here(case: Case, leaves: Sequence[LeafClaim], report: Report) -> Issue | None:
    again = recurring(leaves, report=report, site=case.site)
    return again if again and again.case_id == case.pk else None


def _sort(report: Report, kind: str) -> None:
    Contact.objects.filter(reports=report.pk).update(kind=kind)


def _must_be_known(told: Told) -> None:
    for name, known in TRIED.items():
        if (value := str(told.get(name, "") or "")) and value not in list(known):
            raise Refused("Choose the answer about the internal mechanism from the list.")
    if told.get("consent_level", Level.L0) not in list(Level):
        raise Refused("Choose a level of consent from L0 to L4.")
