"""Invitations, accounts and codes, made the way people make them."""

import time
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from ilm.faces.door.models import User
from ilm.parties.membership import invite, token_hash
from ilm.parties.tests import make
from ilm.wall import doors
from ilm.wall.entering import entering

PASSWORD = "six quiet herons at dawn"
EMAIL = "dawn@door.example"


def invitation(role: str = "case_worker", org: object = None) -> str:
    """The token of an invitation to an organisation's desk."""
    boss = make.actor("supervisor", org)
    with entering("desk", boss.user_id):
        return invite(boss.org_id, face="desk", role=role, by=boss)


def account(email: str = EMAIL, *, places: int = 1) -> User:
    user = User.objects.create_user(email, PASSWORD)
    for _ in range(places):
        doors.accept(token_hash(invitation()), user.pk, "Dawn")
    return user


def with_app(user: User) -> str:
    """Give the account an app for codes; its letters."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code(secret: str, ago: int = 0) -> str:
    """What the app shows now, or did `ago` half minutes ago."""
    counter = int(time.time()) // 30 - ago
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **headers: str):
    given = {"login": email, "password": password}
    return client.post("/door/login/", given, follow=True, **headers)


def kinds(user_id: UUID) -> list[str]:
    return sorted(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
