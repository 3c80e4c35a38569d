"""The map of workplaces: sites, how many work there, and who buys from them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.contacts import AffectedBasis
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import (
    Headcount,
    Kind,
    Organisation,
    Relation,
    Site,
    SiteKind,
    SupplyLink,
)

TRAITS = frozenset({"unit", "shift", "nationality", "gender", "language", "role"})
COUNTRY_LETTERS = 2
DAYS_OF_A_WEEK = 7
DEEPEST_TIER = 9


def add_site(
    *,
    name: str,
    kind: str = SiteKind.FACILITY,
    country: str,
    region: str = "",
    industry: str,
    owner: Organisation | None = None,
    rest_days: Sequence[int] = (),
    is_demo: bool = False,
    by: Actor,
) -> Site:
    """A workplace. `owner` answers for it; a recruiter's office is a site of kind agency.

    `rest_days` are its own weekly ones (Monday 0); none means those usual in its country.
    """
    by.must(Permission.SITE_KEEP)
    if not name.strip() or not industry.strip():
        raise Refused("Give the site a name and an industry.")
    if kind not in SiteKind.values or len(country) != COUNTRY_LETTERS:
        raise Refused("Choose the kind and the country of the site from the lists.")
    if len(set(rest_days)) >= DAYS_OF_A_WEEK or not set(rest_days) <= set(range(DAYS_OF_A_WEEK)):
        raise Refused("A site rests on some days of the week, not on all.")
    if owner is not None and owner.kind not in (Kind.SUPPLIER, Kind.RECRUITER):
        raise Refused("A site is run by a supplier or by a recruiter.")
    return Site.objects.create(
        name=name.strip(),
        kind=kind,
        country=country.upper(),
        region=region.strip(),
        industry=industry,
        owner=owner,
        rest_days=sorted(set(rest_days)),
        is_demo=is_demo,
    )


def count_heads(
    site: Site, *, number: int, traits: Mapping[str, str] | None = None, basis: str, by: Actor
) -> Headcount:
    """How many people at the site share these traits; none of them is everybody.

    Kept with its day. Refused when a part is more than what it is a part of.
    """
    by.must(Permission.SITE_KEEP)
    shared = {name: value.strip() for name, value in (traits or {}).items() if value.strip()}
    if not set(shared) <= TRAITS:
        raise Refused(f"Count people by {', '.join(sorted(TRAITS))} only.")
    if basis not in list(AffectedBasis):
        raise Refused("Say how you know the number.")
    if number < 0:
        raise Refused("A number of people is not negative.")
    wider = site.headcounts.filter(traits__contained_by=shared).exclude(traits=shared)
    newest = {tuple(sorted(w.traits.items())): w for w in wider.order_by("as_of", "id")}
    for each in newest.values():
        if number > each.number:
            group = ", ".join(each.traits.values()) or "the whole site"
            raise Refused(f"Of {group} there are {each.number} people: a part cannot be more.")
    return Headcount.objects.create(
        site=site,
        org_id=by.org_id,
        number=number,
        traits=shared,
        basis=basis,
        as_of=clock.today(),
    )


def link(
    site: Site,
    *,
    buyer: Organisation | None = None,
    to_site: Site | None = None,
    tier: int | None = None,
    relation: str = Relation.SUPPLIES,
    valid_from: date | None = None,
    source: str,
    by: Actor,
) -> SupplyLink:
    """One word about who is supplied: a buyer at a tier (1 is direct), or another site."""
    by.must(Permission.SITE_KEEP)
    if (buyer is None) == (to_site is None):
        raise Refused("A link leads to a buyer or to another site.")
    if buyer is not None and buyer.kind != Kind.BUYER:
        raise Refused("Choose a buyer: this organisation is none.")
    if buyer is not None and (tier is None or not 1 <= tier <= DEEPEST_TIER):
        raise Refused("Say at which tier the site supplies this buyer: 1 is direct.")
    if relation not in Relation.values or not source.strip():
        raise Refused("Say what the relation is and how it is known.")
    return SupplyLink.objects.create(
        site=site,
        buyer=buyer,
        to_site=to_site,
        tier=tier,
        relation=relation,
        valid_from=valid_from or clock.today(),
        source=source.strip(),
    )


def end_link(supplied: SupplyLink, *, on: date | None = None, by: Actor) -> SupplyLink:
    """The link held until that day; what was reported before keeps it."""
    by.must(Permission.SITE_KEEP)
    last = on or clock.today()
    if last < supplied.valid_from:
        raise Refused("A link cannot end before it began.")
    supplied.valid_to = last
    supplied.save(update_fields=["valid_to"])
    return supplied


def buyers_of(site: Site, *, on: date | None = None) -> list[tuple[UUID, int]]:
    """(buyer, tier) of every buyer the site supplies on that day, nearest tier first."""
    on = on or clock.today()
    links = SupplyLink.objects.filter(site=site, buyer__isnull=False, valid_from__lte=on)
    live = [row for row in links if row.valid_to is None or row.valid_to >= on]
    nearest: dict[UUID, int] = {}
    for row in sorted(live, key=lambda one: -(one.tier or DEEPEST_TIER)):
        if row.buyer_id is not None:
            nearest[row.buyer_id] = row.tier or DEEPEST_TIER
    return sorted(nearest.items(), key=lambda pair: pair[1])
