"""The partner's word and the workers' word: engagements, asking workers, settling, going up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.catalog.consent import RecipientKind as To
from ilm.disclosure.models import Disclosure, Notice
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.choices import spelled
from ilm.faces.desk.forms.disclosing import EscalateForm, SettleForm
from ilm.faces.desk.keyset import after, place_of
from ilm.faces.desk.reaching import the_issue
from ilm.faces.desk.standing import clock_of, standings
from ilm.faces.desk.views.conversation import as_download
from ilm.faces.http import Request, page
from ilm.ledger.models import Entry
from ilm.parties.models import Kind
from ilm.remedy import escalation, evidence, validation
from ilm.remedy.models import Claim, Engagement, Exhibit, Settlement
from ilm.remedy.tracing import CONSULTATION, ESCALATION, issue_of
from ilm.talk.models import CheckIn
from ilm.vault.opening import Reader

ROWS = 50


@page(Permission.ENGAGEMENT_READ)
def engagements_page(request: Request) -> HttpResponse:
    """What partners owe, or have done; newest first."""
    is_open = request.GET.get("view") != "all"
    seen = Engagement.objects.visible_to(request.actor)
    rows: Any = (seen.open() if is_open else seen).order_by("-raised_on", "-id")
    if place := request.GET.get("after"):
        rows = after(rows, place, "raised_on")
    found = list(rows[: ROWS + 1])
    last = found[ROWS - 1] if len(found) > ROWS else None
    more = (
        f"?view={'open' if is_open else 'all'}&after={place_of(last, 'raised_on')}" if last else ""
    )
    context = {
        "engagements": standings(request.actor, found[:ROWS]),
        "is_open": is_open,
        "is_all": not is_open,
        "more": more,
    }
    return render(request, "desk/engagements.html", context)


@page(Permission.ENGAGEMENT_READ)
def engagement_page(request: Request, engagement_id: UUID) -> HttpResponse:
    """Both words side by side: what the partner says and shows, what the workers answer."""
    engagement = the_engagement(request, engagement_id)
    issue, said = issue_of(engagement), validation.latest_claim(engagement)
    called = directory.called(request.actor)
    rows = engagement.escalations.select_related("up")
    asked = CheckIn.objects.visible_to(request.actor).select_related("conversation")
    partners = directory.names([engagement.to_org, *(e.to_org for e in rows)])
    entries = Entry.objects.visible_to(request.actor).about(engagement, *rows).order_by("-at")
    context = {
        "engagement": engagement,
        "issue": issue,
        "case": issue.case,
        "notice": Notice.objects.visible_to(request.actor).get(pk=engagement.notice_id),
        "partner": partners.get(engagement.to_org, ""),
        "clock": clock_of(engagement),
        "answers": engagement.answers.all(),
        "commitments": engagement.commitments.all(),
        "exhibits": engagement.exhibits.defer("record"),
        "claims": engagement.claims.all(),
        "truths": _both(validation.standing(engagement)) if said else None,
        "asked": asked.filter(about="claim", about_id=said.pk) if said else [],
        "escalations": [{"row": e, "partner": partners.get(e.to_org, "")} for e in rows],
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at} for e in entries
        ],
    }
    return render(request, "desk/engagement.html", context)


@require_POST
@page(Permission.CHECK_IN_ASK)
def ask_page(request: Request, engagement_id: UUID, act: str) -> HttpResponse:
    """Put a claim to the workers, ask more of them, or send it back on their no."""
    engagement = the_engagement(request, engagement_id)
    if act not in ASKS:
        raise Http404
    done = ASKS[act](engagement, by=request.actor)
    if isinstance(done, list):
        messages.success(request, _("Asked inside each one's plan: %d.") % len(done))
    return redirect("desk:engagement", engagement_id)


@require_POST
@page(Permission.CHECK_IN_ASK)
def heard_page(request: Request, check_in_id: UUID) -> HttpResponse:
    """What she said on the phone or on a visit about a claim."""
    rows = CheckIn.objects.visible_to(request.actor)
    check_in = get_object_or_404(rows, pk=check_in_id)
    answer, harmed = request.POST.get("answer", ""), "harmed" in request.POST
    validation.hear_spoken(check_in, answer=answer, harmed=harmed, by=request.actor)
    if harmed:
        messages.warning(
            request,
            _("Something happened to her since: open an issue “Reprisal for speaking up” now."),
        )
    claim = get_object_or_404(Claim.objects.visible_to(request.actor), pk=check_in.about_id)
    return redirect("desk:engagement", claim.engagement_id)


@page(Permission.ENGAGEMENT_READ)
def exhibit_page(request: Request, exhibit_id: UUID) -> HttpResponse:
    """A partner's file, cleaned; as a download, never as a page of ours."""
    exhibit = get_object_or_404(Exhibit.objects.visible_to(request.actor), pk=exhibit_id)
    content, media_type, _name = evidence.open_exhibit(exhibit, Reader(request.unlocked))
    return as_download(content, media_type, f"exhibit-{str(exhibit.pk)[:8]}")


