import json
from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ilm.cases.lifecycle import ReportStatus
from ilm.cases.models import Report
from ilm.cases.triage import signpost
from ilm.community.guides import load_guides
from ilm.faces.jobs.publishing import publish
from ilm.faces.operator.demo import contacts, network, posting, ringing, roads, walking
from ilm.faces.operator.demo.places import PASSWORD
from ilm.insight.signing import mark_of, sign, terms
from ilm.kit import clock
from ilm.parties.models import Organisation
from ilm.talk.models import Conversation
from ilm.wall.entering import entering


class Command(BaseCommand):
    help = "Fill the demonstration network by the verbs that people use. Every name is invented."
    requires_system_checks = []  # it asks for no page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=int, default=400)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--days", type=int, default=150)
        parser.add_argument("--chat-only", action="store_true", help="no calls: for large fills")
        parser.add_argument("--walks", type=int, default=60, help="cases to take along the road")

    def handle(self, *args: Any, **options: Any) -> None:
        with entering("owner"):
            if Organisation.objects.exists():
                raise CommandError("There is data here already. `./dev reset` begins anew.")
        rng = Random(options["seed"])  # noqa: S311  # a demonstration, not a secret
        made = network.build(since=clock.now() - timedelta(days=options["days"] + 30))
        self.say(f"{len(made.organisations)} organisations, {len(made.sites)} sites")
        self.keep_accounts(made)
        planned = contacts.plan(
            made,
            rng,
            contacts=options["contacts"],
            days=options["days"],
            calls=not options["chat_only"],
        )
        threads = contacts.arrive(made, planned)
        self.say(f"{len(planned)} contacts, {ringing.ring(made)} calls to hotlines")
        self.sort_questions(made, planned, threads)
        ends = self.walk(made, planned, threads, rng, options["walks"])
        posting.ask_and_post(clock.now())
        self.publish(made)
        self.say("; ".join(f"{n} × {what}" for what, n in ends.most_common()))

    def walk(
        self,
        made: network.Network,
        planned: list[contacts.Planned],
        threads: dict[contacts.Planned, UUID],
        rng: Random,
        most: int,
    ) -> Counter[str]:
        ends: Counter[str] = Counter()
        for (org, _, leaf), some in list(contacts.by_trouble(planned))[:most]:
            site = some[0].site
            reports = self.reports(made, org, [threads[p] for p in some])
            if site is None or not reports:
                continue
            walk = walking.Walk(made, org, site, leaf, reports, some[-1].at, rng)
            walk.addresses = self.addresses(made, org, {threads[p]: p for p in some})
            ends[roads.go(walk)] += 1
        return ends

    def reports(self, made: network.Network, org: str, conversations: list[UUID]) -> list[UUID]:
        desk = made.desk(org)
        with entering("desk", desk.actor.user_id):
            new = Report.objects.visible_to(desk.actor).filter(
                conversation_id__in=conversations, status=ReportStatus.NEW
            )
            return list(new.order_by("received_at").values_list("pk", flat=True))

    def addresses(
        self, made: network.Network, org: str, planned: dict[UUID, contacts.Planned]
    ) -> dict[UUID, tuple[str, str]]:
        """Alias → where she writes from: the demonstration invented her, so it knows."""
        desk = made.desk(org)
        with entering("desk", desk.actor.user_id):
            rows = Conversation.objects.visible_to(desk.actor).filter(pk__in=list(planned))
            return {
                alias: (planned[pk].channel, planned[pk].address)
                for pk, alias in rows.values_list("pk", "alias_id")
            }

    def sort_questions(
        self,
        made: network.Network,
        planned: list[contacts.Planned],
        threads: dict[contacts.Planned, UUID],
    ) -> None:
        """Two of three questions are answered and put aside; the rest wait in the queue."""
        for slug in {p.org for p in planned}:
            desk = made.desk(slug)
            asked = [threads[p] for p in planned if p.org == slug and not p.leaf]
            with entering("desk", desk.actor.user_id):
                new = Report.objects.visible_to(desk.actor).filter(
                    conversation_id__in=asked[: len(asked) * 2 // 3], status=ReportStatus.NEW
                )
                for report in new:
                    signpost(report, as_kind="question", by=desk.actor)

    def publish(self, made: network.Network) -> None:
        """Rights guides for the worker page; figures signed by two and frozen once."""
        for slug in ("demo-lantern", "demo-river"):
            boss = made.desk(slug, "supervisor").actor
            with entering("desk", boss.user_id):
                load_guides(by=boss)
                sign(read=mark_of(terms()), by=boss)
        publish(clock.today())

    def keep_accounts(self, made: network.Network) -> None:
        """One account of each kind, for whoever starts the demonstration."""
        shown: dict[str, network.Member] = {}
        for members in made.members.values():
            for m in members:
                shown.setdefault(m.actor.role.slug, m)
        rows = [
            {"who": m.who, "email": m.email, "password": PASSWORD, "url": m.url}
            for m in shown.values()
        ]
        settings.VAR.mkdir(parents=True, exist_ok=True)
        (settings.VAR / "demo-accounts.json").write_text(json.dumps(rows, indent=1))

    def say(self, what: str) -> None:
        self.stderr.write(what)
