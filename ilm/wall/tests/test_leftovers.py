"""What an earlier version left in the database is taken away, and nothing beside it."""

from importlib import import_module

import pytest
from django.db import connections

pytestmark = pytest.mark.django_db
LEFT = """
create type procrastinate_job_status as enum ('todo', 'doing');
create table procrastinate_jobs (id bigint primary key, status procrastinate_job_status);
create table procrastinate_events (job_id bigint references procrastinate_jobs);
create function procrastinate_defer_jobs_v1(one procrastinate_job_status) returns void
  language sql as 'select 1';
insert into django_migrations (app, name, applied) values ('procrastinate', '0001_initial', now());
"""
TRACES = """
select count(*) from (
  select relname from pg_class union all select proname from pg_proc
  union all select typname from pg_type union all select app from django_migrations) as t(name)
 where name like 'procrastinate%'
"""


def test_the_queue_goes_without_a_trace() -> None:
    gone = import_module("ilm.wall.migrations.0001_no_queue").GONE
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
        before = cursor.fetchone()
        cursor.execute(LEFT)
        for _ in range(2):  # a database that never had it is left alone
            cursor.execute(gone)
        cursor.execute(TRACES)
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
        assert cursor.fetchone() == before
