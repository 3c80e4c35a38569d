"""What the machine learnt from triage: how well, by whose wish, and how it forgets."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases import learning
from ilm.cases.models import Learning, Lesson
from ilm.faces.desk.choices import leaf_label
from ilm.faces.http import Request, page
from ilm.language.languages import LANGUAGES
from ilm.language.learning import FEWEST, LEAST_NAMED, Tally, is_offered
from ilm.wall.entering import after_commit

ENDED = {
    Learning.End.TOO_FEW: gettext_lazy("It learnt from too few reports to suggest anything."),
    Learning.End.CHANGED: gettext_lazy(
        "Words were erased or taken back, or keys were changed, while it learnt. Start again."
    ),
}


@page(Permission.CASE_TRIAGE)
def learning_page(request: Request) -> HttpResponse:
    """How often it is right, from reports kept aside and from what colleagues chose since."""
    run, lesson = learning.latest(request.actor), learning.in_force(request.actor)
    context = {
        "run": run,
        "is_running": learning.is_running(run),
        "ended": ENDED.get(Learning.End(run.ended_as), "") if run and run.ended_as else "",
        "lesson": lesson,
        "fewest": FEWEST,
        "least_named": LEAST_NAMED,
        **_measured(request, lesson),
    }
    return render(request, "desk/learning.html", context)


@require_POST
@page(Permission.TRIAGE_LEARN)
def learn_page(request: Request) -> HttpResponse:
    """Learn now; the thread begins once what this request wrote is committed."""
    loan = learning.start(unlocked=request.unlocked, by=request.actor)
    after_commit(lambda: learning.lend(loan))
    messages.success(request, _("It is learning. This page shows when it is done."))
    return redirect("desk:learning")


@require_POST
@page(Permission.TRIAGE_LEARN)
def unlearn_page(request: Request) -> HttpResponse:
    """Forget what was learnt: nothing is suggested any more."""
    learning.forget(by=request.actor)
    messages.success(request, _("What was learnt is gone. Nothing is suggested any more."))
    return redirect("desk:learning")


def _measured(request: Request, lesson: Lesson | None) -> dict[str, Any]:
    """The table of issues, and the shares; nothing while the vault is locked."""
    if lesson is None or request.unlocked is None:
        return {}
    if (model := learning.opened(lesson, request.unlocked)) is None:
        return {}
    measured = model.measured
    named = [(leaf, measured.named.get(leaf, Tally())) for leaf in model.labels]
    return {
        "measured": measured,
        "issues": sorted(
            ((leaf_label(leaf), tally, is_offered(tally)) for leaf, tally in named),
            key=lambda row: (-row[1].of, row[0]),
        ),
        "languages": sorted(
            ((_spoken(code), tally) for code, tally in measured.languages.items()),
            key=lambda row: (-row[1].of, row[0]),
        ),
        "since": (
            Tally(lesson.first_right, lesson.offered),
            Tally(lesson.among_right, lesson.offered),
        ),
    }


def _spoken(code: str) -> str:
    known = LANGUAGES.get(code)
    return known.english if known else str(_("Not known"))
