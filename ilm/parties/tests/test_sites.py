from datetime import timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.models import Site
from ilm.parties.sites import add_site, buyers_of, count_heads, end_link, link
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PIER = {"name": "Pier Nine (demo)", "country": "TH", "industry": "seafood"}


def test_a_site_has_an_owner_heads_and_buyers() -> None:
    me, owner = make.actor(), make.organisation("supplier")
    near, far = make.organisation("buyer"), make.organisation("buyer")
    today = clock.today()
    with entering("desk", me.user_id):
        site = add_site(owner=owner, rest_days=[6, 6], by=me, **PIER)
        count_heads(site, number=400, basis="listed", by=me)
        part = count_heads(site, number=18, traits={"shift": "night"}, basis="listed", by=me)
        link(site, buyer=far, tier=2, source="list", by=me)
        link(site, buyer=near, tier=1, source="list", by=me)
        assert buyers_of(site) == [(near.pk, 1), (far.pk, 2)]
        assert list(Site.objects.supplying(far.pk, on=today)) == [site]
        end_link(site.links.get(buyer=far), on=today, by=me)
        assert buyers_of(site, on=today + timedelta(days=1)) == [(near.pk, 1)]
    assert (site.rest_days, part.traits) == ([6], {"shift": "night"})


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"country": "Siam"}, {"kind": "castle"}, {"rest_days": range(7)}],
)
def test_an_unsound_site_is_refused(wrong: dict[str, object]) -> None:
    me = make.actor()
    with entering("desk", me.user_id), pytest.raises(Refused):
        add_site(by=me, **{**PIER, **wrong})


def test_a_buyer_runs_no_site() -> None:
    me, buyer = make.actor(), make.organisation("buyer")
    with entering("desk", me.user_id), pytest.raises(Refused, match="run by"):
        add_site(owner=buyer, by=me, **PIER)


@pytest.mark.parametrize(
    "wrong",
    [{"number": -1}, {"basis": "a feeling"}, {"traits": {"name": "A"}}, {"number": 401}],
)
def test_heads_are_counted_with_sense(wrong: dict[str, object]) -> None:
    me, site = make.actor(), make.site()
    with entering("desk", me.user_id):
        count_heads(site, number=400, basis="listed", by=me)
        told = {"number": 10, "basis": "listed", "traits": {"unit": "A"}} | wrong
        with pytest.raises(Refused):
            count_heads(site, by=me, **told)


def test_a_part_is_no_more_than_any_group_it_is_a_part_of() -> None:
    me, site = make.actor(), make.site()
    night = {"unit": "A", "shift": "night"}
    with entering("desk", me.user_id):
        for number, traits in ((400, {}), (60, {"unit": "A"}), (18, night)):
            count_heads(site, number=number, traits=traits, basis="listed", by=me)
        with pytest.raises(Refused, match="Of A, night there are 18 people"):
            count_heads(site, number=19, traits=night | {"gender": "f"}, basis="listed", by=me)
        count_heads(site, number=18, traits=night | {"gender": "f"}, basis="listed", by=me)


def test_a_link_leads_somewhere_at_a_tier() -> None:
    me, site = make.actor(), make.site()
    buyer, other = make.organisation("buyer"), make.organisation("supplier")
    with entering("desk", me.user_id):
        for wrong in (
            {},
            {"buyer": other, "tier": 1},
            {"buyer": buyer},
            {"buyer": buyer, "tier": 1, "source": " "},
            {"buyer": buyer, "to_site": site, "tier": 1},
        ):
            with pytest.raises(Refused):
                link(site, **{"source": "list", "by": me, **wrong})
        made = link(site, buyer=buyer, tier=1, source="list", by=me)
        with pytest.raises(Refused, match="before"):
            end_link(made, on=clock.today() - timedelta(days=1), by=me)


def test_a_supplier_keeps_no_map() -> None:
    with pytest.raises(Forbidden):
        add_site(by=make.actor("supplier"), **PIER)
