"""Workplaces: found, added, counted, and put into a buyer's chain."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode

from ilm.access.permissions import Permission
from ilm.cases.models import Case
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.forms.organising import HeadsForm, SiteForm, SupplyForm
from ilm.faces.http import Request, page
from ilm.parties import organisations, sites
from ilm.parties.models import Kind, Organisation, Site

ROWS = 50


@page(Permission.SITE_KEEP)
def sites_page(request: Request) -> HttpResponse:
    """The map as a list, by name; and a form for one that is missing."""
    owners = _bodies(Kind.SUPPLIER, Kind.RECRUITER)
    form = SiteForm(sent(request, "site"), owners=owners, initial={"country": request.country})
    if form.is_bound and form.is_valid():
        with telling(form):
            site = _add(request, **form.cleaned_data)
        if not form.errors:
            return redirect("desk:site", site.pk)
    looked = sent(request, "look") or {}  # posted: what is looked for stands in no address
    words = looked.get("q", "").strip()
    after = looked.get("after", "") if words else request.GET.get("after", "")
    rows = Site.objects.visible_to(request.actor).select_related("owner").order_by("name", "id")
    if words:
        rows = rows.filter(name__icontains=words)
    found = list(_below(rows, after)[: ROWS + 1])
    last = str(found[ROWS - 1].pk) if len(found) > ROWS else ""
    more = last and "?" + urlencode({"after": last})
    context = {"rows": found[:ROWS], "q": words, "last": last, "more": more, "form": form}
    return shown(request, "desk/sites.html", context, form)


@page(Permission.SITE_KEEP)
def site_page(request: Request, site_id: UUID) -> HttpResponse:
    """One workplace: who runs it, how many work there, who buys, our cases."""
    rows = Site.objects.visible_to(request.actor).select_related("owner")
    site = get_object_or_404(rows, pk=site_id)
    heads = HeadsForm(sent(request, "heads"))
    supply = SupplyForm(sent(request, "supply"), buyers=_bodies(Kind.BUYER))
    if heads.is_bound and heads.is_valid():
        with telling(heads):
            sites.count_heads(site, by=request.actor, **heads.count())
    if supply.is_bound and supply.is_valid():
        with telling(supply):
            sites.link(site, by=request.actor, **supply.cleaned_data)
    if (heads.is_bound or supply.is_bound) and not (heads.errors or supply.errors):
        return redirect("desk:site", site_id)
    context = {
        "site": site,
        "heads": heads,
        "supply": supply,
        "headcounts": site.headcounts.order_by("-as_of", "-number"),
        "links": site.links.select_related("buyer", "to_site").order_by("tier"),
        "cases": Case.objects.visible_to(request.actor).filter(site=site).newest_first()[:20],
    }
    return shown(request, "desk/site.html", context, heads, supply)


def _below(rows: QuerySet[Site], after: str) -> QuerySet[Site]:
    """The rest of the list below a site; by its id, for a name in an address is kept by browsers.
    404 for a site that is not in it."""
    if not after:
        return rows
    try:
        last = rows.get(pk=UUID(after))
    except (ValueError, Site.DoesNotExist):
        raise Http404 from None
    return rows.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.pk))


def _add(request: Request, *, owner_name: str, owner: Organisation | None, **said: Any) -> Site:
    if owner_name.strip() and owner is None:
        owner = organisations.add_partner(
            name=owner_name, kind=Kind.SUPPLIER, country=said["country"], by=request.actor
        )
    return sites.add_site(owner=owner, by=request.actor, **said)


def _bodies(*kinds: Kind) -> Any:
    return Organisation._default_manager.filter(kind__in=kinds).order_by("name")
