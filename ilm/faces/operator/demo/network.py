"""The demonstration network, founded by the verbs that people use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ilm.access.actor import Actor, member, operator
from ilm.faces.door.models import User
from ilm.faces.operator.demo.places import (
    AUTHORITIES,
    BUYERS,
    PASSWORD,
    RECRUITERS,
    STAFF,
    SUPPLIERS,
    WORKER_ORGANISATIONS,
    Place,
    places,
)
from ilm.kit import clock
from ilm.parties.membership import invite, token_hash
from ilm.parties.models import Organisation, Relation, Site
from ilm.parties.organisations import found
from ilm.parties.sites import add_site, count_heads, link
from ilm.talk.accounts import open_account
from ilm.talk.models import ChannelAccount
from ilm.vault import entitling, holding, unlocking
from ilm.vault.unlocking import Unlocked
from ilm.wall import doors
from ilm.wall.entering import entering

LANGUAGES = ["en", "my", "km", "ne", "th", "bn", "lo", "vi", "id"]


@dataclass
class Member:
    """One demonstration account, with what it can open."""

    who: str
    email: str
    url: str
    actor: Actor
    unlocked: Unlocked | None = None


@dataclass
class Network:
    """Everything founded: organisations by slug, members by organisation, sites, web accounts."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    sites: list[Site] = field(default_factory=list)
    accounts: dict[tuple[UUID, str], ChannelAccount] = field(default_factory=dict)
    buyers: dict[UUID, Organisation] = field(default_factory=dict)  # by site
    ups: int = 0  # how many cases have gone further up
    walked: int = 0  # how many cases went their road
    passed: int = 0  # how many people were passed on to another organisation

    def desk(self, slug: str, role: str = "case_worker", number: int = 0) -> Member:
        """A member of the desk of an organisation, unlocked."""
        found = [m for m in self.members[slug] if m.actor.role.slug == role]
        return found[number % len(found)]


def build(*, since: datetime) -> Network:
    """3 worker organisations, 13 staff, suppliers, recruiters, buyers, authorities, 40 sites."""
    network = Network()
    for rows, kind in (
        (WORKER_ORGANISATIONS, "worker_organisation"),
        (SUPPLIERS, "supplier"),
        (RECRUITERS, "recruiter"),
        (BUYERS, "buyer"),
        (AUTHORITIES, "authority"),
    ):
        for slug, name, country in rows:
            with entering("owner"):
                network.organisations[slug] = found(
                    slug=slug, name=name, kind=kind, country=country, languages=LANGUAGES,
                    is_demo=True,
                )  # fmt: skip
    _staff(network)
    _partners(network)
    with clock.set_to(since):
        for place in places():
            _place(network, place)
    return network


def _staff(network: Network) -> None:
    for slug, role, called in STAFF:
        person = _join(network, slug, "desk", role, called)
        _give_keys(network, slug, person)
    for slug, _, _ in WORKER_ORGANISATIONS:
        boss = network.desk(slug, "supervisor")
        for channel, credentials in _credentials(slug).items():
            with entering("desk", boss.actor.user_id):
                org = network.organisations[slug]
                network.accounts[org.pk, channel] = open_account(
                    org.pk, channel=channel, name=f"{slug}-{channel}",
                    label=f"{org.name}: {channel}", credentials=credentials, by=boss.actor,
                )  # fmt: skip


def _credentials(slug: str) -> dict[str, dict[str, str]]:
    return {
        "whatsapp": {
            "phone_number_id": f"106{len(slug)}000000000",
            "graph_url": "http://127.0.0.1:8900/v23.0",
            "app_secret": f"demo app secret of {slug}",
            "verify_token": f"demo verify token of {slug}",
            "access_token": f"demo access token of {slug}",
        },
        "telegram": {
            "token": f"1:demo-{slug}",
            "secret": f"demo_secret_{slug.replace('-', '_')}",
            "api_url": "http://127.0.0.1:8900",
        },
        "web": {},
        "phone": {},
    } | _more_credentials(slug)


