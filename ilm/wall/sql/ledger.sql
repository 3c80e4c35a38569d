drop trigger if exists link on ledger_entry;
create constraint trigger link after insert on ledger_entry
  deferrable initially deferred for each row execute function wall.link();
do $$ declare t text; begin
  foreach t in array array['ledger_entry', 'ledger_link', 'insight_signature', 'insight_release',
                          'insight_releasedcell'] loop
    execute format('drop trigger if exists frozen on %I', t);
    execute format('create trigger frozen before update or delete on %I
                    for each row execute function wall.refuse()', t);
    execute format('drop trigger if exists frozen_all on %I', t);
    execute format('create trigger frozen_all before truncate on %I execute function wall.refuse()', t);
  end loop;
end $$;
