-- What goes with a member who is let go, whoever ends it and by whatever road: the links she gave,
-- her open vault sessions, her wraps of that organisation's keys. A key that no active member of
-- the desk holds beside her stays sealed to her, or everything under it would be lost: the desk is
-- refused before that, only the operator comes here with it, and without a membership no row of the
-- organisation can be read by her.
create or replace function wall.keeps_alone(org uuid, who uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.vault_wrap w
    where w.org_id = org and w.holder = who and not exists (
      select from public.vault_wrap o
        join public.parties_member m on m.user_id = o.holder and m.org_id = o.org_id
                                    and m.face = 'desk' and m.is_active
       where o.org_id = org and o.holder <> who and (o.purpose, o.epoch) = (w.purpose, w.epoch))) $$;

create or replace function wall.part() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.is_active then
    new.left_at := null;
  elsif old.is_active then
    new.left_at := clock_timestamp();
    update public.parties_invitation set revoked_at = clock_timestamp()
     where invited_by = old.user_id and org_id = old.org_id
       and accepted_at is null and revoked_at is null;
    if old.face = 'desk' then
      delete from public.vault_wrap w
       where w.org_id = old.org_id and w.holder = old.user_id and exists (
         select from public.vault_wrap o
           join public.parties_member m on m.user_id = o.holder and m.org_id = o.org_id
                                       and m.face = 'desk' and m.is_active
          where o.org_id = w.org_id and o.holder <> w.holder
            and (o.purpose, o.epoch) = (w.purpose, w.epoch));
    end if;
  end if;
  if old.face = 'desk' and (not new.is_active or new.role <> old.role) then
    delete from public.vault_vaultsession where user_id = old.user_id;
    delete from public.vault_membergrant where org_id = old.org_id and holder = old.user_id;
    -- what the new role is not for: `vault.entitling` says the same, and a test compares
    delete from public.vault_wrap w
     where w.org_id = old.org_id and w.holder = old.user_id and new.is_active
       and (new.role = 'interpreter' or new.role <> 'supervisor' and w.purpose = 'identity')
       and exists (
         select from public.vault_wrap o
           join public.parties_member m on m.user_id = o.holder and m.org_id = o.org_id
                                       and m.face = 'desk' and m.is_active
          where o.org_id = w.org_id and o.holder <> w.holder
            and (o.purpose, o.epoch) = (w.purpose, w.epoch));
  end if;
  return new;
end $$;

drop trigger if exists part on parties_member;
create trigger part before update of is_active, role on parties_member
  for each row execute function wall.part();

-- An interpreter holds no key of the organisation, whoever would give her one: single conversations
-- are granted to her own ring. A wrap that she already has goes when new keys begin.
create or replace function wall.no_interpreter() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.parties_member m
              where m.user_id = new.holder and m.org_id = new.org_id and m.face = 'desk'
                and m.is_active and m.role = 'interpreter') then
    raise exception 'an interpreter holds no key of the organisation';
  end if;
  return new;
end $$;

drop trigger if exists no_interpreter on vault_wrap;
create trigger no_interpreter before insert on vault_wrap
  for each row execute function wall.no_interpreter();

-- whether one of the two let the other in within the last thirty days: perhaps one person, twice
create or replace function wall.are_close(one uuid, other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.parties_member m
    where m.face = 'desk' and m.joined_at > clock_timestamp() - interval '30 days'
      and (m.user_id, m.invited_by) in ((one, other), (other, one))) $$;

-- a definition stands on two signatures under these very terms, the second of them the speaker's
create or replace function wall.are_terms_signed(
  version_ integer, cubes jsonb, rules jsonb, one uuid, other uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select one <> other and other = wall.speaker('{desk}') and not wall.are_close(one, other)
     and exists (select from public.insight_signature a join public.insight_signature b
       on b.version = a.version and b.terms = a.terms and b.signed_by = other
      where a.version = version_ and a.signed_by = one
        and a.terms = jsonb_build_object('cubes', cubes, 'rules', rules)
        and a.signed_on > b.signed_on - 30) $$;

-- The wraps of an epoch go once nothing is sealed to it any more, and not before ninety days after
-- the next one began: a report that was sealed on a phone out of range may still arrive until then.
-- Whoever was struck off the list holds nothing any more, whatever a row of hers still says: as long
-- as others hold each of these keys. By a supervisor or case worker of the same organisation.
create or replace function wall.drop_wraps(org uuid, who uuid) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.vault_wrap w where w.org_id = org and w.holder = who
     and org = any (wall.worked_orgs())
     and exists (select from public.vault_wrap o
                  where (o.org_id, o.purpose, o.epoch) = (w.org_id, w.purpose, w.epoch)
                    and o.holder <> who) $$;

create or replace function wall.end_epochs() returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare ended integer;
begin
  delete from public.vault_wrap w
   where exists (select from public.vault_orgkey k
                  where (k.org_id, k.purpose, k.epoch) = (w.org_id, w.purpose, w.epoch + 1)
                    and k.made_on < current_date - 90)
     and not exists (select from public.vault_grant g
                      where (g.org_id, g.purpose, g.epoch) = (w.org_id, w.purpose, w.epoch))
     and not (w.purpose = 'talk' and exists (select from public.vault_searchkey s
                      where (s.org_id, s.epoch) = (w.org_id, w.epoch)));
  get diagnostics ended = row_count;
  return ended;
end $$;
