-- What was learnt from words goes with the words: as a whole, since nobody can take one person out.

-- How many lessons somebody was in. Last in `forget_words`, a statement of its own: what was learnt
-- while it waited for her thread is seen.
create or replace function wall.unlearn(who uuid) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare gone bigint;
begin
  delete from public.cases_lesson l using public.vault_alias a
   where a.id = who and l.org_id = a.org_id and who = any (l.learnt_from);
  get diagnostics gone = row_count;
  return gone;
end $$;

-- She takes a message back: nothing that was learnt from her stays.
create or replace function wall.takes_back() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.cases_lesson l using public.talk_conversation c
   where c.id = new.conversation_id and l.org_id = c.org_id and c.alias_id = any (l.learnt_from);
  return null;
end $$;
drop trigger if exists takes_back on talk_message;
create trigger takes_back after update of is_withdrawn on talk_message
  for each row when (new.is_withdrawn and not old.is_withdrawn) execute function wall.takes_back();

-- New keys, because somebody left: what the old ones open is not kept.
create or replace function wall.locks_anew() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.cases_lesson where org_id = new.org_id and epoch < new.epoch;
  return null;
end $$;
drop trigger if exists locks_anew on vault_orgkey;
create trigger locks_anew after insert on vault_orgkey
  for each row when (new.purpose = 'talk') execute function wall.locks_anew();

-- Whoever keeps a lesson waits for the end of an erasing, then looks: everybody in it is there still,
-- of this organisation, and the key is the newest. Otherwise it is not kept. No login may change one.
create or replace function wall.keeps_lesson() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.talk_conversation
    where org_id = new.org_id and alias_id = any (new.learnt_from) order by id for share;
  if new.epoch < (select max(k.epoch) from public.vault_orgkey k
       where k.org_id = new.org_id and k.purpose = 'talk')
     or exists (select from unnest(new.learnt_from) as one (alias_id)
       where not exists (select from public.talk_conversation c
         join public.vault_datakey k on k.id = c.key_id and k.org_id = c.org_id
        where c.alias_id = one.alias_id and c.org_id = new.org_id))
  then return null; end if;
  return new;
end $$;
drop trigger if exists keeps_lesson on cases_lesson;
create trigger keeps_lesson before insert on cases_lesson
  for each row execute function wall.keeps_lesson();
