"""Taking calls in a browser: a page of its own, which stays open while she works in the others."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.channels.http import HttpxClient
from ilm.faces.http import Request, page
from ilm.talk import phoning, seating

ANSWERS_IN = 12.0  # seconds


@page(Permission.CALL_LOG)
def call_seat_page(request: Request) -> HttpResponse:
    """The buttons of a telephone. POST: she takes calls no more."""
    if request.method == "POST":
        phoning.stop_taking(by=request.actor)
    return render(request, "desk/seat.html")


@require_POST
@page(Permission.CALL_LOG)
def call_sit_page(request: Request) -> JsonResponse:
    """Her browser's offer becomes a seat."""
    offer = request.POST.get("offer", "")
    if not offer:
        return JsonResponse({"answer": ""}, status=422)
    with HttpxClient(connect=3.0, answer=ANSWERS_IN, reaches=settings.REACHES) as http:
        answer = seating.sit(offer, by=request.actor, http=http)
    return JsonResponse({"answer": answer})
