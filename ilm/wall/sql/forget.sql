-- What ends, and how. The desk and the clock hold no right to delete a grant, a name or a word: these
-- functions do it, and look for themselves whether it may be. Dates are the server's, in UTC.

-- The day from which the years of somebody count: her last case closed, or, where none came of it,
-- her last word. Null while a case of hers is open or a report of hers waits for triage.
create or replace function wall.ended_on(who uuid) returns date
  language sql stable set search_path = pg_catalog, pg_temp as $$
  with hers as (
    select r.case_id from public.cases_report r where r.alias_id = who and r.case_id is not null
    union
    select i.case_id from public.cases_affectedworker w
      join public.cases_issue i on i.id = w.issue_id where w.alias_id = who)
  select case
    when exists (select from public.cases_report r where r.alias_id = who and r.status = 'new')
      or exists (select from hers join public.cases_case c on c.id = hers.case_id
                  where c.status <> 'closed' or c.closed_on is null)
      then null
    when exists (select from hers) then (select max(c.closed_on) from hers
      join public.cases_case c on c.id = hers.case_id)
    else (select max((c.last_at at time zone 'UTC')::date)
      from public.talk_conversation c where c.alias_id = who) end $$;

-- the last day of the legal holds over her cases, by two people and not lifted; null without one
create or replace function wall.held_until(who uuid) returns date
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(h.ends_on) from public.cases_hold h
   where h.confirmed_by is not null and h.lifted_at is null and h.case_id in (
     select r.case_id from public.cases_report r where r.alias_id = who
     union select i.case_id from public.cases_affectedworker w
       join public.cases_issue i on i.id = w.issue_id where w.alias_id = who) $$;

