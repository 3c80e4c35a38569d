"""The steps of a demonstration case on its road, each by the real verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from ilm.cases.models import Case, Issue, Report
from ilm.cases.triage import LeafClaim, Told, join, open_case
from ilm.cases.verification import add_evidence, countersign, give_verdict
from ilm.catalog.corrective import CORRECTIVE_ACTIONS
from ilm.catalog.load import affected_workers
from ilm.channels.events import Said
from ilm.disclosure import approving, consenting, drafting, release, signing
from ilm.disclosure.asking import her_language
from ilm.disclosure.models import Disclosure
from ilm.faces.jobs.hearing import hand_on
from ilm.faces.operator.demo.network import Member, Network
from ilm.faces.operator.demo.posting import ask_and_post, post
from ilm.faces.operator.demo.words import NATIONALITY, RAISED, RAISED_FOR_HER
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Organisation, Site
from ilm.remedy import claiming, planning, settling, validation
from ilm.remedy.models import Engagement
from ilm.talk.models import ChannelAccount, Part
from ilm.talk.receiving import Arrived, take_in
from ilm.wall.entering import entering

T = TypeVar("T")
OF_RECRUITERS = frozenset({"rec.fee_charged"})


@dataclass
class Walk:
    """One trouble at one site, and how far it has come."""

    network: Network
    org: str
    site: Site
    leaf: str
    reports: list[UUID]
    at: datetime
    rng: Random
    case: Case | None = None
    issue: Issue | None = None
    addresses: dict[UUID, tuple[str, str]] = field(default_factory=dict)  # by alias
    aliases: list[UUID] = field(default_factory=list)
    disclosure: Disclosure | None = None
    engagement: Engagement | None = None

    @property
    def first(self) -> Member:
        return self.network.desk(self.org)

    @property
    def boss(self) -> Member:
        return self.network.desk(self.org, "supervisor")

    @property
    def recruiter(self) -> Organisation | None:
        """Who brought her there, where the trouble began with them."""
        return self.network.organisations["demo-bridge"] if self.leaf in OF_RECRUITERS else None

    @property
    def told(self) -> tuple[str, Organisation]:
        """Who is told, as what: the recruiter where it is theirs to mend, else the employer."""
        if self.recruiter:
            return "recruiter", self.recruiter
        return "supplier_hr", have(self.site.owner)

    @property
    def partner(self) -> Member:
        return self.network.members[self.told[1].slug][0]

    @contextmanager
    def on(self, days: float, who: Member, face: str = "desk") -> Iterator[Member]:
        """Later, `who` acts through `face`."""
        self.at = min(self.at + timedelta(days=days), clock.now() - timedelta(hours=1))
        with clock.set_to(self.at), entering(face, who.actor.user_id):
            yield who


def triage(walk: Walk) -> None:
    known, guessed = len(walk.reports), affected_workers(walk.rng)
    affected, basis = (known, "named") if walk.rng.random() < 0.7 else (guessed, "estimate_worker")
    with walk.on(1, walk.first) as me:
        for pk in walk.reports:
            report = Report.objects.select_related("conversation").get(pk=pk)
            told: Told = {
                "internal_tried": walk.rng.choice(("yes", "no", "no")),
                "nationality": NATIONALITY.get(report.conversation.language, "MM"),
                "gender": walk.rng.choice(("woman", "man")),
                "consent_level": walk.rng.choice(("L0", "L1", "L2", "L3", "L3")),
                "recruiter": walk.recruiter,
            }
            claim = LeafClaim(leaf=walk.leaf, affected=affected, basis=basis)
            if walk.case is None:
                walk.case = open_case(
                    report,
                    site=walk.site,
                    leaves=[claim],
                    by=me.actor,
                    summary=f"Several workers report the same at {walk.site.name}.",
                    **told,
                )
            else:
                join(report, case=walk.case, leaves=[claim], by=me.actor, **told)
            walk.aliases.append(report.alias_id)
        walk.issue = Issue.objects.get(case=walk.case, leaf=walk.leaf)


def verify(walk: Walk) -> None:
    issue = have(walk.issue)
    with walk.on(3, walk.first) as me:
        add_evidence(
            issue,
            kind="other_report",
            is_corroborating=True,
            note="Told alike by others.",
            by=me.actor,
        )
        verdict = give_verdict(
            issue, finding="substantiated", reasons=["accounts_agree"], narrative="They agree.",
            by=me.actor,
        )  # fmt: skip
    if verdict.needs_second:
        with walk.on(1, walk.boss) as boss:
            countersign(verdict, by=boss.actor)


def agree(walk: Walk) -> None:
    """Consent, the words, and her yes to exactly these."""
    with walk.on(2, walk.first) as me:
        walk.disclosure = put_to_her(walk, *walk.told, me)
    post(walk.at)
    with walk.on(0, walk.first) as me:
        approving.approve(walk.disclosure, how="spoken", by=me.actor)


def put_to_her(walk: Walk, recipient: str, to: Organisation, me: Member) -> Disclosure:
    """Her consent to tell them, and the words for her to approve."""
    issue = have(walk.issue)
    _consent(walk, recipient, to.pk, me)
    issue.refresh_from_db()
    words = drafting.draft(
        issue, recipient=recipient, to_org=to.pk, text=RAISED[walk.leaf], traits={},
        alias_id=walk.aliases[-1], by=me.actor, **_for_her(walk),
    )  # fmt: skip
    drafting.show(words, unlocked=me.unlocked, by=me.actor)
    return words


def _consent(walk: Walk, recipient: str, to_org: UUID, me: Member) -> None:
    consenting.grant(
        walk.aliases[-1],
        org_id=have(walk.issue).org_id,
        level="L3",
        recipient=recipient,
        for_org=to_org,
        purpose="disclosure_to_others",
        withheld=[],
        language="my",
        form="spoken",
        text_version="1",
        by=me.actor,
    )


def _for_her(walk: Walk) -> drafting.How:
    """The same words in the language she writes."""
    hers = her_language(walk.aliases[-1])
    return {"translation": RAISED_FOR_HER[walk.leaf].get(hers, ""), "is_checked": True}


def raise_(walk: Walk) -> None:
    with walk.on(1, walk.first) as me:
        signing.sign(have(walk.disclosure), unlocked=me.unlocked, by=me.actor)
    with walk.on(1, walk.boss) as boss:
        signing.countersign(have(walk.disclosure), unlocked=boss.unlocked, by=boss.actor)
        notice = release.release(have(walk.disclosure), unlocked=boss.unlocked, by=boss.actor)
        walk.engagement = planning.open_engagement(notice, by=boss.actor)


def answer(walk: Walk) -> None:
    with walk.on(walk.rng.uniform(2, 9), walk.partner, "respondent") as them:
        planning.respond(
            have(walk.engagement),
            stance="accepts",
            text="We are looking into this.",
            by=them.actor,
        )


def promise(walk: Walk) -> None:
    with walk.on(3, walk.partner, "respondent") as them:
        planning.commit(
            have(walk.engagement), action=walk.rng.choice(sorted(CORRECTIVE_ACTIONS)),
            text="By the next pay day.", due_on=clock.today() + timedelta(days=21), by=them.actor,
        )  # fmt: skip


def claim(walk: Walk) -> None:
    with walk.on(14, walk.partner, "respondent") as them:
        claiming.claim(
            have(walk.engagement), workers=have(walk.issue).affected, text="Done.", by=them.actor
        )


def ask(walk: Walk) -> None:
    with walk.on(1, walk.first) as me:
        validation.put_to_workers(have(walk.engagement), by=me.actor)


def listen(walk: Walk) -> None:
    """She is asked by her own channel, and answers by it: yes, no, or nothing at all."""
    ask_and_post(walk.at + timedelta(hours=14))
    org = walk.network.organisations[walk.org].pk
    for alias, (channel, address) in walk.addresses.items():
        said = walk.rng.choices(("1", "2", ""), weights=(8, 2, 2))[0]
        if not said or channel == "phone" or alias not in walk.aliases:
            continue
        account, at = walk.network.accounts[org, channel], walk.at + timedelta(days=1)
        with entering("jobs"):
            is_held = Part.objects.filter(alias_id=alias, status="held").exists()
        if is_held:  # past the window: she has to write before she can be asked
            _says(account, address, "1", at)
            post(at + timedelta(minutes=5))
        _says(account, address, said, at + timedelta(hours=1))


def _says(account: ChannelAccount, address: str, text: str, at: datetime) -> None:
    event = Said(address=address, external_id=f"demo-{address}-{at.isoformat()}", at=at, text=text)
    with clock.set_to(at), entering("parse"):
        hand_on(take_in(account, [Arrived(event, at)]))


def settle(walk: Walk) -> None:
    with walk.on(3, walk.first) as me:
        have(walk.issue).refresh_from_db()
        settlement = settling.settle(have(walk.issue), by=me.actor)
        waits = settling.is_pending(settlement)
    if waits:
        with walk.on(1, walk.boss) as boss:
            settling.countersign_settlement(settlement, by=boss.actor)


def have(thing: T | None) -> T:
    """What an earlier step made; Refused where that did not happen."""
    if thing is None:
        raise Refused("The step before this one did not happen.")
    return thing
