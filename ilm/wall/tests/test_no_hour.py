"""R8: whoever is not of the organisation reads no time finer than a day, whatever page shows it."""

import pytest

from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db
TIMES = """
select c.relname::text || '.' || a.attname::text
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
 where c.relkind in ('r', 'v', 'm', 'p') and has_column_privilege(%s, c.oid, a.attnum, 'select')
   and (t.typname ~ '^_?(time|interval)')
"""
MADE = {"insight_release.made_at"}  # when the figures were computed: of nobody


def columns(login: str) -> set[str]:
    with entering("owner"):
        return {name for (name,) in ask(TIMES, [f"ilm_{login}"])}


@pytest.mark.parametrize(("login", "known"), [("partner", set()), ("public", MADE)])
def test_no_column_that_they_may_read_holds_an_hour(login: str, known: set[str]) -> None:
    assert columns(login) == known


def test_the_desk_has_columns_that_do() -> None:
    """So the question finds them where they are."""
    assert {"talk_message.at", "cases_report.received_at"} <= columns("desk")


def test_one_granted_by_mistake_would_be_found() -> None:
    with entering("owner"):
        ask("grant select (opened_at) on cases_case to ilm_partner")
    assert columns("partner") == {"cases_case.opened_at"}
