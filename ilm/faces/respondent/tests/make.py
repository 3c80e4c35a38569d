"""A browser of a partner, signed in, and the notice it was sent."""

from django.test import Client

from ilm.access.actor import Actor
from ilm.faces.door.models import User
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.tests import make
from ilm.remedy.tests.make import Raised


def browser(actor: Actor) -> Client:
    """Signed in as somebody who has a row in parties_member."""
    user = User.objects.filter(pk=actor.user_id).first()
    if user is None:
        user = User(id=actor.user_id, email=f"{actor.user_id}@partner.example")
        user.set_password("a long enough password")
        user.save(force_insert=True)
    client = Client()
    client.force_login(user)
    return client


def noticed(at: S = S.RAISED, **how: object) -> tuple[Client, Raised, str]:
    """(client of the supplier, everything around, address of the notice's page)."""
    made = make.raised(at, **how)
    return browser(made.partner), made, f"/respond/{made.notice.ref}/"
