"""Who and where, by their working names: members, organisations, sites. Shared by every desk."""

from collections.abc import Iterable
from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.parties import membership
from ilm.parties.models import Kind, Member, Organisation, Site


def called(actor: Actor) -> dict[UUID, str]:
    """User → the name colleagues use, for everybody of the actor's organisation."""
    return membership.called(actor)


def at_the_desk(actor: Actor) -> dict[UUID, str]:
    """Active members of the actor's desk."""
    rows = Member.objects.visible_to(actor).filter(face="desk", is_active=True)
    return dict(rows.order_by("called").values_list("user_id", "called"))


def interpreters(actor: Actor) -> dict[UUID, str]:
    """Those of the actor's desk to whom a conversation can be handed."""
    rows = Member.objects.visible_to(actor).filter(face="desk", role="interpreter", is_active=True)
    return dict(rows.order_by("called").values_list("user_id", "called"))


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Organisation → its name. Organisations are no secret between desks."""
    rows = Organisation._default_manager.filter(pk__in=set(ids))
    return dict(rows.values_list("id", "name"))


def bodies(*kinds: Kind) -> list[Organisation]:
    """Organisations of these kinds, by name."""
    return list(Organisation._default_manager.filter(kind__in=kinds).order_by("name"))


def places(ids: Iterable[UUID | None]) -> dict[UUID | None, Site]:
    """Workplaces by their ids: desks share the map of them."""
    rows = Site._default_manager.filter(pk__in=[each for each in ids if each])
    return {row.pk: row for row in rows}


def buyers_of(site: Site) -> list[Organisation]:
    """Buyers whose chain reaches this site today."""
    today = clock.today()
    links = site.links.filter(buyer__isnull=False, valid_from__lte=today).select_related("buyer")
    live = [li.buyer for li in links if li.buyer and (li.valid_to is None or li.valid_to >= today)]
    return sorted({b.pk: b for b in live}.values(), key=lambda b: b.name)


def who(actor_id: str, names: dict[UUID, str]) -> str:
    """The one who acted, as the ledger names them, in words."""
    kind, _, rest = actor_id.partition(":")
    if kind == "member":
        return names.get(UUID(rest), "A partner")
    return {"worker": "The worker", "clock": "The clock"}.get(kind, kind)
