"""Notices to an employer or recruiter, and what they do about them."""

from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilm.access.permissions import Permission
from ilm.catalog.corrective import CORRECTIVE_ACTIONS
from ilm.faces import addressed
from ilm.faces.addressed import Addressed, thanked, the_addressed
from ilm.faces.answering import AnswerForm
from ilm.faces.http import Request, page
from ilm.faces.respondent.forms import SHOWS, ClaimForm, EvidenceForm, PromiseForm
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.remedy import claiming, evidence, planning
from ilm.remedy.cleaning import HIDDEN
from ilm.remedy.evidence import ExhibitKind
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Exhibit

KIND = "issue"
STEPS = (
    (S.RAISED, gettext_lazy("Sent to you")),
    (S.RESPONDED, gettext_lazy("Answered")),
    (S.IN_PROGRESS, gettext_lazy("Remedy under way")),
    (S.CLAIMED_DONE, gettext_lazy("You say it is done")),
    (S.WORKER_CHECK, gettext_lazy("Workers are asked")),
    (S.CLOSED, gettext_lazy("Closed")),
)


@page(Permission.NOTICE_READ)
def notices_page(request: Request) -> HttpResponse:
    """Open, overdue and closed notices."""
    return addressed.notices(request, kind=KIND, template="respondent/notices.html")


@page(Permission.NOTICE_READ)
def notice_page(request: Request, ref: str) -> HttpResponse:
    """One notice: its words, its clock, what was promised, shown and claimed."""
    return _shown(request, the_addressed(request.actor, KIND, ref))


@page(Permission.NOTICE_ANSWER)
def notice_answer_page(request: Request, ref: str) -> HttpResponse:
    return _act(request, ref, AnswerForm, "answer_form", planning.respond)


@page(Permission.COMMITMENT_MAKE)
def commitment_make_page(request: Request, ref: str) -> HttpResponse:
    return _act(request, ref, PromiseForm, "promise_form", planning.commit)


@page(Permission.EVIDENCE_ADD)
def evidence_add_page(request: Request, ref: str) -> HttpResponse:
    return _act(request, ref, EvidenceForm, "evidence_form", evidence.add_exhibit, _removed)


@page(Permission.COMPLETION_CLAIM)
def completion_claim_page(request: Request, ref: str) -> HttpResponse:
    return _act(request, ref, ClaimForm, "claim_form", claiming.claim, _claimed)


def _act(
    request: Request, ref: str, kind: Any, name: str, verb: Any, told: Any = thanked
) -> HttpResponse:
    found = the_addressed(request.actor, KIND, ref)
    back = reverse("respondent:notice", args=[ref])
    if request.method != "POST":
        return redirect(back)
    return addressed.act(
        request,
        kind(request.POST, request.FILES),
        verb=partial(verb, found.engagement),
        told=told,
        back=back,
        again=lambda form: _shown(request, found, status=422, **{name: form}),
    )


def _shown(request: Request, found: Addressed, status: int = 200, **bound: Form) -> HttpResponse:
    url = reverse("respondent:notice-answer", args=[found.notice.ref])
    answering = addressed.answering(request, found, bound.pop("answer_form", AnswerForm()), url=url)
    exhibits = Exhibit.objects.visible_to(request.actor).coded()
    context = {
        "steps": _steps(found),
        "promises": [_promise(p) for p in found.engagement.commitments.all()],
        "exhibits": [
            {"row": e, "shows": SHOWS[ExhibitKind(e.kind)], "removed": _in_words(e.removed)}
            for e in exhibits.filter(engagement=found.engagement)
        ],
        "claims": found.engagement.claims.all(),
        "promise_form": PromiseForm(),
        "evidence_form": EvidenceForm(),
        "claim_form": ClaimForm(),
    }
    return render(request, "respondent/notice.html", answering | context | bound, status=status)


def _steps(found: Addressed) -> list[dict[str, str]]:
    order = [status for status, _words in STEPS]
    at = order.index(S(found.engagement.status))
    state = {True: "done", False: "todo"}
    return [
        {"label": str(words), "state": "current" if n == at else state[n < at]}
        for n, (_status, words) in enumerate(STEPS)
    ]


def _promise(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "action": _(CORRECTIVE_ACTIONS[Slug(row.action)].label),
        "is_late": row.due_on < clock.today(),
    }


def _removed(exhibit: Exhibit) -> str:
    if not exhibit.removed:
        return _("The file is kept, sealed. Nothing hidden was found in it.")
    return _("The file is kept, sealed. Taken out of it: %s.") % _in_words(exhibit.removed)


def _in_words(removed: str) -> str:
    return ", ".join(_(what) for what in HIDDEN if what in removed)


def _claimed(_claim: object) -> str:
    return _("Kept as your claim. The workers it is about will be asked.")
