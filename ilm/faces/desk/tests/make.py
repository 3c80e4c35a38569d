"""A browser at the desk: signed in, its vault open, beside a founded organisation."""

from uuid import UUID

from django.test import Client

from ilm.access.actor import Actor
from ilm.faces.door.models import User
from ilm.faces.frame import VAULT_COOKIE
from ilm.parties.tests import make
from ilm.parties.tests.make import Desk
from ilm.vault import unlocking
from ilm.wall.entering import entering

PASSWORD = "another long password"


def account(actor: Actor) -> User:
    """The account at the door of somebody who has a row in parties_member."""
    user = User(id=actor.user_id, email=f"{actor.user_id}@desk.example")
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


def signed_in(
    role: str = "case_worker", desk: Desk | None = None, *, is_unlocked: bool = True
) -> tuple[Client, Desk]:
    """(client, desk): a case worker or supervisor of the desk, or another role beside it."""
    desk = desk or make.desk()
    who = {"case_worker": desk.worker, "supervisor": desk.supervisor}.get(role)
    actor = who or make.actor(role, desk.org if role == "interpreter" else None)
    client = Client()
    client.force_login(User.objects.filter(pk=actor.user_id).first() or account(actor))
    if is_unlocked and who:
        client.cookies[VAULT_COOKIE] = vault_cookie(desk, actor.user_id)
    return client, desk


def vault_cookie(desk: Desk, user_id: UUID) -> str:
    opened = desk.unlocked if user_id == desk.worker.user_id else desk.unlocked_supervisor
    with entering("desk", user_id):
        return unlocking.start_session(user_id, opened.ring)


def stranger() -> Client:
    """A case worker of another organisation."""
    return signed_in()[0]


__all__ = ["account", "signed_in", "stranger", "vault_cookie"]
