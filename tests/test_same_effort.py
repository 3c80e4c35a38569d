"""W8: that a thing of another organisation is there takes us no step more than that it is not, so
that no clock tells the one from the other. Steps, not seconds: statements, and what each reads."""

import re

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilm.access.roles import ROLES
from ilm.kit.slug import Slug
from tests.test_matrix import PEOPLE, Theirs, named_in, of_faces, somebody, theirs

pytestmark = pytest.mark.django_db
DOORS = {"desk": "/desk/", "respondent": "/respond/", "buyer": "/buy/", "authority": "/authority/"}
SHARED = {"site_id"}  # workplaces are known to every desk
VALUES = re.compile(r"'[^']*'|\bs\d+_x\d+\b|\b\d+\b")


@pytest.mark.parametrize("role", PEOPLE)
def test_it_takes_the_same_statements_to_say_no(role: str) -> None:
    client, all_theirs = somebody(role), theirs()
    here = DOORS[str(ROLES[Slug(role)].face)]
    known = all_theirs.ids.keys() | {"ref"}
    patterns = [
        p for p, _ in of_faces()
        if f"/{p}".startswith(here) and named_in(p) & known and not named_in(p) & SHARED
    ]  # fmt: skip
    assert len(patterns) >= 2
    for pattern in sorted(patterns):
        for method in ("get", "post"):
            taken(client, all_theirs, pattern, method, is_there=False)  # what is remembered, is
            no = taken(client, all_theirs, pattern, method, is_there=False)
            theirs_ = taken(client, all_theirs, pattern, method, is_there=True)
            assert theirs_ == no, (method, pattern)


def taken(client: Client, these: Theirs, pattern: str, method: str, *, is_there: bool) -> list[str]:
    """The statements of one request, without their values."""
    with CaptureQueriesContext(connections["owner"]) as seen:
        getattr(client, method)(these.at(pattern, is_there=is_there))
    return [VALUES.sub("?", each["sql"]) for each in seen.captured_queries]


def test_the_measure_sees_a_step_more() -> None:
    assert connection.vendor == "postgresql"
    client, _ = somebody("case_worker"), None
    with CaptureQueriesContext(connections["owner"]) as seen:
        client.get("/desk/cases/")
    assert len(seen.captured_queries) > 3
