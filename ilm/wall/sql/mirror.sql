-- What a reporter sees by her receipt: status, sealed replies, what was disclosed (its words sealed to her alone),
-- what we asked her and which button answered, who opened her file. By day, never finer. Nothing of
-- what she wrote herself. `waiting`: keys of answers of hers that arrived and were not heard yet.
create or replace function wall.mirror(wanted bytea) returns jsonb
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  r public.vault_receipt;
  c public.talk_conversation;
  q public.talk_checkin;
begin
  select * into r from public.vault_receipt where lookup = wanted;
  if not found then return null; end if;
  if not exists (select from public.vault_alias a where a.id = r.alias_id and a.org_id = r.org_id)
  then return null; end if;  -- a receipt that another organisation wrote beside her
  select * into c from public.talk_conversation where alias_id = r.alias_id;
  select * into q from public.talk_checkin
   where id = c.about_id and c.topic = 'validating' and status in ('due', 'sent', 'missed');
  return jsonb_build_object(
    'org', r.org_id, 'alias', r.alias_id, 'thread', c.id,
    'erasing', exists (select from public.cases_erasure e where e.alias_id = r.alias_id
        and e.wanted_on is not null and e.done_at is null and e.called_off_at is null),
    'check_in', q.id, 'question', q.question,
    'asked', coalesce((select jsonb_agg(jsonb_build_object(
        'question', k.question, 'on', k.answered_on, 'answer', k.answer)
        order by k.answered_on, k.sent_at)
      from public.talk_checkin k where k.alias_id = r.alias_id and k.status = 'answered'), '[]'),
    'waiting', coalesce((select jsonb_agg(y.key)
      from public.talk_channelaccount a join public.talk_delivery y on y.account_id = a.id
      where a.org_id = r.org_id and a.channel = 'web' and y.failed_because = '' and y.key in (
        select 'withdraw:' || r.alias_id union all select 'erase:' || r.alias_id union all
        select 'answer:' || q.id
        union all select unnest(array['decline:' || d.id, 'approve:' || d.id || ':' || d.shown_words])
          from public.disclosure_disclosure d where d.alias_id = r.alias_id)), '[]'),
    'reporter_public', encode(r.public, 'base64'), 'reporter_locked', encode(r.locked, 'base64'),
    'vouched', encode(r.vouched, 'base64'),
    'authors', coalesce((select jsonb_agg(distinct m.author)
      from public.talk_message m where m.conversation_id = c.id and m.for_reporter is not null), '[]'),
    'replies', coalesce((select jsonb_agg(jsonb_build_object(
        'id', m.id, 'on', m.at::date, 'generation', m.generation,
        'sealed', encode(m.for_reporter, 'base64')) order by m.at)
      from public.talk_message m where m.conversation_id = c.id and m.for_reporter is not null), '[]'),
    'issues', coalesce((select jsonb_agg(jsonb_build_object(
        'leaf', i.leaf, 'status', i.status, 'reason', i.closing_reason) order by i.opened_on, i.id)
      from public.cases_issue i join public.cases_affectedworker w on w.issue_id = i.id
      where w.alias_id = r.alias_id), '[]'),
    'disclosures', coalesce((select jsonb_agg(jsonb_build_object(
        'id', d.id, 'sealed', encode(d.for_reporter, 'base64'), 'language', d.language,
        'translated_into', d.translated_into, 'words', d.shown_words, 'recipient', d.recipient,
        'status', d.status, 'on', d.released_on) order by d.drafted_at)
      from public.disclosure_disclosure d
      where d.alias_id = r.alias_id and d.status not in ('drafted', 'refused')), '[]'),
    'opened', coalesce((select jsonb_agg(jsonb_build_object(
        'on', s.day, 'because', s.because, 'role', s.role, 'who', s.who) order by s.day)
      from (select e.at::date as day, e.facts->>'because' as because, e.facts->>'role' as role,
               null as who
          from public.ledger_entry e
         where e.subject = 'vault.alias:' || r.alias_id and e.verb = 'identity.revealed'
           and e.org_id = r.org_id
        union all  -- and to which organisation she was passed on, as she agreed
        select f.made_on, 'referral', null, o.name
          from public.assistance_referral f
          join public.parties_organisation o on o.id = f.provider_id
         where f.alias_id = r.alias_id and f.key_id is not null) s), '[]'));
end $$;
