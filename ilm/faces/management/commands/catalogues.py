"""`./dev manage catalogues`: bring the catalogues up to the words of the pages."""

from typing import Any

from django.core.management.base import BaseCommand

from ilm.faces.catalogues import LANGUAGES, compile_all, update


class Command(BaseCommand):
    help = "Find every message of the worker and public pages; keep what is translated."

    def handle(self, *args: Any, **options: Any) -> None:
        for language in LANGUAGES:
            messages, empty = update(language)
            self.stdout.write(f"{language}: {messages} messages, {empty} not translated")
        compile_all()
