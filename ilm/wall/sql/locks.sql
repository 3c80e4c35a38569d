-- A member's locks where the desk's own rights do not reach, each for one account and one act.

-- the door changes a password: the ring goes from behind the old one behind the new one. The door
-- holds the hash of the same password already, so the ciphertext tells it nothing it could not try.
create or replace function wall.password_lock(who uuid)
  returns table (id uuid, salt bytea, locked bytea)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select l.id, l.salt, l.locked from public.vault_lock l
   where l.user_id = who and l.kind = 'password' for update $$;

create or replace function wall.relock(
  who uuid, lock_id uuid, was bytea, salt_ bytea, locked_ bytea) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.vault_lock l set salt = salt_, locked = locked_
   where l.id = lock_id and l.user_id = who and l.kind = 'password' and l.locked = was;
  return found;
end $$;

create or replace function wall.drop_passkey_lock(who uuid, credential_ bytea) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.vault_lock l
   where l.user_id = who and l.kind = 'prf' and l.credential = credential_ $$;

-- the speaker's ring goes, with everything that stood behind it or was sealed to it
create or replace function wall.drop_ring() returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare me uuid := wall.speaker('{desk}');
begin
  delete from public.vault_vaultsession where user_id = me;
  delete from public.vault_lock where user_id = me;
  delete from public.vault_wrap where holder = me;
  delete from public.vault_membergrant where holder = me;
  delete from public.vault_sharegiven where holder = me and taken_at is null;
  delete from public.vault_ring where user_id = me;
end $$;

-- the recovery pairs of an organisation that the speaker leads, and what was sealed to them
create or replace function wall.retire_recovery(org uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if org is null or not org = any (wall.led_orgs()) then return; end if;
  delete from public.vault_wrap w using public.vault_recoverypair p
   where p.org_id = org and w.org_id = org and w.holder = p.id;
  delete from public.vault_recoverypair where org_id = org;
  delete from public.vault_sharegiven where org_id = org;
end $$;

-- the share behind a link that somebody outside holds on paper: whose it is, as long as it is there
create or replace function wall.share_waits(token bytea) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.name::text from public.vault_sharegiven s
    join public.parties_organisation o on o.id = s.org_id
   where s.token_hash = token and s.taken_at is null $$;

-- taken once: what is given out here is deleted in the same statement
create or replace function wall.take_share(token bytea)
  returns table (id uuid, number integer, sealed bytea)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare s public.vault_sharegiven;
begin
  select * into s from public.vault_sharegiven g
   where g.token_hash = token and g.taken_at is null for update;
  if not found then return; end if;
  update public.vault_sharegiven g set sealed = '', taken_at = clock_timestamp() where g.id = s.id;
  return query select s.id, s.number::integer, s.sealed;
end $$;
