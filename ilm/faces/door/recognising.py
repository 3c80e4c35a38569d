"""Whose session it is: the account by one plain statement, which every page of a desk asks."""

from allauth.account.auth_backends import AuthenticationBackend

from ilm.faces.door.models import User
from ilm.wall import doors
from ilm.wall.entering import alias_of
from ilm.wall.faces import DOOR

COLUMNS = [field.attname for field in User._meta.concrete_fields]
ACCOUNT = f"select {', '.join(COLUMNS)} from door_user where id = %s"  # noqa: S608  # our columns


class Backend(AuthenticationBackend):  # type: ignore[misc]  # untyped library
    """Signs in as the library does."""

    def get_user(self, user_id: object) -> User | None:
        """The account, unless it is gone or switched off."""
        rows = doors.ask(ACCOUNT, user_id)
        user = User.from_db(alias_of(DOOR), COLUMNS, rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None
