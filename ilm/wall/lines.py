"""Connections of our own beside Django's: for group commits, and for whoever listens."""

from typing import Any

from django.conf import settings

NAMES = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}


def place(login: str) -> dict[str, Any]:
    """psycopg's connect arguments for one of our logins; gives up where the server is away."""
    known = settings.DATABASES[login]
    return {word: known[name] for name, word in NAMES.items() if known[name]} | settings.LINE
