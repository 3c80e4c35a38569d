-- What ends beside a person: partners' files, the sender's addresses, sessions, seconds of arrival.

-- Files that partners uploaded about these cases, where the notice is about no other: their keys go
-- and what was sealed under them. The row stays as its uploader sees it: a file that went would tell
-- an employer that somebody was erased, and when. The clock takes the bytes off the disk.
create or replace function wall.forget_exhibits(cases uuid[]) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare gone bigint;
begin
  with x as materialized (
    select x.id, x.key_id from public.remedy_exhibit x
      join public.remedy_engagement e on e.id = x.engagement_id
     where x.record <> '' and exists (select from public.disclosure_disclosure d
              join public.cases_issue i on i.id = d.issue_id
             where d.notice_id = e.notice_id and i.case_id = any (cases))
       and not exists (select from public.disclosure_disclosure d
              join public.cases_issue i on i.id = d.issue_id
             where d.notice_id = e.notice_id and i.case_id <> all (cases))),
  grants as (delete from public.vault_grant where key_id in (select key_id from x)),
  keys as (delete from public.vault_datakey where id in (select key_id from x)),
  records as (update public.remedy_exhibit set record = '' where id in (select id from x)
              returning 1)
  select count(*) into gone from records;
  return gone;
end $$;

-- The same by the clock: of cases closed so many days ago that no hold keeps.
create or replace function wall.expire_exhibits(org uuid, kept integer) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare today date := (now() at time zone 'UTC')::date;
begin
  return wall.forget_exhibits(array(select c.id from public.cases_case c
    where c.org_id = org and c.status = 'closed' and c.closed_on + greatest(kept, 30) <= today
      and not exists (select from public.cases_hold h where h.case_id = c.id
        and h.confirmed_by is not null and h.lifted_at is null and h.ends_on >= today)));
end $$;

-- The sender's copy of an address goes when her last case has closed and nothing waits to go out: a
-- member who answers her later makes a one-off.
create or replace function wall.expire_addresses(org uuid) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare gone bigint;
begin
  with hers as (
    select r.alias_id, r.case_id from public.cases_report r
     where r.org_id = org and r.case_id is not null
    union
    select w.alias_id, i.case_id from public.cases_affectedworker w
      join public.cases_issue i on i.id = w.issue_id where w.org_id = org),
  ended as (
    select h.alias_id from hers h join public.cases_case c on c.id = h.case_id
     group by h.alias_id having bool_and(c.status = 'closed' and c.closed_on is not null))
  delete from public.vault_standingaddress s using ended e
   where s.org_id = org and s.alias_id = e.alias_id
     and not exists (select from public.cases_report r
                      where r.alias_id = s.alias_id and r.status = 'new')
     and not exists (select from public.talk_checkin k
                      where k.alias_id = s.alias_id and k.status in ('due', 'sent'))
     and not exists (select from public.talk_part p where p.alias_id = s.alias_id
                        and p.status in ('queued', 'waiting', 'sending', 'held'));
  get diagnostics gone = row_count;
  return gone;
end $$;

-- What could not be read whole within a day keeps the day of its arrival and no more.
create or replace function wall.blur_deliveries(org uuid) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare blurred bigint;
begin
  update public.talk_delivery set received_at = date_trunc('day', received_at, 'UTC')
   where org_id = org and failed_because <> '' and received_at < now() - interval '1 day'
     and received_at <> date_trunc('day', received_at, 'UTC');
  get diagnostics blurred = row_count;
  return blurred;
end $$;

-- sessions of an organisation's staff that nobody used since a day, at the door and in the vault;
-- and whatever session of anybody is over
create or replace function wall.expire_sessions(org uuid, kept integer) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  since timestamptz := now() - make_interval(days => greatest(kept, 30));
  n integer; v integer; d integer;
begin
  delete from public.usersessions_usersession u using public.parties_member m
   where m.user_id = u.user_id and m.org_id = org and u.last_seen_at < since;
  get diagnostics n = row_count;
  delete from public.vault_vaultsession v using public.parties_member m
   where m.user_id = v.user_id and m.org_id = org and v.seen_at < since;
  get diagnostics v = row_count;
  delete from public.django_session where expire_date < now();
  get diagnostics d = row_count;
  return n + v + d;
end $$;

-- No word of a thread is kept once its key is gone. Whoever opened the thread a moment before she
-- was erased waits here for the erasing to end, then looks (a new statement sees what is committed).
create or replace function wall.keeps_words() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.talk_conversation where id = new.conversation_id for share;
  if not exists (select from public.talk_conversation c
       join public.vault_datakey k on k.id = c.key_id and k.org_id = c.org_id
      where c.id = new.conversation_id)
  then return null; end if;
  return new;
end $$;
drop trigger if exists keeps_words on talk_vocabulary;
create trigger keeps_words before insert or update of tokens on talk_vocabulary
  for each row execute function wall.keeps_words();
