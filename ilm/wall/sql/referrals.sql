-- One worker organisation passes somebody on to another, with her consent, and takes it back. The other
-- reads through these functions alone: no policy of talk or of consents is wider than it was.

-- Whether such a referral was made before: who receives one may change what becomes of it, and cannot
-- make one in another's name. (Of the statement that inserts a row, this sees what was there before.)
create or replace function wall.was_referred(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.assistance_referral r where r.id = wanted) $$;

-- whether an organisation of the speaker's passes this key of its own on to that organisation now
create or replace function wall.is_passed(key uuid, to_ uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.vault_passed p
      join public.vault_datakey d on d.id = p.key_id and d.org_id = p.org_id
    where p.key_id = key and p.to_org = to_ and p.ended_at is null
      and p.org_id = any (wall.worked_orgs())) $$;

-- whether a referral is open and what she agreed to holds today
create or replace function wall.holds_today(wanted uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.assistance_referral r
      join public.disclosure_consent c on c.id = r.consent_id and c.alias_id = r.alias_id
    where r.id = wanted and r.status in ('in_progress', 'accepted') and c.withdrawn_at is null
      and c.for_org = r.provider_id
      and (now() at time zone 'UTC')::date between c.valid_from and c.valid_until) $$;

-- the same, for one of the two organisations
create or replace function wall.referral_stands(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select wall.holds_today(wanted) and exists (select from public.assistance_referral r
    where r.id = wanted and array[r.org_id, r.provider_id] && wall.worked_orgs()) $$;

-- What the receiving organisation reads: messages under keys that were passed on to it for this
-- referral, by the day, still sealed; nothing once it ended or her consent did.
create or replace function wall.referred_words(wanted uuid)
  returns table (id uuid, org_id uuid, conversation_id uuid, is_inward boolean, kind text,
    sealed bytea, key_id uuid, generation integer, language text, at date, author uuid,
    is_withdrawn boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.id, m.org_id, m.conversation_id, m.is_inward, m.kind::text,
         case when m.is_withdrawn then ''::bytea else m.sealed end, m.key_id,
         m.generation, m.language::text, (m.at at time zone 'UTC')::date, m.author, m.is_withdrawn
    from public.assistance_referral r
    join public.talk_conversation c on c.alias_id = r.alias_id and c.org_id = r.org_id
    join public.talk_message m on m.conversation_id = c.id
   where r.id = wanted and r.provider_id = any (wall.worked_orgs()) and wall.holds_today(r.id)
     and exists (select from public.vault_passed p where p.ground = r.id and p.key_id = m.key_id
                    and p.org_id = r.org_id and p.to_org = r.provider_id and p.ended_at is null)
   order by m.at, m.received_at, m.id $$;

-- the files beside those messages
create or replace function wall.referred_files(wanted uuid)
  returns table (id uuid, org_id uuid, message_id uuid, kind text, record bytea, is_inline boolean,
    state text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.org_id, a.message_id, a.kind::text, a.record, a.is_inline, a.state::text
    from wall.referred_words(wanted) w join public.talk_attachment a on a.message_id = w.id
   where not w.is_withdrawn order by a.id $$;

-- Grants that rest on nothing any more are deleted. Not to be called by anybody from outside.
create or replace function wall.drop_passing(wanted uuid) returns void
  language sql volatile set search_path = pg_catalog, pg_temp as $$
  with over as (update public.vault_passed set ended_at = clock_timestamp()
      where ground = wanted and ended_at is null returning key_id, to_org)
  delete from public.vault_grant g using over o
   where g.key_id = o.key_id and g.org_id = o.to_org
     and not exists (select from public.vault_passed p where p.key_id = o.key_id
       and p.to_org = o.to_org and p.ground <> wanted and p.ended_at is null) $$;

-- by a member of one of the two: taken back, or given back
create or replace function wall.end_passing(wanted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.assistance_referral r where r.id = wanted
      and array[r.org_id, r.provider_id] && wall.worked_orgs()) then
    perform wall.drop_passing(wanted);
  end if;
end $$;

-- by the clock: her consent ended
create or replace function wall.lapse_passing(wanted uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not wall.holds_today(wanted) then perform wall.drop_passing(wanted); end if;
end $$;

-- However it ends, and by whoever writes that: the grants go with it, and it does not begin again.
create or replace function wall.end_referral() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.status not in ('in_progress', 'accepted') then
    raise exception 'a referral that has ended does not begin again';
  end if;
  if new.status not in ('in_progress', 'accepted') then perform wall.drop_passing(new.id); end if;
  return null;
end $$;

drop trigger if exists ended on assistance_referral;
create trigger ended after update of status on assistance_referral
  for each row when (old.status is distinct from new.status) execute function wall.end_referral();
