"""The frame every page hangs in: who asks, and what right it takes."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.vault.unlocking import Unlocked

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """What a view of ours receives: `face` always; the rest on signed-in faces."""

    face: str
    actor: Actor
    org_id: UUID
    organisation: str
    called: str
    country: str
    unlocked: Unlocked | None


def page(permission: Permission) -> Callable[[View], View]:
    """Guard a view: 403 without the right. A test walks every URL and fails on one without."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.actor.must(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by test_house
        return guarded

    return guard


def open_to_all(because: str) -> Callable[[View], View]:
    """Mark a view that asks for no right, and say why that is safe."""

    def mark(view: View) -> View:
        view.open_to_all = because  # type: ignore[attr-defined]  # read by test_house
        return view

    return mark
