"""One way to answer a form: 422 with the form again, or the act and a redirect."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from ilm.faces.http import Request
from ilm.kit.errors import Forbidden, Refused
from ilm.wall.entering import atomic


@contextmanager
def telling(form: BaseForm) -> Iterator[None]:
    """A rule's no lands on the form, beside what was typed; what the verb wrote is undone."""
    try:
        with atomic():
            yield
    except Refused as no:
        if no.status != Refused.status:
            raise
        form.add_error(None, str(no))


def shown(request: Request, template: str, context: dict[str, Any], *forms: Any) -> HttpResponse:
    """The page; 422 when one of its forms was sent and did not pass."""
    wrong = any(form.is_bound and not _passes(form) for form in forms)
    return render(request, template, context, status=422 if wrong else 200)


def sent(request: Request, name: str) -> Any:
    """What was posted when the form `name` was sent, else None: pages may hold several forms."""
    return request.POST if request.method == "POST" and request.POST.get("do") == name else None


def user_of(request: Request) -> UUID:
    """The account of the member at the desk."""
    if request.actor.user_id is None:
        raise Forbidden("Only a member may do this.")
    return request.actor.user_id


def _passes(form: Any) -> bool:
    return not (form.errors or getattr(form, "non_form_errors", list)())
