"""What she agreed to, the words that may leave, her word on them, two signatures, release."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases.models import AffectedWorker, Issue
from ilm.catalog.consent import RecipientKind as To
from ilm.disclosure import consenting, drafting, release, signing
from ilm.disclosure.anonymity import LADDER
from ilm.disclosure.asking import her_language
from ilm.disclosure.binding import binding
from ilm.disclosure.deciding import Decision
from ilm.disclosure.keeping import open_grants, open_words
from ilm.disclosure.models import Consent, Disclosure, Wording
from ilm.faces.desk import directory
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.choices import Choices, level_label
from ilm.faces.desk.forms.disclosing import DraftForm, OverrideForm, TranslationForm
from ilm.faces.desk.forms.talking import ConsentForm
from ilm.faces.desk.reaching import the_issue
from ilm.faces.desk.standing import standings
from ilm.faces.desk.templatetags.desk import spoken
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.kit.errors import Locked, Refused
from ilm.ledger.models import Entry
from ilm.parties.models import Kind
from ilm.remedy import escalation, planning
from ilm.remedy.models import Engagement, Escalation
from ilm.talk.models import Conversation


@page(Permission.CONSENT_RECORD)
def consent_page(request: Request, ref: str) -> HttpResponse:
    """Her grants, one more, or all of them taken back."""
    thread = the_thread(request, ref)
    bodies = [b for b in directory.bodies(*Kind) if b.pk != request.org_id]
    form = ConsentForm(
        sent(request, "grant"), bodies=bodies, initial={"language": thread.language or "en"}
    )
    if form.is_bound and form.is_valid():
        with telling(form):
            consenting.grant(
                thread.alias_id, org_id=thread.org_id, by=request.actor, **form.terms()
            )
        if not form.errors:
            return redirect("desk:consent", ref)
    if sent(request, "withdraw"):
        count = consenting.withdraw(thread.alias_id, by=request.actor)
        messages.success(request, _("Taken back: %d.") % count)
        return redirect("desk:consent", ref)
    rows = Consent.objects.visible_to(request.actor).filter(alias_id=thread.alias_id)
    grants = open_grants(rows.order_by("withdrawn_at", "-valid_from"), request.unlocked)
    partners = directory.names(g.for_org for g in grants if g.for_org)
    context = {
        "thread": thread,
        "form": form,
        "grants": [
            {
                "row": g,
                "only": partners.get(g.for_org, "") if g.for_org else "",
                "is_sealed": bool(g.kept_back) and request.unlocked is None,
            }
            for g in grants
        ],
        "has_live": any(g.withdrawn_at is None for g in grants),
    }
    return shown(request, "desk/consent.html", context, form)


@page(Permission.DISCLOSURE_DRAFT)
def draft_page(request: Request, ref: str, issue_id: UUID) -> HttpResponse:
    """Check the words first: how many people they fit, and what would leave. Then keep them."""
    issue = the_issue(request, ref, issue_id)
    targets, workers = targets_of(issue), workers_of(request, issue)
    form = DraftForm(
        request.POST or None,
        targets=targets,
        workers=workers,
        initial={"to": request.GET.get("to", "")},
    )
    decision: Decision | None = None
    if request.method == "POST" and form.is_valid():
        words = form.words()
        with telling(form):
            decision = drafting.preview(issue, unlocked=request.unlocked, **words)
            if request.POST.get("act") == "keep":
                kept = drafting.draft(issue, by=request.actor, unlocked=request.unlocked, **words)
        if not form.errors and request.POST.get("act") == "keep":
            return redirect("desk:disclosure", kept.pk)
    context = {
        "issue": issue,
        "case": issue.case,
        "form": form,
        "has_workers": bool(workers),
        "has_targets": bool(targets),
        "decision": decision,
        "step": _does(decision.step) if decision else "",
    }
    return shown(request, "desk/disclosure_draft.html", context, form)


@page(Permission.CASE_READ)
def disclosure_page(request: Request, disclosure_id: UUID) -> HttpResponse:
    disclosure = the_disclosure(request, disclosure_id)
    hers = her_language(disclosure.alias_id)
    wording = opened_words(request, disclosure)
    initial = {"text": wording.translation if wording else ""}
    form = TranslationForm(sent(request, "translate"), hers=hers, initial=initial)
    if form.is_bound and form.is_valid():
        with telling(form):
            drafting.translate(
                disclosure, unlocked=request.unlocked, by=request.actor, **form.cleaned_data
            )
        if not form.errors:
            return redirect("desk:disclosure", disclosure_id)
    context = {
        "form": form,
        "hers": hers,
        "wording": wording,
        "is_readable": hers in {disclosure.language, disclosure.translated_into} - {""},
        **_standing(request, disclosure),
    }
    return shown(request, "desk/disclosure.html", context, form)


def _standing(request: Request, disclosure: Disclosure) -> dict[str, Any]:
    """How far the words are, and what they led to."""
    called = directory.called(request.actor)
    threads = Conversation.objects.visible_to(request.actor)
    engagements = Engagement.objects.visible_to(request.actor)
    entries = Entry.objects.visible_to(request.actor).about(disclosure).order_by("-at")
    return {
        "disclosure": disclosure,
        "seen": binding(disclosure),
        "issue": disclosure.issue,
        "case": disclosure.issue.case,
        "partner": directory.names([disclosure.to_org]).get(disclosure.to_org, ""),
        "thread": threads.filter(alias_id__in=filter(None, [disclosure.alias_id])).first(),
        "step": _does(disclosure.step),
        "translator": called.get(disclosure.translated_by, "") if disclosure.translated_by else "",
        "signers": [called.get(u, "") for u in _signers(disclosure)],
        "is_mine": disclosure.signed_by == request.actor.user_id,
        "steps": _life(disclosure.status),
        "override": OverrideForm(),
        "engagements": standings(
            request.actor, engagements.filter(notice_id=disclosure.notice_id)
        ) if disclosure.notice_id else [],
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at} for e in entries
        ],
    }  # fmt: skip


@require_POST
@page(Permission.DISCLOSURE_DRAFT)
def act_page(request: Request, disclosure_id: UUID, act: str) -> HttpResponse:
    """One step of a disclosure's life; the verb knows who may take it."""
    disclosure = the_disclosure(request, disclosure_id)
    seen = request.POST.get("words") or UNSAID
    if act == "override":
        because = request.POST.get("because", "")
        signing.override(disclosure, because=because, unlocked=request.unlocked, by=request.actor)
    elif act in SIGNATURES:
        SIGNATURES[act](disclosure, unlocked=request.unlocked, seen=seen, by=request.actor)
    elif act == "approve":
        drafting.approve(disclosure, how="spoken", seen=seen, by=request.actor)
    elif act in ACTS:
        ACTS[act](disclosure, request)
    else:
        raise Http404
    return redirect("desk:disclosure", disclosure_id)


