"""The organisation's ledger: its last signed head, and the file that an outsider checks."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.http import Request, page
from ilm.faces.second_factor import stepping_up
from ilm.kit import clock
from ilm.ledger.models import Entry
from ilm.ledger.verifying import Head
from ilm.vault import exporting, witnessing
from ilm.wall.entering import entering


@page(Permission.LEDGER_EXPORT)
def export_page(request: Request) -> HttpResponseBase:
    """Who takes the file out has shown a second factor lately, and it is written down."""
    if request.method == "POST":
        return stepping_up(request) or _file(request, exporting.take_out(by=request.actor))
    called = directory.called(request.actor)
    taken = Entry.objects.visible_to(request.actor).filter(verb=exporting.EXPORTED)
    context = {
        "looked": witnessing.look(request.org_id),
        "key": _in_groups(exporting.key_hex()),
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at}
            for e in taken.order_by("-at")[:50]
        ],
    }
    return render(request, "desk/ledger.html", context)


def _file(request: Request, head: Head) -> StreamingHttpResponse:
    org_id, user_id = request.org_id, request.actor.user_id
    lines = exporting.lines(org_id, head, within=lambda: entering("desk", user_id))
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    name = f"ledger-{clock.today()}-{head.seq}.jsonl"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _in_groups(digits: str) -> str:
    return " ".join(digits[at : at + 10] for at in range(0, len(digits), 10))
