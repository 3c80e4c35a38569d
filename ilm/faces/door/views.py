"""The door: where an account goes after signing in, and how an invitation becomes one."""

import hashlib
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from ilm.access.roles import ROLES
from ilm.faces.door.forms import AccountForm, JoinForm
from ilm.faces.door.models import User
from ilm.faces.http import open_to_all
from ilm.faces.second_factor import AFTERWARDS, is_missing
from ilm.kit.slug import Slug
from ilm.vault import giving_out
from ilm.wall import doors
from ilm.wall.faces import FACES

BACKEND = "ilm.faces.door.recognising.Backend"


@open_to_all("Shows an account the names of the organisations it belongs to, and nothing else.")
@login_required
def landing_page(request: Any) -> HttpResponseBase:
    """On to where this account works; to a choice where it works in several places."""
    if is_missing(request.session, request.user):
        return redirect("mfa_index")
    places = doors.faces_of(request.user.pk)
    if wanted := request.session.pop(AFTERWARDS, ""):
        return redirect(wanted)
    if len(places) == 1:
        return redirect(FACES[Slug(places[0][0])].prefix or "/")
    return account_page(request)


@open_to_all("Shows an account the names of the organisations it belongs to, and nothing else.")
@login_required
def account_page(request: Any) -> HttpResponse:
    """The places this account may go to."""
    places = [
        {"organisation": organisation, "face": face, "url": FACES[Slug(face)].prefix}
        for face, organisation in doors.faces_of(request.user.pk)
    ]
    return render(request, "door/account.html", {"places": places})


@open_to_all("Whoever holds the link may read which organisation invites and join it once.")
@sensitive_post_parameters()
def invitation_page(request: Any, token: str) -> HttpResponse:
    """What the invitation offers; then an account, or a second place for one there is."""
    hashed = hashlib.sha256(token.encode()).digest()
    invited = doors.invited(hashed)
    if invited is None:
        return _closed(request)
    if request.user.is_authenticated and (why := doors.bars(hashed, request.user.pk)):
        return _barred(request, why)
    kind = JoinForm if request.user.is_authenticated else AccountForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _join(request, hashed, form.cleaned_data)
    organisation, face, role = invited
    told = {
        "form": form,
        "organisation_name": organisation,
        "role": ROLES[Slug(role)].label,
        "is_partner": face != "desk",
    }
    return render(request, "door/invitation.html", told, status=422 if form.errors else 200)


@open_to_all("Whoever holds the paper may open the one share behind its link, once.")
@sensitive_post_parameters()
def share_page(request: Any, token: str) -> HttpResponse:
    """A recovery share for somebody outside: opened by a button, so that no preview takes it."""
    hashed = giving_out.hash_of(token)
    told: dict[str, Any] = {"organisation_name": doors.share_waits(hashed)}
    if request.method == "POST" and (taken := doors.take_share(hashed)):
        told["share"] = giving_out.by_link(token, *taken)
    elif not told["organisation_name"]:
        return render(request, "door/share.html", told, status=404)
    return render(request, "door/share.html", told)


def _join(request: Any, hashed: bytes, given: dict[str, Any]) -> HttpResponse:
    user, is_new = request.user, not request.user.is_authenticated
    if is_new:
        user = User.objects.create_user(given["email"], given["password"])
    if not doors.accept(hashed, user.pk, given["called"]):
        if is_new:
            user.delete()
        return _closed(request)
    if not is_new:
        return redirect("door:landing")
    user.backend = BACKEND
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url="/door/2fa/"
    )
    # the password was chosen on this very page: no need to ask for it again a minute later
    record_authentication(request, user, method="password", reauthenticated=True)
    return response


def _barred(request: HttpRequest, word: str) -> HttpResponse:
    both = _(
        "This account works on the other side: nobody both sends notices and answers them. Hand the"
        " link to the person it was meant for."
    )
    gone = _("Your membership there has ended since this link was given. Ask for a new one.")
    why = gone if word == "let_go" else both
    return render(request, "refused.html", {"why": why, "status": 409}, status=409)


def _closed(request: HttpRequest) -> HttpResponse:
    why = _("This invitation was used, has expired, or was never given. Ask for a new one.")
    return render(request, "refused.html", {"why": why, "status": 410}, status=410)


@open_to_all("Says to everybody alike that this address is not in use.")
def closed_page(request: HttpRequest, **_rest: str) -> HttpResponse:
    """Ways of allauth that this house has not: making an account without an invitation, e-mail."""
    return render(request, "404.html", {"status": 404}, status=404)
