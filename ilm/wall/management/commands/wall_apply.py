from typing import Any

from django.core.management.base import BaseCommand

from ilm.wall.apply import apply


class Command(BaseCommand):
    help = "Make the database's functions, grants and row policies agree with the code."

    def handle(self, *args: Any, **options: Any) -> None:
        apply()
