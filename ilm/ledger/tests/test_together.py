"""L2, L3: writers at once leave one whole chain; what is rolled back leaves neither entry nor hole."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings

from ilm.ledger import reading
from ilm.ledger.verifying import check
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 8, 100
WRITE = (
    "insert into ledger_entry (id, org_id, at, actor, verb, subject, audience, facts)"
    " values (gen_random_uuid(), %s, now(), 'clock', 'case.tested', 'x:1', '{}', %s)"
)


def writer(org: UUID, number: int) -> None:
    """A hundred acts, each in a transaction of its own; as many more are called off."""
    owner = settings.DATABASES["owner"]
    place = {"host": owner["HOST"], "dbname": owner["NAME"], "user": "ilm_owner"}
    with psycopg.connect(**place, autocommit=True) as link:
        for turn in range(EACH):
            with link.transaction():
                link.execute(WRITE, [org, '{"kept": true}'])
            with link.transaction(force_rollback=True):
                link.execute(WRITE, [org, '{"kept": false}'])
                if (turn + number) % 2:
                    link.execute("set constraints all immediate")  # linked, and undone


def test_eight_writers_at_once_leave_a_whole_chain_and_no_trace_of_what_was_undone() -> None:
    org = uuid4()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda number: writer(org, number), range(WRITERS)))
    with entering("owner"):
        rows, loose = list(reading.rows(org)), reading.loose(org)
    assert [row.seq for row in rows] == list(range(1, WRITERS * EACH + 1))
    assert check(rows, loose=loose) == []
    assert not any('"kept": false' in row.canon for row in rows)
