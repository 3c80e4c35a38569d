"""A queue was installed once and never used: its tables, types and functions go (decision 0010)."""

from django.db import migrations

GONE = r"""
do $$
declare one text;
begin
  for one in select oid::regclass::text from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'procrastinate\_%'
  loop execute format('drop table if exists %s cascade', one); end loop;
  for one in select oid::regprocedure::text from pg_proc
    where pronamespace = 'public'::regnamespace and proname like 'procrastinate\_%'
  loop execute format('drop function if exists %s cascade', one); end loop;
  for one in select oid::regtype::text from pg_type
    where typnamespace = 'public'::regnamespace and typtype in ('c', 'e')
      and typname like 'procrastinate\_%'
  loop execute format('drop type if exists %s cascade', one); end loop;
end $$;
delete from django_migrations where app = 'procrastinate';
"""


class Migration(migrations.Migration):
    dependencies = ()

    operations = (migrations.RunSQL(GONE, migrations.RunSQL.noop),)
