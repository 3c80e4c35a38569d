"""Middleware: which face answers, who is speaking, one transaction around all of it.

Sessions, CSRF, accounts and messages exist on signed-in faces and at the door only; the worker,
hooks and public faces set no cookie and know nobody.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django_htmx.middleware import HtmxMiddleware

from ilm.access.actor import member
from ilm.faces.languages import language_of, speaking
from ilm.faces.refusals import METHODS, as_page, is_too_large, no_such_act, not_now, too_large
from ilm.faces.second_factor import AFTERWARDS, is_missing
from ilm.kit.errors import Refused
from ilm.vault import unlocking
from ilm.wall.entering import ask, current_face, entering, roll_back
from ilm.wall.faces import face_of

GetResponse = Callable[[HttpRequest], HttpResponse]
AT_THE_DOOR = "/door/"
VAULT_COOKIE = "vault"


def has_session(request: Any) -> bool:
    return bool(request.face == "door" or face_of(request.path_info).is_signed_in)


class WhichFace:
    """Names the face, and the language of the page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.get_host()  # a name that is none of ours is answered 400, on every face
        at_the_door = request.path_info.startswith(AT_THE_DOOR)
        request.face = "door" if at_the_door else str(face_of(request.path_info).slug)
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse("That address holds a character no address has.", status=400)
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = _unfit(request) or self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def _unfit(request: Any) -> HttpResponse | None:
    """No to a request that no page can answer, before anything of it is read; her pages say
    themselves what is too large for them."""
    if request.method not in METHODS:
        return no_such_act(request)
    if request.face != "worker" and is_too_large(request):
        return too_large(request)
    return None


def _where_there_is_a_session(base: type[Any]) -> type[Any]:
    """The same middleware, passing by on faces that know nobody."""

    class Passing(base):  # type: ignore[misc]  # a class made at run time
        def __call__(self, request: Any) -> Any:
            if has_session(request):
                return super().__call__(request)
            return self.get_response(request)

        if hasattr(base, "process_view"):

            def process_view(self, request: Any, *rest: Any) -> Any:
                return super().process_view(request, *rest) if has_session(request) else None

    Passing.__name__ = Passing.__qualname__ = base.__name__
    return Passing


Sessions = _where_there_is_a_session(SessionMiddleware)
Csrf = _where_there_is_a_session(CsrfViewMiddleware)
Authentication = _where_there_is_a_session(AuthenticationMiddleware)
Messages = _where_there_is_a_session(MessageMiddleware)
Htmx = _where_there_is_a_session(HtmxMiddleware)


class EnterByFace:
    """One transaction per request on the face's own login. Templates render inside it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.face == "door":
            return self.get_response(request)
        if not face_of(request.path_info).is_signed_in:
            return self._to_strangers(request)
        if not request.user.is_authenticated:
            return redirect(f"/door/login/?next={request.path_info}")
        if is_missing(request.session, request.user):
            request.session[AFTERWARDS] = request.path_info
            return redirect("mfa_index")
        user_id: UUID = request.user.pk
        with speaking(request), entering(request.face, user_id):
            _recognise(request, user_id)
            if request.actor is None:
                return as_page(request, Http404())
            return self._answer(request)

    def _to_strangers(self, request: Any) -> HttpResponse:
        """A database that is away or full, at the commit too, is told as such: what she wrote is
        not here, and she can send it again."""
        try:
            with entering(request.face):
                return self._answer(request)
        except OperationalError:
            return not_now(request)

    def _answer(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 500:
            roll_back()
        return response

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """A rule's no becomes a page with its own words, and nothing of the request is kept."""
        if isinstance(error, OperationalError) and request.face == "worker":
            roll_back()
            return not_now(request)
        if not isinstance(error, Refused):
            return None
        if request.face != "door":
            roll_back()
        return as_page(request, error)


def _recognise(request: Any, user_id: UUID) -> None:
    """Who speaks, for which organisation; and what of the vault is open to them."""
    found = ask("select * from wall.membership(%s)", [current_face()])
    request.actor = request.unlocked = None
    if not found:
        return
    org_id, role, called, organisation, country = found[0]
    request.actor = member(user_id, role, org_id)
    request.org_id, request.called, request.country = org_id, called, country
    request.organisation = organisation
    if request.face == "desk":
        request.unlocked = unlocking.resume(
            request.COOKIES.get(VAULT_COOKIE, ""), user_id=user_id, org_id=org_id
        )