@page(Permission.ISSUE_SETTLE)
def settle_page(request: Request, ref: str, issue_id: UUID) -> HttpResponse:
    """Close by the workers' word; or, where there cannot be one, for another reason."""
    issue = the_issue(request, ref, issue_id)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            validation.settle(issue, reason=form.cleaned_data["reason"] or None, by=request.actor)
        if not form.errors:
            return redirect("desk:settle", ref, issue_id)
    context = {
        "issue": issue,
        "case": issue.case,
        "form": form,
        "settlements": issue.settlements.order_by("-settled_on", "-id"),
    }
    return shown(request, "desk/settle.html", context, form)


@require_POST
@page(Permission.ISSUE_SETTLE)
def settlement_page(request: Request, settlement_id: UUID) -> HttpResponse:
    """The second person agrees."""
    rows = Settlement.objects.visible_to(request.actor).select_related("issue__case")
    settlement = get_object_or_404(rows, pk=settlement_id)
    validation.countersign_settlement(settlement, by=request.actor)
    return redirect("desk:settle", settlement.issue.case.ref, settlement.issue_id)


@page(Permission.ISSUE_ESCALATE)
def escalate_page(request: Request, engagement_id: UUID) -> HttpResponse:
    """To a buyer whose chain reaches the site, or to an authority: words first, then the note."""
    engagement = the_engagement(request, engagement_id)
    issue = issue_of(engagement)
    drafts = _drafts(request, engagement)
    form = EscalateForm(request.POST or None, drafts=drafts, because=escalation.BECAUSE)
    if request.method == "POST" and form.is_valid():
        road = get_object_or_404(
            Disclosure.objects.visible_to(request.actor), pk=form.cleaned_data["disclosure_id"]
        )
        with telling(form):
            escalation.escalate(
                engagement,
                up=_opened_by(request, road),
                disclosure_id=road.pk,
                kind=ESCALATION if road.recipient == To.BRAND else CONSULTATION,
                to_org=road.to_org,
                because=form.cleaned_data["because"],
                by=request.actor,
            )  # fmt: skip
        if not form.errors:
            return redirect("desk:engagement", engagement_id)
    context = {
        "engagement": engagement,
        "issue": issue,
        "case": issue.case,
        "form": form,
        "has_drafts": bool(drafts),
        "buyers": directory.buyers_of(issue.site),
        "authorities": directory.bodies(Kind.AUTHORITY),
    }
    return shown(request, "desk/escalate.html", context, form)


def the_engagement(request: Request, engagement_id: UUID) -> Engagement:
    return get_object_or_404(Engagement.objects.visible_to(request.actor), pk=engagement_id)


def _opened_by(request: Request, road: Disclosure) -> Engagement | None:
    """What the partner does about these words, once they were released."""
    if road.notice_id is None:
        return None
    rows = Engagement.objects.visible_to(request.actor)
    return rows.filter(notice_id=road.notice_id).first()


def _drafts(request: Request, engagement: Engagement) -> list[tuple[str, str]]:
    """Words about this issue to a buyer or an authority that were not noted yet."""
    noted = engagement.escalations.values("disclosure_id")
    rows = Disclosure.objects.visible_to(request.actor).filter(
        issue=issue_of(engagement), recipient__in=(To.BRAND, To.GOVERNMENT)
    )
    found = list(rows.exclude(status__in=("refused", "declined")).exclude(pk__in=noted))
    partners = directory.names(d.to_org for d in found)
    return [(str(d.pk), f"{partners.get(d.to_org, '')} · {spelled(d.status)}") for d in found]


def _both(truths: validation.TwoTruths) -> dict[str, Any]:
    """The two truths and the gap in a sentence."""
    gap = truths.claimed - truths.headline
    words = ""
    if truths.asked and gap > 0:
        words = _("%(gap)d of %(claimed)d are not confirmed by the workers.") % {
            "gap": gap,
            "claimed": truths.claimed,
        }
    percent = {n: _percent(getattr(truths, n)) for n in ("share", "low", "high")}
    return {"row": truths, "gap": words, **percent}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f} %"


ASKS: dict[str, Any] = {
    "ask": validation.put_to_workers,
    "more": validation.ask_more,
    "back": validation.send_back,
}
