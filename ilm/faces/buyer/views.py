"""What a buyer opens, all below /buy/: notices, and the answers to them."""

from functools import partial

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ilm.access.permissions import Permission
from ilm.faces import addressed
from ilm.faces.addressed import Addressed, thanked, the_addressed
from ilm.faces.answering import AnswerForm
from ilm.faces.http import Request, page
from ilm.remedy import planning

KIND = "escalation"


@page(Permission.NOTICE_READ)
def notices_page(request: Request) -> HttpResponse:
    """Open, overdue and closed notices."""
    return addressed.notices(request, kind=KIND, template="buyer/notices.html")


@page(Permission.NOTICE_READ)
def sites_page(request: Request) -> HttpResponse:
    """The same notices by workplace: only those that were told of one."""
    rows = addressed.mine(request.actor, KIND).order_by("answer_by", "pk")
    sites: dict[tuple[str, str], list[Addressed]] = {}
    for row in addressed.addressed(request.actor, rows):
        sites.setdefault((row.notice.site_name, row.country), []).append(row)
    named = [
        {"name": name, "country": country, "rows": rows}
        for (name, country), rows in sorted(sites.items())
    ]
    return render(request, "buyer/sites.html", {"sites": named, "at_sites": True})


@page(Permission.NOTICE_READ)
def notice_page(request: Request, ref: str) -> HttpResponse:
    """One notice: its words, its clock, and what was answered."""
    return _shown(request, the_addressed(request.actor, KIND, ref), AnswerForm())


@page(Permission.NOTICE_ANSWER)
def notice_answer_page(request: Request, ref: str) -> HttpResponse:
    found = the_addressed(request.actor, KIND, ref)
    back = reverse("buyer:notice", args=[ref])
    if request.method != "POST":
        return redirect(back)
    return addressed.act(
        request,
        AnswerForm(request.POST),
        verb=partial(planning.respond, found.engagement),
        told=thanked,
        back=back,
        again=lambda form: _shown(request, found, form, status=422),
    )


def _shown(request: Request, found: Addressed, form: Form, status: int = 200) -> HttpResponse:
    url = reverse("buyer:notice-answer", args=[found.notice.ref])
    context = addressed.answering(request, found, form, url=url)
    return render(request, "buyer/notice.html", context, status=status)
