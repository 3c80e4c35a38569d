-- What a row at the desk names is of its own organisation: its person, thread, message,
-- account, case, key.
-- Policies ask only whose the row is. Somebody of one organisation who can write SQL, and knows an id
-- of another from a referral, could write a row of his own beside it: a receipt that opens her page,
-- an answer in her name, a text that the sender takes to her, a hold that forbids erasing her.
do $$ declare
  w record; t text; begin
  for w in select * from (values
    ('alias_id', 'vault_alias', array['vault_person', 'vault_standingaddress', 'vault_receipt',
      'talk_conversation', 'talk_call', 'talk_callback', 'talk_part', 'talk_safeplan', 'talk_checkin',
      'cases_report', 'cases_affectedworker', 'cases_erasure', 'disclosure_consent',
      'disclosure_disclosure', 'remedy_validation', 'assistance_referral']),
    ('conversation_id', 'talk_conversation', array['talk_contact', 'talk_message', 'talk_call',
      'talk_callback', 'talk_note', 'talk_mention', 'talk_draft', 'talk_checkin', 'talk_vocabulary',
      'cases_report']),
    ('account_id', 'talk_channelaccount', array['talk_conversation', 'talk_message', 'talk_call',
      'talk_part']),
    ('one_id', 'talk_conversation', array['talk_link']),
    ('other_id', 'talk_conversation', array['talk_link']),
    ('message_id', 'talk_message', array['talk_attachment', 'talk_part']),
    ('case_id', 'cases_case', array['cases_report', 'cases_issue', 'cases_remark', 'cases_hold',
      'assistance_referral']),
    ('key_id', 'vault_datakey', array['vault_passed', 'vault_alias', 'vault_person',
      'vault_membergrant', 'talk_conversation', 'talk_message', 'talk_note', 'talk_draft',
      'talk_readyreply', 'talk_safeplan', 'cases_case', 'cases_remark', 'cases_evidence',
      'cases_verdict', 'disclosure_consent', 'disclosure_disclosure', 'assistance_referral',
      'duty_handover']),
    ('shift_id', 'duty_shift', array['duty_handover'])
  ) as named (col, of_, tables) loop
    execute format($f$
      create or replace function wall.own_%1$s() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $b$
      begin
        if exists (select from public.%2$I t where t.id = new.%1$I and t.org_id <> new.org_id) then
          raise exception 'this is of another organisation';
        end if;
        return new;
      end $b$ $f$, w.col, w.of_);
    foreach t in array w.tables loop
      execute format('drop trigger if exists own_%1$s on %2$I', w.col, t);
      execute format('create trigger own_%1$s before insert or update of %1$I, org_id on %2$I
        for each row when (current_user = %3$L) execute function wall.own_%1$s()',
        w.col, t, 'ilm_desk');
    end loop;
  end loop;
end $$;

-- Whether such a shift was planned before: its member marks it, and plants none, which would keep the
-- telephones of everybody else from ringing. (Of the statement that inserts a row, this sees what was
-- there before.)
create or replace function wall.was_planned(wanted uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.duty_shift s where s.id = wanted) $$;