-- For whom of an organisation a kind ends until a day, soonest first; the same rule as above, for all
-- at once. What has ended is not found again.
create or replace function wall.what_ends(
  org uuid, kind text, kept integer, until date, most integer)
  returns table (alias_id uuid, ref text, ends_on date, cases text[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with hers as (
    select r.alias_id, r.case_id from public.cases_report r
     where r.org_id = org and r.case_id is not null
    union
    select w.alias_id, i.case_id from public.cases_affectedworker w
      join public.cases_issue i on i.id = w.issue_id where w.org_id = org),
  held as (
    select h.case_id, max(h.ends_on) as until from public.cases_hold h
     where h.confirmed_by is not null and h.lifted_at is null group by h.case_id),
  stands as (
    select h.alias_id, bool_and(c.status = 'closed' and c.closed_on is not null) as is_over,
           max(c.closed_on) as closed_on, max(l.until) as held_until,
           array_agg(distinct c.ref::text order by c.ref::text) as cases
      from hers h join public.cases_case c on c.id = h.case_id
      left join held l on l.case_id = c.id group by h.alias_id),
  people as (
    select c.id, c.alias_id, c.ref, c.key_id, s.cases, greatest(
        coalesce(s.closed_on, (c.last_at at time zone 'UTC')::date) + kept,
        s.held_until + 1) as ends_on
      from public.talk_conversation c left join stands s on s.alias_id = c.alias_id
     where c.org_id = org and coalesce(s.is_over, true))
  select p.alias_id, p.ref::text, p.ends_on, coalesce(p.cases, '{}') from people p
   where p.ends_on <= until
     and not exists (select from public.cases_report r
                      where r.alias_id = p.alias_id and r.status = 'new')
     and case kind
       when 'times' then exists (select from public.talk_message m where m.conversation_id = p.id
         and m.at > date_trunc('day', m.at, 'UTC') + interval '1 second')
         or exists (select from public.talk_vocabulary v where v.conversation_id = p.id
           and v.last_at > date_trunc('day', v.last_at, 'UTC') + interval '1 second')
       when 'identity' then exists (select from public.vault_alias a
         join public.vault_datakey k on k.id = a.key_id and k.org_id = a.org_id where a.id = p.alias_id)
       when 'words' then exists (select from public.vault_datakey k
         where k.id = p.key_id and k.org_id = org)
       when 'junk' then p.cases is null
         and exists (select from public.vault_datakey k
         where k.id = p.key_id and k.org_id = org)
         and exists (select from public.talk_contact t where t.conversation_id = p.id)
         and not exists (select from public.talk_contact t where t.conversation_id = p.id
           and t.kind not in ('wrong_number', 'test', 'abusive'))
       else false end
   order by p.ends_on, p.ref limit most $$;

-- the same for a desk: of an organisation of the speaker's
create or replace function wall.what_ends_here(
  org uuid, kind text, kept integer, until date, most integer)
  returns table (alias_id uuid, ref text, ends_on date, cases text[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.* from wall.what_ends(org, kind, kept, until, most) w
   where org = any (wall.worked_orgs()) $$;

-- who she is, how to reach her, how to reach her safely; the alias stays, bare
create or replace function wall.forget_identity(who uuid) returns jsonb
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with k as materialized (
    select key_id from public.vault_alias where id = who
    union select key_id from public.vault_person where alias_id = who
    union select key_id from public.talk_safeplan where alias_id = who and key_id is not null),
  grants as (delete from public.vault_grant where key_id in (select key_id from k) returning 1),
  keys as (delete from public.vault_datakey where id in (select key_id from k) returning 1),
  persons as (delete from public.vault_person where alias_id = who returning 1),
  copies as (delete from public.vault_standingaddress where alias_id = who returning 1),
  plans as (delete from public.talk_safeplan where alias_id = who returning 1),
  -- her other threads would say who she was
  links as (delete from public.talk_link where one_id in (
      select id from public.talk_conversation where alias_id = who) or other_id in (
      select id from public.talk_conversation where alias_id = who) returning 1),
  parts as (update public.talk_part set address = null, address_expires_on = null
             where alias_id = who and address is not null returning 1),
  alias as (update public.vault_alias set index = uuid_send(id), sealed = ''
             where id = who and sealed <> '' returning 1)
  select jsonb_build_object(
    'vault_grant', (select count(*) from grants), 'vault_datakey', (select count(*) from keys),
    'vault_person', (select count(*) from persons),
    'vault_standingaddress', (select count(*) from copies),
    'talk_safeplan', (select count(*) from plans),
    'talk_link', (select count(*) from links),
    'vault_alias.index', (select count(*) from alias),
    'vault_alias.sealed', (select count(*) from alias)) $$;

-- Cases of hers that nobody else with words of their own stands behind: their sealed notes are about
-- her alone.
create or replace function wall.hers_alone(who uuid) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with people as (
    select r.case_id, r.alias_id from public.cases_report r where r.case_id is not null
       and r.case_id in (select x.case_id from public.cases_report x where x.alias_id = who)
    union
    select i.case_id, w.alias_id from public.cases_affectedworker w
      join public.cases_issue i on i.id = w.issue_id
     where i.case_id in (select x.case_id from public.cases_report x where x.alias_id = who))
  select distinct p.case_id from people p where not exists (
    select from people o join public.talk_conversation c on c.alias_id = o.alias_id
      join public.vault_datakey k on k.id = c.key_id and k.org_id = c.org_id
     where o.case_id = p.case_id and o.alias_id <> who) $$;

-- What she said and what was said to her; words of hers elsewhere; files (the clock takes them off
-- the disk: state `erased`). Coded facts, counts and consent levels stay: figures do not change.
create or replace function wall.forget_words(who uuid) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  today date := (now() at time zone 'UTC')::date;
  alone uuid[];
  exhibits bigint;
  told jsonb;
begin
  perform from public.talk_conversation where alias_id = who for update;  -- who writes now, waits
  -- what was heard in part may hold her words: it is not heard again, and goes after its 30 days
  update public.talk_delivery d set tries = 99,
      received_at = date_trunc('day', d.received_at, 'UTC') from public.talk_conversation c
   where c.alias_id = who and d.org_id = c.org_id and d.failed_because <> '';
  alone := array(select wall.hers_alone(who));
  exhibits := wall.forget_exhibits(alone);
  with m as materialized (select m.id, m.key_id from public.talk_message m
      join public.talk_conversation c on c.id = m.conversation_id where c.alias_id = who),
  k as materialized (
    select key_id from public.talk_conversation where alias_id = who
    union select key_id from m
    union select n.key_id from public.talk_note n
      join public.talk_conversation c on c.id = n.conversation_id where c.alias_id = who
    union select key_id from public.disclosure_consent where alias_id = who and key_id is not null
    union select key_id from public.assistance_referral where alias_id = who
      and key_id is not null
    union select key_id from public.cases_case where id = any (alone)),
  grants as (delete from public.vault_grant where key_id in (select key_id from k) returning 1),
  lent as (delete from public.vault_membergrant where key_id in (select key_id from k) returning 1),
  keys as (delete from public.vault_datakey where id in (select key_id from k) returning 1),
  receipts as (delete from public.vault_receipt where alias_id = who returning 1),
  bodies as (update public.talk_message set sealed = '', for_reporter = null, external_id = null,
      encoding = '' where id in (select id from m) and sealed <> '' returning 1),
  files as (update public.talk_attachment set record = null, wanted = null, state = 'erased'
      where message_id in (select id from m) and (state <> 'gone' or record is not null)
      returning 1),
  parts as (update public.talk_part set text = null, address = null, external_id = null
      where alias_id = who and (text is not null or address is not null
        or external_id is not null) returning 1),
  threads as (update public.talk_conversation set unread = 0, topic = 'reporting', about_id = null,
      encoding = '', claimed_by = null, claimed_until = null where alias_id = who returning 1),
  numbers as (delete from public.talk_vocabulary where conversation_id in (
      select id from public.talk_conversation where alias_id = who) returning 1),
  mentions as (delete from public.talk_mention where conversation_id in (
      select id from public.talk_conversation where alias_id = who) returning 1),
  notes as (update public.talk_note set sealed = '' where sealed <> '' and conversation_id in (
      select id from public.talk_conversation where alias_id = who) returning 1),
  begun as (delete from public.talk_draft where conversation_id in (
      select id from public.talk_conversation where alias_id = who) returning 1),
  consents as (update public.disclosure_consent set kept_back = null,
      valid_until = least(valid_until, today - 1)
      where alias_id = who and (kept_back is not null or valid_until >= today) returning 1),
  drafts as (update public.disclosure_disclosure set words = '', for_reporter = null
      where alias_id = who and (words <> '' or for_reporter is not null) returning 1),
  referrals as (update public.assistance_referral set note = null
      where alias_id = who and note is not null returning 1),
  remarks as (delete from public.cases_remark where case_id = any (alone) returning 1),
  evidence as (update public.cases_evidence set sealed = null where sealed is not null
      and issue_id in (select id from public.cases_issue where case_id = any (alone)) returning 1),
  verdicts as (update public.cases_verdict set sealed = null where sealed is not null
      and issue_id in (select id from public.cases_issue where case_id = any (alone)) returning 1)
  select jsonb_build_object(
    'vault_grant', (select count(*) from grants), 'vault_datakey', (select count(*) from keys),
    'vault_membergrant', (select count(*) from lent),
    'vault_receipt', (select count(*) from receipts),
    'talk_message.sealed', (select count(*) from bodies),
    'talk_attachment', (select count(*) from files),
    'talk_part', (select count(*) from parts),
    'talk_vocabulary', (select count(*) from numbers),
    'talk_note.sealed', (select count(*) from notes),
    'talk_draft', (select count(*) from begun),
    'disclosure_consent.kept_back', (select count(*) from consents),
    'disclosure_disclosure.words', (select count(*) from drafts),
    'assistance_referral.note', (select count(*) from referrals),
    'cases_remark', (select count(*) from remarks),
    'cases_evidence.sealed', (select count(*) from evidence),
    'cases_verdict.sealed', (select count(*) from verdicts),
    'remedy_exhibit.record', exhibits) into told;
  return told || jsonb_build_object('cases_lesson', wall.unlearn(who));
end $$;

-- The day stays, the hour goes; messages of one day keep their order (a microsecond each).
create or replace function wall.forget_times(who uuid) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  messages bigint;
begin
  with d as (select m.id, date_trunc('day', m.at, 'UTC') as day,
      date_trunc('day', m.received_at, 'UTC') as received, interval '1 microsecond' * row_number()
        over (partition by date_trunc('day', m.at, 'UTC') order by m.at, m.received_at, m.id) as n
      from public.talk_message m join public.talk_conversation c on c.id = m.conversation_id
     where c.alias_id = who)
  update public.talk_message m set at = d.day + d.n, received_at = d.received + d.n
    from d where d.id = m.id and (m.at, m.received_at) <> (d.day + d.n, d.received + d.n);
  get diagnostics messages = row_count;
  with d as (select r.id, date_trunc('day', r.received_at, 'UTC') + interval '1 microsecond'
        * row_number() over (partition by date_trunc('day', r.received_at, 'UTC')
                             order by r.received_at, r.id) as at
      from public.cases_report r where r.alias_id = who)
  update public.cases_report r set received_at = d.at from d
   where d.id = r.id and r.received_at <> d.at;
  update public.talk_conversation set last_at = date_trunc('day', last_at, 'UTC'),
      last_inward_at = date_trunc('day', last_inward_at, 'UTC'),
      asked_at = date_trunc('day', asked_at, 'UTC') where alias_id = who;
  update public.talk_contact k set began_at = date_trunc('day', k.began_at, 'UTC')
    from public.talk_conversation c where c.id = k.conversation_id and c.alias_id = who;
  update public.talk_vocabulary v set last_at = date_trunc('day', v.last_at, 'UTC')
    from public.talk_conversation c where c.id = v.conversation_id and c.alias_id = who;
  with d as (select n.id, date_trunc('day', n.at, 'UTC') + interval '1 microsecond'
        * row_number() over (partition by date_trunc('day', n.at, 'UTC') order by n.at, n.id) as at
      from public.talk_note n join public.talk_conversation c on c.id = n.conversation_id
     where c.alias_id = who)
  update public.talk_note n set at = d.at from d where d.id = n.id and n.at <> d.at;
  -- when somebody had to answer her by: so many hours after she spoke
  update public.cases_case set contact_by = date_trunc('day', contact_by, 'UTC')
   where id in (select r.case_id from public.cases_report r where r.alias_id = who)
     and status = 'closed';
  update public.talk_checkin set due_at = date_trunc('day', due_at, 'UTC'),
      sent_at = date_trunc('day', sent_at, 'UTC')
   where alias_id = who and status not in ('due', 'sent');
  update public.talk_part set not_after = date_trunc('day', not_after, 'UTC'),
      next_try_at = date_trunc('day', next_try_at, 'UTC'),
      made_at = date_trunc('day', made_at, 'UTC'), gone_at = date_trunc('day', gone_at, 'UTC'),
      held_for = date_trunc('day', held_for, 'UTC')
   where alias_id = who and status not in ('queued', 'waiting', 'sending', 'held');
  update public.disclosure_consent set withdrawn_at = date_trunc('day', withdrawn_at, 'UTC')
   where alias_id = who and withdrawn_at is not null;
  update public.disclosure_disclosure set approved_at = date_trunc('day', approved_at, 'UTC')
   where alias_id = who and approved_at is not null;
  return jsonb_build_object('talk_message.at', messages);
end $$;

create or replace function wall.added(one jsonb, other jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(key, n) from (select key, sum(value::bigint) as n
    from (select * from jsonb_each_text(one) union all select * from jsonb_each_text(other)) all_of_it
   group by key) summed $$;

-- A supervisor began it, the speaker is another member of the same organisation: she is erased now.
-- Null where that is not so. Grants of her keys go in whatever organisation holds one.
create or replace function wall.erase(wanted uuid, backups_keep integer) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  e public.cases_erasure;
  me uuid := wall.speaker('{desk}');
  told jsonb;
begin
  select * into e from public.cases_erasure where id = wanted for update;
  if me is null or not found or e.begun_by is null or e.begun_by = me
     or e.done_at is not null or e.called_off_at is not null
     or wall.are_close(e.begun_by, me)
     or wall.held_until(e.alias_id) >= (now() at time zone 'UTC')::date
     or not exists (select from public.parties_member m where m.user_id = me
          and m.org_id = e.org_id and m.face = 'desk' and m.is_active
          and m.role in ('supervisor', 'case_worker'))
     or not exists (select from public.vault_alias a where a.id = e.alias_id and a.org_id = e.org_id)
  then return null; end if;
  told := wall.added(wall.forget_identity(e.alias_id), wall.forget_words(e.alias_id));
  perform wall.forget_times(e.alias_id);
  update public.cases_erasure set confirmed_by = me, done_at = clock_timestamp(), proof = told,
      backups_end_on = (now() at time zone 'UTC')::date + greatest(backups_keep, 30)
   where id = wanted;
  return told;
end $$;

-- What the clock ends for one person, `kept` days after; null where something stands against it.
create or replace function wall.expire(who uuid, kind text, kept integer) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  since date := wall.ended_on(who);
  today date := (now() at time zone 'UTC')::date;
begin
  if since is null or since + greatest(kept, 7) > today or wall.held_until(who) >= today
  then return null; end if;
  case kind
    when 'times' then return wall.forget_times(who);
    when 'identity' then
      if kept < 30 then return null; end if;
      return wall.forget_identity(who);
    when 'words' then
      if kept < 30 then return null; end if;
      return wall.added(wall.forget_identity(who), wall.forget_words(who));
    when 'junk' then
      if exists (select from public.cases_report r where r.alias_id = who and r.case_id is not null)
         or exists (select from public.talk_contact k
              join public.talk_conversation c on c.id = k.conversation_id
             where c.alias_id = who and k.kind not in ('wrong_number', 'test', 'abusive'))
      then return null; end if;
      return wall.added(wall.forget_identity(who), wall.forget_words(who));
    else return null;
  end case;
end $$;

-- Whether what an entry says to have ended of an alias of this organisation is gone indeed: the keys of
-- its name and address, or of its words. An entry is only as true as whoever could write one.
create or replace function wall.has_ended(org uuid, who uuid, verb text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.vault_alias a where a.id = who and a.org_id = org)
     and (verb = 'person.words_ended' or not exists (select from public.vault_alias a
            join public.vault_datakey k on k.id = a.key_id and k.org_id = a.org_id where a.id = who))
     and (verb = 'person.identity_ended' or not exists (select from public.talk_conversation c
            join public.vault_datakey k on k.id = c.key_id and k.org_id = c.org_id
           where c.alias_id = who))
     and verb in ('person.erased', 'person.junk_ended', 'person.identity_ended',
                  'person.words_ended') $$;
