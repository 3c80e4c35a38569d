-- Who is speaking, and what follows from it. Applied after every migrate; every statement may run
-- again. `pg_temp` is named last in every search_path: left out, it is searched FIRST, and a
-- caller's temporary table called parties_member would make him a member of everything.
create schema if not exists wall;

create table if not exists wall.key (
  face text primary key, inner_pad bytea not null, outer_pad bytea not null
);

create or replace function wall.speaker(wanted text[]) returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := string_to_array(current_setting('ilm.context', true), '|');
  body bytea;
  k wall.key;
begin
  if coalesce(array_length(parts, 1), 0) <> 4 or not parts[1] = any (wanted) then return null; end if;
  select * into k from wall.key where face = parts[1];
  body := convert_to(parts[1] || '|' || parts[2] || '|' || parts[3], 'UTF8');
  if encode(sha256(k.outer_pad || sha256(k.inner_pad || body)), 'hex') is distinct from parts[4]
     or parts[3]::bigint < extract(epoch from clock_timestamp()) then return null; end if;
  return nullif(parts[2], '')::uuid;
end $$;

create or replace function wall.my_orgs(faces text[]) returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(m.org_id), '{}') from public.parties_member m
   where m.user_id = wall.speaker(faces) and m.face = any (faces) and m.is_active $$;

-- the organisations whose supervisor the speaker is: who invites, changes roles and signs there
-- (`access.roles` gives those rights to that role alone; a test compares)
create or replace function wall.led_orgs() returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(m.org_id), '{}') from public.parties_member m
   where m.user_id = wall.speaker('{desk}') and m.face = 'desk' and m.is_active
     and m.role = 'supervisor' $$;

-- the organisations whose desk the speaker works at: all but as an interpreter, who sees the threads
-- that were handed to her and nothing else (`access.roles`: that role alone has this reach)
create or replace function wall.worked_orgs() returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(m.org_id), '{}') from public.parties_member m
   where m.user_id = wall.speaker('{desk}') and m.face = 'desk' and m.is_active
     and m.role <> 'interpreter' $$;

-- of the threads handed to the speaker: their own ids ('thread'), their people ('alias') or the keys
-- they are sealed under ('key')
create or replace function wall.handed(what text) returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(case what when 'thread' then c.id when 'alias' then c.alias_id
                                      when 'key' then c.key_id end), '{}')
    from public.talk_conversation c
   where c.handed_to = wall.speaker('{desk}') and c.org_id = any (wall.my_orgs('{desk}')) $$;

-- of whom a partner's member hears: 'partner union' where that union alone let her in, 'partner *'
-- where the operator did or has confirmed her
create or replace function wall.my_callers(faces text[]) returns text[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(m.org_id::text || ' ' || coalesce(m.invited_by_org::text, '*')), '{}')
    from public.parties_member m
   where m.user_id = wall.speaker(faces) and m.face = any (faces) and m.is_active $$;

-- who the speaker is, for the page frame: one row per organisation of the speaker on this face
create or replace function wall.membership(face_ text)
  returns table (org_id uuid, role text, called text, organisation text, country text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (o.name, m.org_id) m.org_id, m.role, m.called, o.name, o.country
    from public.parties_member m join public.parties_organisation o on o.id = m.org_id
   where m.user_id = wall.speaker(array[face_]) and m.face = face_ and m.is_active
   order by o.name, m.org_id, m.joined_at $$;

-- the ledger: entries are written by the faces, links by the database, under a lock held for the
-- moment of the commit only
create or replace function wall.canon(e public.ledger_entry) returns text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_array(e.id, e.org_id, (extract(epoch from e.at) * 1000000)::bigint,
                           e.actor, e.verb, e.subject, to_jsonb(e.audience), e.facts)::text $$;

create or replace function wall.link() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last public.ledger_link;
  text_ text := wall.canon(new);
begin
  perform pg_advisory_xact_lock(hashtextextended('ledger ' || new.org_id, 0));
  select * into last from public.ledger_link where org_id = new.org_id order by seq desc limit 1;
  insert into public.ledger_link (entry_id, org_id, seq, canon, hash) values (
    new.id, new.org_id, coalesce(last.seq, 0) + 1, text_,
    sha256(coalesce(last.hash, '') || convert_to(text_, 'UTF8')));
  return null;
end $$;

create or replace function wall.refuse() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  -- a test database is emptied between tests
  if tg_op = 'TRUNCATE' and current_database() like 'test\_%' then return null; end if;
  raise exception 'the record is append-only';
end $$;
