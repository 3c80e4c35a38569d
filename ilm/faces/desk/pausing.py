"""A pause that is offered on whatever page she has open, to her alone."""

from datetime import datetime
from typing import Any

from django.core.cache import cache

from ilm.access.actor import Actor
from ilm.duty import resting
from ilm.kit import clock

DECLINED = "pause-declined"  # in her session alone
ASKED_AGAIN = 30  # seconds


def is_due(request: Any, actor: Actor) -> bool:
    """Whether to offer it now; looked up twice a minute at most."""
    return bool(
        cache.get_or_set(
            _key(actor),
            lambda: resting.is_offered(actor, declined_at=_declined_at(request)),
            ASKED_AGAIN,
        )
    )


def look_again(actor: Actor) -> None:
    """Something has changed: the next page asks anew."""
    cache.delete(_key(actor))


def decline(request: Any, actor: Actor) -> None:
    """She goes on. Her session knows, and nobody else."""
    request.session[DECLINED] = clock.now().isoformat()
    look_again(actor)


def _declined_at(request: Any) -> datetime | None:
    said = request.session.get(DECLINED)
    return datetime.fromisoformat(said) if said else None


def _key(actor: Actor) -> str:
    return f"pause-{actor.user_id}"
