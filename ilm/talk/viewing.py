"""Filters of the inbox that a member comes back to, kept as codes: a name could tell too much."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit.errors import Refused
from ilm.talk.models import KeptView
from ilm.talk.models.desking import KeptViewQuerySet

MOST = 12  # a member
CODE = re.compile(r"[a-z][a-z0-9_-]{0,30}")


def keep_view(filters: Mapping[str, str], *, by: Actor) -> KeptView:
    """Keep these filters, name to code. Refused where there are none or too many, or no codes."""
    by.must(Permission.INBOX_READ)
    if not filters:
        raise Refused("Choose a filter first: everything is one key away already.")
    if not all(CODE.fullmatch(part) for pair in filters.items() for part in pair):
        raise Refused("Only codes of filters are kept.")
    mine = _mine(by)
    codes = urlencode(sorted(filters.items()))
    if found := mine.filter(codes=codes).first():
        return found
    if mine.count() >= MOST:
        raise Refused(f"You keep {MOST} already. Take one away first.")
    view = KeptView(org_id=by.organisation, user_id=by.person, codes=codes)
    view.save(force_insert=True)
    return view


def drop_view(view: KeptView, *, by: Actor) -> None:
    """Keep it no longer; nothing where it is not hers."""
    by.must(Permission.INBOX_READ)
    _mine(by).filter(pk=view.pk).delete()


def views_of(by: Actor) -> list[tuple[KeptView, dict[str, str]]]:
    """Those of the actor, each with its filters."""
    return [(view, dict(parse_qsl(view.codes))) for view in _mine(by).order_by("codes")]


def _mine(by: Actor) -> KeptViewQuerySet:
    return KeptView.objects.visible_to(by).filter(user_id=by.person)
