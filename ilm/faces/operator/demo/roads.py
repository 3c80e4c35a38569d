"""Demonstration cases walk the whole road, each as far as chance takes it; some go further up."""

from collections.abc import Callable

from ilm.assistance import passing_on, referring
from ilm.disclosure import approving, consenting, release, signing
from ilm.faces.operator.demo.places import WORKER_ORGANISATIONS
from ilm.faces.operator.demo.posting import post
from ilm.faces.operator.demo.walking import (
    Walk,
    agree,
    answer,
    ask,
    claim,
    have,
    listen,
    promise,
    put_to_her,
    raise_,
    settle,
    triage,
    verify,
)
from ilm.kit.errors import Refused
from ilm.parties.models import Organisation
from ilm.remedy import escalation, planning

NOTE = "She needs help near where she lives now. We stay her contact; please tell us by Friday."
SERVICES = ("legal", "safehouse", "health", "registration_documents")
EVERY = 9  # walks, of which one person is passed on
OFFICES = {"TH": "demo-labour-th", "MY": "demo-labour-my"}


def go_up(walk: Walk) -> None:
    """No answer in time: the words go to a buyer of the site, by a disclosure of their own."""
    _further(walk, "escalation", "brand", walk.network.buyers[walk.site.pk], "buyer")


def consult(walk: Walk) -> None:
    """Or to the authority of the country."""
    office = walk.network.organisations[OFFICES[walk.site.country]]
    _further(walk, "consultation", "government", office, "authority")


def _further(walk: Walk, kind: str, recipient: str, to: Organisation, face: str) -> None:
    with walk.on(20, walk.first) as me:
        words = put_to_her(walk, recipient, to, me)
    post(walk.at)
    with walk.on(0, walk.first) as me:
        approving.approve(words, how="spoken", by=me.actor)
        signing.sign(words, unlocked=me.unlocked, by=me.actor)
        up = escalation.escalate(
            have(walk.engagement), disclosure_id=words.pk, kind=kind, to_org=to.pk,
            because="no_answer", by=me.actor,
        )  # fmt: skip
    with walk.on(1, walk.boss) as boss:
        signing.countersign(words, unlocked=boss.unlocked, by=boss.actor)
        notice = release.release(words, unlocked=boss.unlocked, by=boss.actor)
        opened = planning.open_engagement(notice, by=boss.actor)
        escalation.link_up(up, up=opened, by=boss.actor)
    if walk.rng.random() < 0.6:
        with walk.on(4, walk.network.members[to.slug][0], face) as them:
            planning.respond(opened, stance="accepts", text="We called them today.", by=them.actor)


def pass_on(walk: Walk) -> None:
    """She agrees to be passed on to another organisation of the network; some are taken in."""
    first, *more = [slug for slug, _, _ in WORKER_ORGANISATIONS]
    other = walk.network.organisations[
        more[walk.network.passed % len(more)] if walk.org == first else first
    ]
    is_known = walk.network.passed % 2 == 0
    walk.network.passed += 1
    her = walk.aliases[-1]
    with walk.on(2, walk.first) as me:
        consenting.grant(
            her, org_id=have(walk.case).org_id, level="L4" if is_known else "L3",
            recipient="other_ngo", for_org=other.pk, purpose="services", language="my",
            form="spoken", by=me.actor,
        )  # fmt: skip
        passed = passing_on.pass_on(
            have(walk.case), alias_id=her, service=SERVICES[walk.network.passed % len(SERVICES)],
            provider=other, note=NOTE, with_words=is_known, unlocked=me.unlocked, by=me.actor,
        )  # fmt: skip
    if is_known:
        with walk.on(1, walk.network.desk(other.slug)) as them:
            referring.accept(passed, by=them.actor)


STAGES: tuple[Callable[[Walk], None], ...] = (
    triage, verify, agree, raise_, answer, promise, claim, ask, listen, settle,
)  # fmt: skip
REACHES = (3, 6, 6, 10, 10, 12, 5, 3, 5, 40)  # how many of a hundred end at each stage


def go(walk: Walk) -> str:
    """Walk as far as chance says; the name of the last stage reached, or why it stopped."""
    last = walk.rng.choices(range(len(STAGES)), weights=REACHES)[0]
    road = STAGES[: last + 1]
    if walk.rng.random() < 0.25 and last >= STAGES.index(answer):
        further = (go_up, consult)[walk.network.ups % 2]
        road = (*STAGES[: STAGES.index(answer)], further)
        walk.network.ups += 1
    walk.network.walked += 1
    if walk.network.walked % EVERY == 0:
        road = (*road, pass_on)
    for stage in road:
        try:
            stage(walk)
        except Refused as refusal:
            return f"{stage.__name__} refused: {refusal}"
    return road[-1].__name__
