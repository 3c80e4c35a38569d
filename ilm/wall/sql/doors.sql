-- What the door may ask without a right on any table of ours.

-- which faces an account may go to after signing in
create or replace function wall.faces_of(who uuid) returns table (face text, organisation text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct m.face::text, o.name::text from public.parties_member m
    join public.parties_organisation o on o.id = m.org_id
   where m.user_id = who and m.is_active order by 2, 1 $$;

-- an invitation that is still open: what the page tells before somebody accepts
create or replace function wall.invited(token bytea)
  returns table (organisation text, face text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.name::text, i.face::text, i.role::text from public.parties_invitation i
    join public.parties_organisation o on o.id = coalesce(i.to_org, i.org_id)
   where i.token_hash = token and i.accepted_at is null and i.revoked_at is null
     and i.expires_at > clock_timestamp() $$;

-- why this account may not take this link, in a word: nobody sits on both sides of a notice, and
-- who was let go comes back by a link that was given since
create or replace function wall.bars(token bytea, who uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when m.is_active then 'both_sides' else 'let_go' end
    from public.parties_invitation i join public.parties_member m on m.user_id = who
   where i.token_hash = token and case
     when m.is_active then (m.face = 'desk') <> (i.face = 'desk')
     else m.org_id = coalesce(i.to_org, i.org_id) and m.face = i.face
          and coalesce(m.left_at >= i.invited_at, true) end
   limit 1 $$;

create or replace function wall.accept(token bytea, who uuid, called_ text) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare i public.parties_invitation;
begin
  perform pg_advisory_xact_lock(hashtextextended('accept ' || who, 0));
  if wall.bars(token, who) is not null then return false; end if;
  update public.parties_invitation set accepted_at = clock_timestamp()
   where token_hash = token and accepted_at is null and revoked_at is null
     and expires_at > clock_timestamp()
   returning * into i;
  if not found then return false; end if;
  insert into public.parties_member (id, org_id, user_id, face, role, called, is_active, joined_at,
                                     invited_by_org, invited_by)
  values (gen_random_uuid(), coalesce(i.to_org, i.org_id), who, i.face, i.role, called_, true,
          clock_timestamp(), case when i.to_org is not null then i.org_id end, i.invited_by)
  on conflict (user_id, org_id, face, invited_by_org) do update
     set is_active = true, role = excluded.role, called = excluded.called,
         joined_at = excluded.joined_at, invited_by = excluded.invited_by;
  return true;
end $$;

-- signing out and a new password end every unlocked vault session of the account
create or replace function wall.lock_vault(who uuid) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.vault_vaultsession where user_id = who $$;
