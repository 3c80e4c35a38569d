"""`voice`: the hotline's gateway, until somebody says stop."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ilm.kit.errors import Refused


class Command(BaseCommand):
    help = "Answer the hotline over SIP."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=settings.VOICE)
        parser.add_argument("--grace", type=float, default=30.0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from ilm.faces.voice.running import run
        except ImportError as missing:
            raise Refused(
                f"The gateway needs {missing.name}: install openilm with the extra `voice`."
            ) from None
        from ilm.faces.voice.setup import Setup

        key = settings.PARSE_PUBLIC
        public = key.read_bytes() if key.exists() else b""
        setup = Setup.read(options["file"], public=public, spool=settings.VAR / "calls")
        run(setup, grace=options["grace"])
