"""Opening and locking the vault: the password makes the ring once, then opens it for a while."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces import passkeys
from ilm.faces.desk.acting import shown, telling, user_of
from ilm.faces.desk.forms.organising import UnlockForm
from ilm.faces.frame import VAULT_COOKIE
from ilm.faces.http import Request, page
from ilm.kit.errors import Refused
from ilm.vault import holding, passing, relocking, searching, throttling, unlocking
from ilm.vault import passkeys as locks
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

PATH = "/desk/"


@page(Permission.INBOX_READ)
def unlock_page(request: Request) -> HttpResponse:
    """First time: check the account's password, make the ring. Then: open it."""
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            throttling.enter(user_of(request))
        if not form.errors:
            cookie = _tried(request, form)
        if not form.errors:
            return with_cookie(redirect(_where_to(request)), cookie)
    context = {
        "form": form,
        "next": request.GET.get("next", ""),
        "passkey": passkeys.begin(request, locks.inputs(user_of(request))),
        **_standing(request),
    }
    return shown(request, "desk/unlock.html", context, form)


@require_POST
@page(Permission.INBOX_READ)
def lock_page(request: Request) -> HttpResponse:
    unlocking.lock_up(user_of(request))
    messages.success(request, _("The vault is locked."))
    answer = redirect("desk:unlock")
    answer.delete_cookie(VAULT_COOKIE, path=PATH, samesite="Strict")
    return answer


def with_cookie(answer: HttpResponse, cookie: str) -> HttpResponse:
    """The browser's half of an unlocked session."""
    answer.set_cookie(
        VAULT_COOKIE,
        cookie,
        max_age=unlocking.LONGEST,
        path=PATH,
        secure=settings.IS_TLS,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _tried(request: Request, form: UnlockForm) -> str:
    """One try, counted whichever way it goes."""
    cookie = ""
    with telling(form):
        cookie = _open(request, form.cleaned_data["password"], form.cleaned_data["before"])
    (throttling.right if cookie else throttling.wrong)(user_of(request))
    return cookie


def _open(request: Request, password: str, before: str) -> str:
    """The account's password opens; one from before only moves the ring behind that of today."""
    user_id = user_of(request)
    if not request.user.check_password(password):
        raise Refused(_("That is not the password of your account. Try again."))
    if not unlocking.has_ring(user_id):
        return _first(request, password)
    try:
        ring, cookie = unlocking.unlock(user_id, password)
    except Refused:
        if before:
            return relocking.catch_up(user_id, old=before, new=password)
        raise Refused(
            _("Your password was changed and your keys were not. Give the one from before as well.")
        ) from None
    unlocked = Unlocked(user_id, request.org_id, ring)
    _catch_up(request, unlocked)
    searching.finders(unlocked)  # one where none was made yet
    return cookie


def _first(request: Request, password: str) -> str:
    user_id = user_of(request)
    ring = unlocking.make_ring(user_id, password)
    if request.actor.role.slug == "supervisor" and not holding.is_founded(request.org_id):
        holding.found(request.org_id, ring=ring, by=request.actor)
    return unlocking.start_session(user_id, ring)


def _catch_up(request: Request, unlocked: Unlocked) -> None:
    """A list signed for old keys, new keys after what was passed on has ended. The vault opens
    whether or not that can be done."""
    try:
        with atomic():
            holding.take_over(unlocked=unlocked, by=request.actor)
        with atomic():
            passing.renew(by=request.actor)
    except Refused as no:
        messages.error(request, str(no))


def _standing(request: Request) -> dict[str, bool]:
    user_id = user_of(request)
    return {
        "is_first": not unlocking.has_ring(user_id),
        "is_founded": holding.is_founded(request.org_id),
        "is_waiting": not holding.is_holder(user_id, request.org_id),
        "may_found": request.actor.role.slug == "supervisor",
    }


def _where_to(request: Request) -> str:
    asked = str(request.GET.get("next", ""))
    inside = asked.startswith(PATH) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    here = not holding.is_holder(user_of(request), request.org_id)
    return PATH + "unlock/" if here else asked if inside else PATH
