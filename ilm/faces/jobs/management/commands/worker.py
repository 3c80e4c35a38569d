"""`worker`: parsing, sending and the clock in one process, until somebody says stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ilm.faces.jobs.running import LOOPS, run
from ilm.kit import memory


class Command(BaseCommand):
    help = "Parse what arrives, send what is due, do what the clock asks."
    requires_system_checks = []  # they would read every page of every face first

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=sorted(LOOPS), help="one of them, by itself")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        memory.settle()
        run([options["only"]] if options["only"] else sorted(LOOPS), stop)
