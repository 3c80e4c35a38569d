"""A member's own locks: a passkey beside the password, and new keys when every lock is lost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces import passkeys
from ilm.faces.desk.acting import shown, telling, user_of
from ilm.faces.desk.forms.organising import NewKeysForm
from ilm.faces.desk.views.unlocking import with_cookie
from ilm.faces.http import Request, page
from ilm.kit.errors import Locked, Refused
from ilm.vault import giving_out, resetting, throttling
from ilm.vault import passkeys as locks


@page(Permission.INBOX_READ)
def locks_page(request: Request) -> HttpResponse:
    """Which passkeys open the vault; one more, one less."""
    user_id, names = user_of(request), passkeys.names(request.user)
    if request.method == "POST" and request.POST.get("do") == "remove":
        locks.remove(user_id, _bytes(request.POST.get("passkey", "")))
        messages.success(request, _("This passkey opens the vault no more."))
        return redirect("desk:locks")
    if request.method == "POST":
        if request.unlocked is None:
            raise Locked(_("Unlock the vault before you add a lock."))
        credential, asked = passkeys.finish(request, request.POST.get("credential", ""))
        prf = _bytes(request.POST.get("prf", ""))
        locks.add(request.unlocked, credential=credential, asked=asked, prf=prf)
        messages.success(request, _("From now on this passkey opens the vault as well."))
        return redirect("desk:locks")
    has = locks.inputs(user_id)
    could = {c: locks.new_input() for c in names if c not in has}
    context = {
        "mine": [{"id": c.hex(), "name": names.get(c, _("A passkey that is gone"))} for c in has],
        "passkey": passkeys.begin(request, could) if request.unlocked else None,
        "could": bool(could),
        "mine_waits": giving_out.waiting_for(user_id, request.org_id),
    }
    return shown(request, "desk/locks.html", context)


@require_POST
@page(Permission.INBOX_READ)
def unlock_passkey_page(request: Request) -> HttpResponse:
    """The vault opens by a passkey: verified as at sign-in, then its output opens the lock."""
    user_id = user_of(request)
    throttling.enter(user_id)
    try:
        credential, _asked = passkeys.finish(request, request.POST.get("credential", ""))
        cookie = locks.unlock(
            user_id, credential=credential, prf=_bytes(request.POST.get("prf", ""))
        )
    except Refused as no:
        throttling.wrong(user_id)
        messages.error(request, str(no))
        return redirect("desk:unlock")
    throttling.right(user_id)
    return with_cookie(redirect("desk:inbox"), cookie)


@page(Permission.INBOX_READ)
def new_keys_page(request: Request) -> HttpResponse:
    """What is lost with the old keys, before they go."""
    form = NewKeysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user_id = user_of(request)
        with telling(form):
            throttling.enter(user_id)
        if not form.errors and not request.user.check_password(form.cleaned_data["password"]):
            throttling.wrong(user_id)
            form.add_error("password", _("That is not the password of your account. Try again."))
        if not form.errors:
            with telling(form):
                resetting.reset(by=request.actor)
        if not form.errors:
            messages.success(request, _("Your old keys are gone. Unlock to make new ones."))
            return redirect("desk:unlock")
    context = {"form": form, "alone": bool(resetting.stays_with_her(user_of(request)))}
    return shown(request, "desk/new_keys.html", context, form)


def _bytes(text: str) -> bytes:
    """What a page sent in hexadecimal; empty where it is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
