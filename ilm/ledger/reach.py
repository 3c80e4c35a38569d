"""Which rows an actor can see at all: the explicit filter beside every row-level policy."""

from typing import Self, TypeVar, assert_never

from django.db import models

from ilm.access.actor import Actor
from ilm.access.roles import Reach
from ilm.ledger.moves import sealed_fields

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class WithinReach(models.QuerySet[M_co]):
    """The QuerySet of every room; rooms add their adjectives to it."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows within the actor's reach. Outside it a thing does not exist."""
        match actor.role.reach:
            case Reach.OWN_ORGANISATION:
                return self.filter(org_id=actor.org_id)
            case Reach.ADDRESSED:
                addressed = any(f.name == "to_org" for f in self.model._meta.fields)
                return self.filter(to_org=actor.org_id) if addressed else self.none()
            case Reach.OWN_THREAD:
                return self.none()
            case Reach.CLOCK:
                return self.all()
            case unreached:
                assert_never(unreached)

    def coded(self) -> Self:
        """Without the sealed columns: all that most pages and every job may select."""
        return self.defer(*sealed_fields(self.model))
