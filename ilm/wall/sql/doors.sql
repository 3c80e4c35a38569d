-- What the door may ask without a right on any table of ours.

-- which faces an account may go to after signing in
create or replace function wall.faces_of(who uuid) returns table (face text, organisation text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.face::text, o.name::text from public.parties_member m
    join public.parties_organisation o on o.id = m.org_id
   where m.user_id = who and m.is_active order by o.name, m.face $$;

-- an invitation that is still open: what the page tells before somebody accepts
create or replace function wall.invited(token bytea)
  returns table (organisation text, face text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.name::text, i.face::text, i.role::text from public.parties_invitation i
    join public.parties_organisation o on o.id = coalesce(i.to_org, i.org_id)
   where i.token_hash = token and i.accepted_at is null and i.revoked_at is null
     and i.expires_at > clock_timestamp() $$;

create or replace function wall.accept(token bytea, who uuid, called_ text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare i public.parties_invitation;
begin
  update public.parties_invitation set accepted_at = clock_timestamp()
   where token_hash = token and accepted_at is null and revoked_at is null
     and expires_at > clock_timestamp()
   returning * into i;
  if not found then return false; end if;
  insert into public.parties_member (id, org_id, user_id, face, role, called, is_active, joined_at)
  values (gen_random_uuid(), coalesce(i.to_org, i.org_id), who, i.face, i.role, called_, true, clock_timestamp())
  on conflict (user_id, org_id, face) do update
     set is_active = true, role = excluded.role, called = excluded.called;
  return true;
end $$;

-- signing out and a new password end every unlocked vault session of the account
create or replace function wall.lock_vault(who uuid) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.vault_vaultsession where user_id = who $$;
