"""What an authority opens, all below /authority/: notices, and the answers to them."""

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

KIND = "consultation"


@page(Permission.NOTICE_READ)
def notices_page(request: Request) -> HttpResponse:
    """Open, overdue and closed notices."""
    return addressed.notices(request, kind=KIND, template="authority/notices.html")


@page(Permission.NOTICE_READ)
def notice_page(request: Request, ref: str) -> HttpResponse:
    """One notice: its words, its clock, and what was answered."""
    return _shown(request, the_addressed(request.actor, KIND, ref), AnswerForm())


@page(Permission.NOTICE_ANSWER)
def notice_answer_page(request: Request, ref: str) -> HttpResponse:
    found = the_addressed(request.actor, KIND, ref)
    back = reverse("authority:notice", args=[ref])
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
    url = reverse("authority:notice-answer", args=[found.notice.ref])
    context = addressed.answering(request, found, form, url=url)
    return render(request, "authority/notice.html", context, status=status)
