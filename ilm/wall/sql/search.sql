-- Cases that hold every wanted word. A definer function, because an array index is not used under
-- row-level security; it repeats the desk's policy itself. A few hits are gathered by the index of
-- words, then sorted (`materialized`: a low limit must not tempt the planner to walk by age); of many, the
-- newest are walked until there are enough. Planned anew for each call: a plan for any words at all
-- passes by the index of words and reads every case.
create or replace function wall.find_cases(org uuid, wanted bigint[], most integer)
  returns table (id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  if org is null or not org = any (wall.worked_orgs()) then return; end if;
  most := least(greatest(most, 0), 200);
  if (select count(*) from (select 1 from public.cases_case c
       where c.words @> wanted and c.org_id = org limit 1000) few) < 1000 then
    return query with hits as materialized (
        select c.id, c.opened_at from public.cases_case c
         where c.words @> wanted and c.org_id = org)
      select hits.id from hits order by hits.opened_at desc, hits.id desc limit most;
  else
    return query select near.id from (
        select c.id, c.opened_at from public.cases_case c
         where c.org_id = org and array_position(c.words, wanted[1]) is not null
           and not exists (select 1 from unnest(wanted) w
                            where array_position(c.words, w) is null)
         order by c.opened_at desc, c.id desc limit most) near
      order by near.opened_at desc, near.id desc;
  end if;
end $$;
