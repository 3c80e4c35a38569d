"""One line of the table of grants: a table, its rights by login, its rows where not the usual."""

from dataclasses import dataclass, field

from ilm.wall.bounds import ALL, TO_ORG, WORKED

SHARED = {"desk": ALL}

AT_THE_DOOR = (
    "door_user",
    "django_session",
    "django_content_type",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
)


@dataclass(frozen=True)
class Table:
    """One table: login → rights, and login → which rows (SQL) where it is not the usual, and
    which of them it may write where that is less."""

    name: str
    rights: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)

    def rows_for(self, login: str) -> str:
        usual = {"desk": WORKED, "partner": TO_ORG}
        return self.rows.get(login, usual.get(login, ALL))

    def writes_for(self, login: str) -> str:
        return self.writes.get(login, self.rows_for(login))


def table(
    name: str,
    rows: dict[str, str] | None = None,
    writes: dict[str, str] | None = None,
    **rights: str,
) -> Table:
    return Table(name, rights, rows or {}, writes or {})
