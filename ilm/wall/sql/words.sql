-- Months of conversations that hold every wanted number, before a place, the newest first. A definer
-- function, because an array index is not used under row-level security; it repeats the desk's
-- policy itself. As `find_cases`: a few hits are gathered by the index of words and sorted, of many
-- the newest are walked until there are enough; planned anew for each call. `hits` counts all of
-- them, a thousand at most. What is compared are numbers under the organisation's search key.
create or replace function wall.find_words(
  org uuid, wanted bigint[], before timestamptz, before_id uuid, most integer)
  returns table (id uuid, conversation_id uuid, month date, last_at timestamptz, hits integer)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  few integer;
begin
  if org is null or not org = any (wall.worked_orgs()) or cardinality(wanted) = 0 then
    return;
  end if;
  most := least(greatest(most, 0), 200);
  few := (select count(*) from (select 1 from public.talk_vocabulary v
           where v.tokens @> wanted and v.org_id = org limit 1000) few_of_them);
  if few < 1000 then
    return query with found as materialized (
        select v.id, v.conversation_id, v.month, v.last_at from public.talk_vocabulary v
         where v.tokens @> wanted and v.org_id = org)
      select f.id, f.conversation_id, f.month, f.last_at, few from found f
       where before is null or (f.last_at, f.id) < (before, before_id)
       order by f.last_at desc, f.id desc limit most;
  else
    return query select v.id, v.conversation_id, v.month, v.last_at, few
        from public.talk_vocabulary v
       where v.org_id = org
         and (v.last_at, v.id) < (coalesce(before, 'infinity'),
                                  coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
         and array_position(v.tokens, wanted[1]) is not null
         and not exists (select 1 from unnest(wanted) w
                          where array_position(v.tokens, w) is null)
       order by v.last_at desc, v.id desc limit most;
  end if;
end $$;
