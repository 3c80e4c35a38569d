"""Demonstration workers make contact: the mix, languages and hours of `catalog.load`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import NamedTuple
from uuid import UUID

from ilm.cases import reporting
from ilm.catalog.load import LANGUAGE_MIX, OFF_HOURS, SUBSTANTIVE_HIGH
from ilm.channels.events import Said
from ilm.faces.jobs.hearing import hand_on
from ilm.faces.operator.demo.network import Network
from ilm.faces.operator.demo.places import WORKER_ORGANISATIONS
from ilm.faces.operator.demo.words import OTHERS, REPORTS
from ilm.kit import clock
from ilm.parties.models import Site
from ilm.talk.calling import log_call
from ilm.talk.receiving import Arrived, take_in
from ilm.wall.entering import entering

SHARES = {"demo-lantern": 0.55, "demo-river": 0.25, "demo-harbour": 0.2}
CHANNELS = {"whatsapp": 0.5, "telegram": 0.3, "phone": 0.2}
CHATS = {"whatsapp": 0.6, "telegram": 0.4}
NIGHT, DAY = (19, 20, 21, 22, 5, 6), (9, 11, 14, 16)  # UTC
BATCH = timedelta(days=2)


@dataclass(frozen=True)
class Planned:
    """One contact to come: who writes to whom, when, about what. `leaf` "" is no issue."""

    at: datetime
    org: str
    channel: str
    address: str
    language: str
    text: str
    leaf: str
    site: Site | None


class Trouble(NamedTuple):
    """What is wrong at one site, and how many days ago the last spoke of it."""

    site: Site
    leaf: str
    ago: float


def plan(network: Network, rng: Random, *, contacts: int, days: int, calls: bool) -> list[Planned]:
    """As many contacts over the last `days`, oldest first; troubles gather in place and time."""
    homes = {slug: _homes(network, country) for slug, _, country in WORKER_ORGANISATIONS}
    troubles = {slug: _troubles(homes[slug], days, rng) for slug in homes}
    made = [_one(number, troubles, days, calls, rng) for number in range(contacts)]
    return sorted(made, key=lambda p: p.at)


def _one(
    number: int, troubles: dict[str, list[Trouble]], days: int, calls: bool, rng: Random
) -> Planned:
    org, language = _pick(SHARES, rng), _pick(LANGUAGE_MIX, rng)
    trouble = rng.choice(troubles[org]) if rng.random() < SUBSTANTIVE_HIGH else None
    ago = trouble.ago + rng.uniform(0, 20) if trouble else rng.uniform(3, days)
    hours = NIGHT if rng.random() < OFF_HOURS else DAY
    at = (clock.now() - timedelta(days=ago)).replace(hour=rng.choice(hours))
    book = REPORTS[trouble.leaf] if trouble else OTHERS[rng.choice(list(OTHERS))]
    return Planned(
        at=at,
        org=org,
        channel=_pick(CHATS if trouble or not calls else CHANNELS, rng),
        address=_address(number, rng),
        language=language,
        text=book[language],
        leaf=trouble.leaf if trouble else "",
        site=trouble.site if trouble else None,
    )


def arrive(network: Network, planned: list[Planned]) -> dict[Planned, UUID]:
    """Contact → conversation. Chat comes in as the parse process takes it; calls are logged."""
    threads: dict[Planned, UUID] = {}
    for (org, channel, _), some in groupby(sorted(planned, key=_batch), key=_batch):
        batch = list(some)
        if channel == "phone":
            threads |= {one: _call(network, one) for one in batch}
        else:
            threads |= _write(network, org, channel, batch)
    return threads


def _batch(one: Planned) -> tuple[str, str, int]:
    return one.org, one.channel, int(one.at.timestamp() // BATCH.total_seconds())


def _write(network: Network, org: str, channel: str, batch: list[Planned]) -> dict[Planned, UUID]:
    account = network.accounts[network.organisations[org].pk, channel]
    with clock.set_to(batch[-1].at), entering("parse"):
        arrived = [
            Arrived(
                Said(
                    address=p.address, external_id=f"demo-{n}-{p.address}-{p.at.timestamp():.0f}",
                    at=p.at, text=p.text, language_hint=p.language,
                ),
                p.at,
            )
            for n, p in enumerate(batch)
        ]  # fmt: skip
        heard = take_in(account, arrived)
        hand_on(heard)
    return {p: h.conversation.pk for p, h in zip(batch, heard, strict=True)}


def _call(network: Network, one: Planned) -> UUID:
    desk = network.desk(one.org)
    with clock.set_to(one.at), entering("desk", desk.actor.user_id):
        thread = log_call(
            network.organisations[one.org].pk,
            number=f"+{one.address}",
            language=one.language,
            text=one.text,
            began_at=one.at,
            by=desk.actor,
        )
        reporting.hear(thread.messages.coded().latest("received_at"), by=desk.actor)
    return thread.pk


def _homes(network: Network, country: str) -> list[Site]:
    return [s for s in network.sites if s.country == country]


def _troubles(homes: list[Site], days: int, rng: Random) -> list[Trouble]:
    """A leaf or two at most sites, some of them told by many: the heavy tail."""
    made: list[Trouble] = []
    for site in homes:
        for leaf in rng.sample(list(REPORTS), k=rng.choice((1, 1, 2))):
            trouble = Trouble(site, leaf, rng.uniform(30, max(31, days - 25)))
            made += [trouble] * min(12, int(rng.paretovariate(1.1)))
    return made


def _address(number: int, rng: Random) -> str:
    """A number that no operator gives out; one in five people writes again."""
    again = number - rng.randrange(1, 60) if number > 60 and rng.random() < 0.2 else number
    return f"959000{again:06}"


def _pick(shares: Mapping[str, float], rng: Random) -> str:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def by_trouble(planned: list[Planned]) -> Iterator[tuple[tuple[str, str, str], list[Planned]]]:
    """Substantive contacts of one organisation about one leaf at one site."""
    key = lambda p: (p.org, str(p.site.pk) if p.site else "", p.leaf)  # noqa: E731
    substantive = sorted((p for p in planned if p.leaf), key=key)
    for what, some in groupby(substantive, key=key):
        yield what, list(some)
