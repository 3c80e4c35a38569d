-- How much came from one network within this hour (security.md 4.3). Who it was cannot be found: a
-- label is keyed, and the key of its hour ends with it. Not in the log of the server, in no dump; a
-- crash empties it. Of one label no more than 540 rows are kept: a flood fills no disk, and counts
-- in the whole only so much.
create unlogged table if not exists wall.arrival (
  hour bigint not null, kind text not null, label bytea not null);
create index if not exists arrival_by_label on wall.arrival (hour, kind, label);

create or replace function wall.heat(kind_ text, label_ bytea, hour_ bigint, comes boolean)
  returns table (of_label integer, of_all integer)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  select count(*) into of_label from (select from wall.arrival a
   where a.hour = hour_ and a.kind = kind_ and a.label = label_ limit 541) few;
  select count(*) into of_all from (select from wall.arrival a
   where a.hour = hour_ and a.kind = kind_ limit 5001) many;
  if comes and of_label < 540 then
    insert into wall.arrival values (hour_, kind_, label_);
  end if;
  return next;
end $$;

-- what is older than this hour tells nothing any more
create or replace function wall.cool(hour_ bigint) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from wall.arrival where hour < hour_ $$;
