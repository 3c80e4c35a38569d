"""Founding the bodies of the network: those who hold cases, and those who answer."""

import secrets
from collections.abc import Sequence

from django.utils.text import slugify

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Kind, Organisation

COUNTRY_LETTERS = 2


def found(
    *,
    slug: str,
    name: str,
    kind: str,
    country: str,
    languages: Sequence[str] = ("en",),
    is_demo: bool = False,
) -> Organisation:
    """A body in the network, set up by the operator. `country` is ISO 3166-1 alpha-2.

    Refused without a name, with a kind that is not known, or with a slug that is taken.
    """
    _must_be_sound(name, kind, country)
    if Organisation.objects.filter(slug=slug).exists():
        raise Refused("Another organisation has this short name. Choose a different one.")
    return Organisation.objects.create(
        slug=slug,
        name=name.strip(),
        kind=kind,
        country=country.upper(),
        languages=list(languages),
        is_demo=is_demo,
        made_at=clock.now(),
    )


def add_partner(*, name: str, kind: str, country: str, by: Actor) -> Organisation:
    """A supplier, recruiter, buyer, authority or service that a case needs and nobody has entered.

    Its short name is made from the name and some random letters.
    """
    by.must(Permission.SITE_KEEP)
    if kind == Kind.WORKER_ORGANISATION:
        raise Refused("A worker organisation is set up by the operator, not from a desk.")
    slug = f"{slugify(name)[:40] or kind}-{secrets.token_hex(3)}"
    return found(slug=slug, name=name, kind=kind, country=country)


def _must_be_sound(name: str, kind: str, country: str) -> None:
    if not name.strip():
        raise Refused("Give the organisation a name.")
    if kind not in Kind.values:
        raise Refused("Choose the kind of organisation from the list.")
    if len(country) != COUNTRY_LETTERS or not country.isalpha():
        raise Refused("Give the country as its two letters, such as TH.")
