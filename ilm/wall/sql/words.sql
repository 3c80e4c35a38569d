-- Months of conversations that hold every wanted number, before a place, the newest first. A definer
-- function, because an array index is not used under row-level security; it repeats the desk's
-- policy itself. As `find_cases`: a few hits are gathered by the index of words and sorted, of many
-- the newest are walked until there are enough; planned anew for each call. `hits` counts all of
-- them, a thousand at most. What is compared are numbers under the organisation's search key. Where
-- channel, language or months are asked for, all hits are gathered: few of them may be the newest.
drop function if exists wall.find_words(uuid, bigint[], timestamptz, uuid, integer);
create or replace function wall.find_words(
  org uuid, wanted bigint[], before timestamptz, before_id uuid, most integer,
  by_channel text, in_language text, since date, until date)
  returns table (id uuid, conversation_id uuid, month date, last_at timestamptz, hits integer)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  few integer;
  is_narrow boolean := coalesce(by_channel, in_language, since::text, until::text) is not null;
begin
  if org is null or not org = any (wall.worked_orgs()) or cardinality(wanted) = 0 then
    return;
  end if;
  most := least(greatest(most, 0), 200);
  few := (select count(*) from (select 1 from public.talk_vocabulary v
           where v.tokens @> wanted and v.org_id = org limit 1000) few_of_them);
  if few < 1000 or is_narrow then
    return query with found as materialized (
        select v.id, v.conversation_id, v.month, v.last_at from public.talk_vocabulary v
         where v.tokens @> wanted and v.org_id = org
           and (since is null or v.month >= date_trunc('month', since))
           and (until is null or v.month <= until)
           and (by_channel is null and in_language is null or exists (
             select from public.talk_conversation c where c.id = v.conversation_id
                and c.channel = coalesce(by_channel, c.channel)
                and c.language = coalesce(in_language, c.language))))
      select f.id, f.conversation_id, f.month, f.last_at,
             (select least(count(*), 1000) from found)::integer from found f
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
