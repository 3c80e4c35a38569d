"""The one who acts. Built once at the door; passed down as `by`."""

from dataclasses import dataclass
from uuid import UUID

from ilm.access.permissions import ACTS, Permission
from ilm.access.roles import ROLES, Role
from ilm.kit.errors import Forbidden
from ilm.kit.slug import Slug


@dataclass(frozen=True, kw_only=True)
class Actor:
    """`id` is "member:<user uuid>", "worker:<alias uuid>", "operator" or "clock"; never a name.

    `org_id` is the organisation acted for: the member's own, or, for a worker, the one she told.
    """

    id: str
    role: Role
    org_id: UUID | None = None
    user_id: UUID | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.role.can

    def must(self, permission: Permission) -> None:
        """Raises Forbidden unless the role holds the right."""
        if not self.may(permission):
            raise Forbidden(f"{self.role.label} may not {ACTS[permission]}.")

    @property
    def person(self) -> UUID:
        """The member who acts; Forbidden for anything that is nobody's hand."""
        if self.user_id is None:
            raise Forbidden("This takes a person who is signed in.")
        return self.user_id

    @property
    def organisation(self) -> UUID:
        """The organisation acted for; Forbidden where there is none."""
        if self.org_id is None:
            raise Forbidden("This is done for an organisation.")
        return self.org_id


def member(user_id: UUID, role: str, org_id: UUID) -> Actor:
    """A signed-in member of an organisation."""
    return Actor(id=f"member:{user_id}", role=ROLES[Slug(role)], org_id=org_id, user_id=user_id)


def worker(alias_id: UUID, org_id: UUID) -> Actor:
    """Whoever speaks through this alias."""
    return Actor(id=f"worker:{alias_id}", role=ROLES[Slug("worker")], org_id=org_id)


def clock() -> Actor:
    """Time passing: what jobs do with nobody at the desk."""
    return Actor(id="clock", role=ROLES[Slug("clock")])


def operator(org_id: UUID) -> Actor:
    """Whoever runs the installation, setting up one organisation from the command line."""
    return Actor(id="operator", role=ROLES[Slug("operator")], org_id=org_id)