def the_disclosure(request: Request, disclosure_id: UUID) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.actor).select_related(
        "issue__case", "issue__site", "consent"
    )
    disclosure: Disclosure = get_object_or_404(rows, pk=disclosure_id)
    return disclosure


def targets_of(issue: Issue) -> Choices:
    """Who can be told of this issue, as `kind:organisation`: those whom it touches."""
    told: Choices = []
    if owner := issue.site.owner:
        told += [
            (f"{To.SUPPLIER_HR}:{owner.pk}", f"{owner.name}: {_('personnel office')}"),
            (f"{To.SUPPLIER_TOP_MANAGEMENT}:{owner.pk}", f"{owner.name}: {_('top management')}"),
        ]
    if recruiter := issue.case.recruiter:
        told.append((f"{To.RECRUITER}:{recruiter.pk}", f"{recruiter.name}: {_('recruiter')}"))
    for buyer in directory.buyers_of(issue.site):
        told.append((f"{To.BRAND}:{buyer.pk}", f"{buyer.name}: {_('buyer')}"))
    for body in directory.bodies(Kind.AUTHORITY):
        told.append((f"{To.GOVERNMENT}:{body.pk}", f"{body.name}: {_('authority')}"))
    for body in directory.bodies(Kind.SERVICE):
        told.append((f"{To.SERVICE}:{body.pk}", f"{body.name}: {_('service')}"))
    return told


def workers_of(request: Request, issue: Issue) -> Choices:
    """Workers known by alias, under the reference of their thread."""
    known = AffectedWorker.objects.visible_to(request.actor).filter(issue=issue)
    levels = dict(known.values_list("alias_id", "consent_level"))
    threads = Conversation.objects.visible_to(request.actor).filter(alias_id__in=levels)
    return [
        (str(alias), " · ".join(filter(None, (ref, spoken(language), level_label(levels[alias])))))
        for alias, ref, language in threads.values_list("alias_id", "ref", "language")
    ]


def opened_words(request: Request, disclosure: Disclosure) -> Wording | None:
    """Its words; None while the vault is locked, or where the member holds no key to them."""
    try:
        return open_words(disclosure, request.unlocked).wording
    except (Locked, Refused):
        return None


def _release(disclosure: Disclosure, request: Request) -> None:
    by = request.actor
    notice = release.release(disclosure, unlocked=request.unlocked, by=by)
    opened = planning.open_engagement(notice, by=by)
    noted = Escalation.objects.visible_to(by).filter(disclosure_id=disclosure.pk, up__isnull=True)
    for each in noted:
        escalation.link_up(each, up=opened, by=by)


UNSAID = "unsaid"  # no page of ours: it does not say which words it showed
SIGNATURES: dict[str, Callable[..., Disclosure]] = {
    "sign": signing.sign,
    "countersign": signing.countersign,
}
ACTS: dict[str, Callable[[Disclosure, Request], Any]] = {
    "show": lambda d, r: drafting.show(d, unlocked=r.unlocked, by=r.actor),
    "read-aloud": lambda d, r: drafting.show(
        d, unlocked=r.unlocked, by=r.actor, is_read_aloud=True
    ),
    "decline": lambda d, r: drafting.decline(d, by=r.actor),
    "release": _release,
}


def _does(step: int) -> str:
    return "; ".join(s.does for s in LADDER if s.number == step)


def _signers(disclosure: Disclosure) -> list[UUID]:
    return [u for u in (disclosure.signed_by, disclosure.countersigned_by) if u]


def _life(status: str) -> list[dict[str, str]]:
    """The road of a disclosure as steps done, current and to come."""
    road = ("drafted", "shown", "approved", "signed_once", "signed", "released")
    words = (
        _("Drafted"), _("Shown to her"), _("She agrees"), _("Signed"), _("Countersigned"),
        _("Released"),
    )  # fmt: skip
    at = road.index(status) if status in road else -1
    states = ["done" if i < at else "current" if i == at else "todo" for i in range(len(road))]
    return [{"label": w, "state": s} for w, s in zip(words, states, strict=True)]
