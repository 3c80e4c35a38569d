"""W7: lines to the database are lent from one request to the next, and nothing of who spoke stays."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from ilm.parties.tests import make
from ilm.wall.entering import signed
from ilm.wall.lines import place

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, LINES, REQUESTS = 8, 3, 1000
SAY = "select set_config('ilm.context', %s, true)"
SEEN = "select distinct org_id from parties_member"


class Broken(Exception):
    """A page that fails half way."""


def request(pool: ConnectionPool, number: int, user_id: UUID) -> set[UUID]:
    """What one request of a member sees; every third breaks off, every fifth forgets who speaks."""
    seen: set[UUID] = set()
    try:
        with pool.connection() as line, line.transaction():
            if number % 5:
                line.execute(SAY, [signed("desk", user_id)])
            seen = {row[0] for row in line.execute(SEEN)}
            if number % 3 == 0:
                raise Broken
    except Broken:
        pass
    return seen


def test_a_thousand_requests_of_two_organisations_on_few_lines_see_no_foreign_row() -> None:
    people = [make.actor(), make.actor()]
    where = psycopg.conninfo.make_conninfo(**place("owner") | {"user": "ilm_desk"})
    with (
        ConnectionPool(where, min_size=LINES, max_size=LINES, open=True) as pool,
        ThreadPoolExecutor(THREADS) as threads,
    ):
        asked = [
            threads.submit(request, pool, number, people[number % 2].user_id)
            for number in range(REQUESTS)
        ]
        seen = [each.result() for each in asked]
    for number, found in enumerate(seen):
        mine = people[number % 2].org_id
        assert found == ({mine} if number % 5 else set()), number
