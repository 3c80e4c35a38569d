"""`manage.py publish`: freeze and release today's figures now."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ilm.access.actor import clock as the_clock
from ilm.insight.publication import freeze
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.wall.entering import entering


class Command(BaseCommand):
    help = "Freeze what two people signed, run the gate, and serve it if the gate passes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="last day included; today")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with entering("jobs"):
                release = freeze(as_of=options["as_of"] or clock.today(), by=the_clock())
        except Refused as why:
            raise CommandError(str(why)) from None
        if not release.has_passed:
            reasons = "\n  ".join(release.gate["reasons"])
            raise CommandError(f"The gate failed; the release before stays.\n  {reasons}")
        self.stdout.write(f"Published the figures as of {release.as_of}.")
