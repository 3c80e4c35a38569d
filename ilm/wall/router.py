"""Our rows go to the face's login, accounts to the door; without a face nothing goes anywhere."""

from typing import Any

from django.db import models

from ilm.wall.entering import alias_of, current_login
from ilm.wall.faces import DOOR

AT_THE_DOOR = frozenset(
    {"door", "auth", "contenttypes", "sessions", "account", "mfa", "usersessions", "socialaccount"}
)


class FaceRouter:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        if model._meta.app_label in AT_THE_DOOR:
            return alias_of(DOOR)
        return current_login()

    db_for_write = db_for_read

    def allow_relation(self, one: models.Model, two: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
