"""Which rows an actor can see at all: the explicit filter beside every row-level policy."""

from typing import Self, TypeVar, assert_never

from django.db import models

from ilm.access.actor import Actor
from ilm.access.roles import Reach
from ilm.ledger.moves import sealed_fields

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class WithinReach(models.QuerySet[M_co]):
    """The QuerySet of every room; rooms add their adjectives to it.

    `handed_by` is the way from a row to the member its thread was handed to; None: no such rows are
    for an interpreter, and empty: all of the organisation's are.
    """

    handed_by: str | None = None

    def visible_to(self, actor: Actor) -> Self:
        """Rows within the actor's reach. Outside it a thing does not exist."""
        match actor.role.reach:
            case Reach.OWN_ORGANISATION:
                return self.filter(org_id=actor.org_id)
            case Reach.HANDED_THREADS:
                return self._handed_to(actor)
            case Reach.ADDRESSED:
                addressed = any(f.name == "to_org" for f in self.model._meta.fields)
                return self.filter(to_org=actor.org_id) if addressed else self.none()
            case Reach.OWN_THREAD:
                return self.none()
            case Reach.CLOCK:
                return self.all()
            case unreached:
                assert_never(unreached)

    def _handed_to(self, actor: Actor) -> Self:
        if self.handed_by is None:
            return self.none()
        mine = self.filter(org_id=actor.org_id)
        return mine.filter(**{self.handed_by: actor.user_id}) if self.handed_by else mine

    def coded(self) -> Self:
        """Without the sealed columns: all that most pages and every job may select."""
        return self.defer(*sealed_fields(self.model))
