"""A pooled line that died is found without a question; one that lives is not asked."""

import select
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from ilm.wall.alive import Line
from ilm.wall.lines import place


@pytest.fixture
def there(django_db_setup) -> dict[str, Any]:
    """The server of the tests: its own database, which always exists."""
    return place("owner") | {"dbname": "postgres", "autocommit": True}


@pytest.fixture
def line(there: dict[str, Any]) -> Iterator[Line]:
    with Line.connect(**there) as opened:
        yield opened


def test_a_living_line_answers_without_a_round_trip(line: Line) -> None:
    assert line.execute("select 1").fetchone() == (1,)
    sent = line.pgconn.transaction_status, line.execute("").pgresult
    assert sent == (psycopg.pq.TransactionStatus.IDLE, None)
    assert line.execute("select 2").fetchone() == (2,)


def test_a_line_the_server_closed_does_not_pass(line: Line, there) -> None:
    with psycopg.connect(**there) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [line.info.backend_pid])
    assert not line.is_silent()
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(line)
    assert not line.is_silent()


def test_a_word_from_the_server_is_read_before_the_line_is_lent(line: Line, there) -> None:
    line.execute("listen here")
    with psycopg.connect(**there) as other:
        other.execute("notify here")
    select.select([line.fileno()], [], [], 10)  # it is on its way
    assert not line.is_silent()
    ConnectionPool.check_connection(line)
    assert line.is_silent()