def _more_credentials(slug: str) -> dict[str, dict[str, str]]:
    """Of providers that nobody there writes by yet; nothing listens at their addresses."""
    nowhere = "http://127.0.0.1:9"
    words = {"app_secret": f"demo page secret of {slug}", "access_token": f"demo token of {slug}"}
    return {
        "line": {
            "channel_secret": f"demo channel secret of {slug}",
            "access_token": f"demo token of {slug}",
            "api_url": nowhere,
            "data_url": nowhere,
        },
        "messenger": {
            **words,
            "page_id": f"104{len(slug)}000000000",
            "verify_token": f"demo verify token of {slug}",
            "graph_url": f"{nowhere}/v24.0",
        },
        "viber": {"token": f"demo-{slug}", "sender": "Lantern", "api_url": nowhere},
        "kannel": {
            "send_url": f"{nowhere}/cgi-bin/sendsms",
            "username": "demo",
            "password": f"demo password of {slug}",
            "sender": "1800",
        },
        "twilio": {
            "account_sid": f"ACdemo{len(slug)}",
            "auth_token": f"demo token of {slug}",
            "sender": "+6620000000",
            "api_url": nowhere,
        },
        "africas-talking": {
            "username": "demo",
            "api_key": f"demo key of {slug}",
            "api_url": nowhere,
        },
        "voice": _hotline(slug),
    }


def _hotline(slug: str) -> dict[str, str]:
    """A number that nobody can call; only the demonstration tells of its calls."""
    return {
        "account_sid": f"ACdemo{len(slug)}",
        "auth_token": f"demo token of {slug}",
        "sender": "+6620000001",
        "languages": "my,km,ne,th",
        "api_url": "http://127.0.0.1:9",
    }


def _partners(network: Network) -> None:
    for slug, _, _ in (*SUPPLIERS, *RECRUITERS):
        role = "recruiter" if slug in {r[0] for r in RECRUITERS} else "supplier"
        _join(network, slug, "respondent", role, "Office")
    for slug, _, _ in BUYERS:
        _join(network, slug, "buyer", "buyer", "Sourcing")
    for slug, _, _ in AUTHORITIES:
        _join(network, slug, "authority", "authority", "Inspection")


def _join(network: Network, slug: str, face: str, role: str, called: str) -> Member:
    org = network.organisations[slug]
    email = f"{called}@{slug}.example".lower()
    with entering("owner"):
        token = invite(org.pk, face=face, role=role, by=operator(org.pk))
    signs_in = slug == WORKER_ORGANISATIONS[0][0] or role not in network.roles
    network.roles.add(role)
    user = User.objects.create_user(email, PASSWORD if signs_in else None)
    if not doors.accept(token_hash(token), user.pk, called):
        raise RuntimeError(f"the invitation of {email} was not accepted")
    url = {"desk": "/desk/", "respondent": "/respond/", "buyer": "/buy/"}.get(face, "/authority/")
    joined = Member(f"{role} of {org.name}", email, url, member(user.pk, role, org.pk))
    network.members.setdefault(slug, []).append(joined)
    return joined


def _give_keys(network: Network, slug: str, person: Member) -> None:
    """The first supervisor founds the vault; everyone after is admitted by that supervisor."""
    org, user = network.organisations[slug], person.actor.user_id
    if user is None:
        return
    with entering("desk", user):
        ring = unlocking.make_ring(user, PASSWORD)
        person.unlocked = Unlocked(user, org.pk, ring)
        if not holding.is_founded(org.pk):
            holding.found(org.pk, ring=ring, by=person.actor)
            return
    founder = network.members[slug][0]
    purposes = tuple(sorted(entitling.purposes_of(person.actor.role)))
    if founder.unlocked is not None:
        with entering("desk", founder.actor.user_id):
            holding.admit(
                user, purposes=purposes, compared=holding.fingerprint_of(user),
                unlocked=founder.unlocked, by=founder.actor,
            )  # fmt: skip


def _place(network: Network, place: Place) -> None:
    keeper = network.desk(WORKER_ORGANISATIONS[0][0], "supervisor")
    with entering("desk", keeper.actor.user_id):
        site = add_site(
            name=place.name, kind=place.kind, country=place.country, region=place.region,
            industry=place.industry, owner=network.organisations[place.owner], is_demo=True,
            by=keeper.actor,
        )  # fmt: skip
        for share, traits in (
            (1.0, {}),
            (0.45, {"unit": "line A"}),
            (0.2, {"unit": "line A", "shift": "night"}),
            (0.12, {"unit": "line A", "shift": "night", "nationality": "MM"}),
        ):
            count_heads(
                site, number=max(3, int(place.heads * share)), traits=traits,
                basis="estimate_case_worker", by=keeper.actor,
            )  # fmt: skip
        link(
            site, buyer=network.organisations[place.buyer], tier=place.tier,
            relation=Relation.SUPPLIES, valid_from=clock.today() - timedelta(days=900),
            source="demonstration list", by=keeper.actor,
        )  # fmt: skip
    network.sites.append(site)
    network.buyers[site.pk] = network.organisations[place.buyer]
