"""`mail`: waits at the mailboxes, until somebody says stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from ilm.faces.hooks.mailboxes import run
from ilm.kit import memory


class Command(BaseCommand):
    help = "Wait at the mailbox of every e-mail account and keep what comes."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        memory.settle()
        run(stop)
