"""How the rota says times: as they are, in the zone they were brought to, never in the server's."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.cache import cache
from django.utils.dateformat import format as said

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty import team
from ilm.duty.caseload import MOST
from ilm.faces.desk import pausing

TOLD_WITHIN = 60  # seconds
register = template.Library()


@register.simple_tag(takes_context=True)
def too_heavy(context: dict[str, Any]) -> int:
    """How many colleagues carry more than MOST: for supervisors, weighed once a minute."""
    actor: Actor | None = context.get("actor")
    match = getattr(context.get("request"), "resolver_match", None)
    is_told = getattr(match, "url_name", "") == "team"  # there each stands by name
    if actor is None or not actor.may(Permission.TEAM_READ) or is_told:
        return 0
    key = f"too-heavy-{actor.org_id}"
    known = cache.get_or_set(key, lambda: team.how_many_carry_too_much(actor), TOLD_WITHIN)
    return known or 0


@register.simple_tag(takes_context=True)
def pause_is_due(context: dict[str, Any]) -> bool:
    """Whether a pause is offered to whoever reads this page."""
    actor: Actor | None = context.get("actor")
    return actor is not None and pausing.is_due(context.get("request"), actor)


@register.filter
def hour(at: datetime) -> str:
    """`07:30`."""
    return f"{at:%H:%M}"


@register.filter
def day(on: date) -> str:
    """`Mon 30 Mar`."""
    return said(on, "D j M")


@register.filter
def length(weight: float) -> int:
    """How long the bar of a caseload is, in hundredths: the line of MOST stands at 60."""
    return min(100, round(weight * 60 / MOST))


@register.filter
def plain(weight: float) -> str:
    """`19`, `31.5`."""
    return f"{weight:g}"
