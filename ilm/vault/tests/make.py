"""Recovery as three people make and take it."""

from uuid import UUID

from ilm.parties.tests.make import Desk
from ilm.vault import giving_out, recovery
from ilm.wall import doors
from ilm.wall.entering import entering


def keepers(desk: Desk) -> list[UUID | None]:
    return [desk.supervisor.user_id, desk.worker.user_id, None]


def set_up(desk: Desk, *, replaces: UUID | None = None) -> str:
    """Recovery, made by the supervisor for herself, the case worker and somebody outside; the link."""
    with entering("desk", desk.supervisor.user_id):
        return recovery.set_up(
            unlocked=desk.unlocked_supervisor, replaces=replaces, keepers=keepers(desk),
            by=desk.supervisor,
        )  # fmt: skip


def shares_of(desk: Desk, *, replaces: UUID | None = None) -> list[str]:
    """The three shares as they stand on paper, each taken by whom it was for."""
    token = set_up(desk, replaces=replaces)
    printed = []
    for unlocked, who in (
        (desk.unlocked_supervisor, desk.supervisor),
        (desk.unlocked, desk.worker),
    ):
        with entering("desk", who.user_id):
            printed.append(giving_out.take(unlocked=unlocked, by=who))
    with doors.asking():
        taken = doors.take_share(giving_out.hash_of(token))
    assert taken
    return [*printed, giving_out.by_link(token, *taken)]
