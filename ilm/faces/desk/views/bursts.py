"""What came in a burst: looked at together, linked as one incident or signposted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from ilm.access.permissions import Permission
from ilm.cases import gathering
from ilm.cases.awaiting import MOST
from ilm.cases.models import Issue, Report
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.bursts import BurstForm
from ilm.faces.desk.views.inbox import counted
from ilm.faces.http import Request, page
from ilm.talk import heeding, reading
from ilm.vault.opening import Reader

AT_ONCE = 100  # reports of one page: as many as one act takes in a few seconds


@page(Permission.CASE_TRIAGE)
def bursts_page(request: Request) -> HttpResponse:
    """One act for all that are ticked; who takes one alone opens its thread."""
    waiting = Report.objects.visible_to(request.actor).of_bursts()
    rows = list(waiting.select_related("conversation").order_by("received_at", "id")[:AT_ONCE])
    form = BurstForm(
        request.POST or None,
        reports=rows,
        issues=_issues(request),
        ticks_all=request.GET.get("tick") == "all",
    )
    if form.is_bound and form.is_valid():
        with telling(form):
            count = _take(request, form, rows)
        if not form.errors:
            said = ngettext("%(n)s report is sorted.", "%(n)s reports are sorted.", count)
            messages.success(request, said % {"n": count})
            return redirect("desk:bursts")
    count = waiting[: MOST + 1].count()
    context = {
        "form": form,
        "rows": _opened(request, rows),
        "count": counted(count) if count else "",
    }
    return shown(request, "desk/bursts.html", context, form)


def _issues(request: Request) -> Any:
    rows = Issue.objects.visible_to(request.actor).filter(case__status="open")
    return rows.select_related("case", "site").order_by("-opened_on", "id")[:AT_ONCE]


def _take(request: Request, form: BurstForm, rows: list[Report]) -> int:
    chosen = [row for row in rows if str(row.pk) in form.cleaned_data["reports"]]
    if issue := form.cleaned_data["issue"]:
        return gathering.gather(chosen, into=issue, by=request.actor)
    kind = form.cleaned_data["as_kind"]
    return gathering.signpost_all(chosen, as_kind=kind, by=request.actor)


def _opened(request: Request, rows: list[Report]) -> list[dict[str, Any]]:
    """Each with how it begins, where the vault is open."""
    threads = [row.conversation for row in rows]
    begin = reading.beginnings(threads, Reader(request.unlocked)) if request.unlocked else {}
    return [_told(row, begin.get(row.conversation_id, "")) for row in rows]


def _told(report: Report, begins: str) -> dict[str, Any]:
    """With a hint at danger: of words that a process read, or that this page shows."""
    thread = report.conversation
    heard = max(thread.alarm, heeding.alarm(begins, language=thread.language))
    return {"report": report, "begins": begins, "hint": heeding.hinted(heard)}
