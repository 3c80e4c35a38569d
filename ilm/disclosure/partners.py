"""Which partners an organisation works with, and so whose members it may invite."""

from django.db.models import Q, QuerySet

from ilm.access.actor import Actor
from ilm.cases.models import Case, Issue
from ilm.disclosure.models import Notice
from ilm.kit import clock
from ilm.parties.models import Kind, Organisation, Site, SupplyLink

ANSWERING = (Kind.SUPPLIER, Kind.RECRUITER, Kind.BUYER, Kind.AUTHORITY)


def partners_of(by: Actor) -> "QuerySet[Organisation]":
    """Those who answer for the workplaces of its cases or recruited for them, who buy from there
    today, the authorities of those countries, and whoever was sent a notice. Nobody else exists."""
    cases = Case.objects.visible_to(by)
    sites = Site.objects.visible_to(by).filter(
        Q(pk__in=cases.values("site_id")) | Q(pk__in=Issue.objects.visible_to(by).values("site_id"))
    )
    today = clock.today()
    links = SupplyLink._default_manager.filter(site__in=sites, valid_from__lte=today)
    live = links.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return Organisation._default_manager.filter(
        Q(pk__in=sites.values("owner_id"))
        | Q(pk__in=cases.values("recruiter_id"))
        | Q(pk__in=live.values("buyer_id"))
        | Q(kind=Kind.AUTHORITY, country__in=sites.values("country"))
        | Q(pk__in=Notice.objects.visible_to(by).values("to_org")),
        kind__in=ANSWERING,
    ).order_by("kind", "name")
