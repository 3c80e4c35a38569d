"""Clears what was erased out of the files of its tables. As the owner: no face may.

PostgreSQL leaves a deleted row in its file until the table is cleared. Tables of keys are small and
are written anew (`VACUUM FULL`), and so are those whose words open with a key file of the server;
other tables of words are not, and what may linger in them is ciphertext whose key is gone. Samples
that the planner took of sealed columns go with it (since `wall.apply` it takes none). Blocks
that the file system gave back, and WAL, are the disk's encryption's.
"""

from collections.abc import Iterator

import psycopg

from ilm.kit.errors import Refused
from ilm.wall.apply import bytes_of
from ilm.wall.bounds import ENDED
from ilm.wall.entering import ask, entering
from ilm.wall.lines import place

KEYS = (
    "vault_grant",
    "vault_membergrant",
    "vault_sharegiven",
    "vault_datakey",
    "vault_alias",
    "vault_person",
    "vault_standingaddress",
    "vault_receipt",
    "talk_safeplan",
    "talk_delivery",
    "talk_part",
    "cases_lesson",  # it opens with a key that outlives whoever it was learnt from
)
WORDS = (
    "talk_message",
    "talk_note",
    "talk_draft",
    "talk_attachment",
    "talk_vocabulary",
    "cases_evidence",
    "cases_remark",
    "cases_verdict",
    "disclosure_consent",
    "disclosure_disclosure",
    "remedy_exhibit",
)
_WAITS = """
select count(*) from ledger_entry e where e.verb = any (%s) and e.at > coalesce(
    (select min(coalesce(s.last_vacuum, '-infinity')) from pg_stat_user_tables s
      where s.relname = any (%s)), '-infinity')
"""


def clear() -> list[str]:
    """Write tables of keys anew and clear tables of words; the names. Whoever writes to one waits.

    Refused where a table is in use for longer than half a minute: nothing of it is done then.
    """
    with psycopg.connect(**place("owner"), autocommit=True) as server:
        server.execute("set lock_timeout = '30s'")
        try:
            for name in (*KEYS, *WORDS):
                for column in bytes_of(name):  # what the planner sampled in an older version
                    server.execute(f'alter table {name} alter column "{column}" type bytea')
            for name in KEYS:
                server.execute(f"vacuum (full, analyze) {name}")
                server.execute(f"vacuum {name}")  # so that the server remembers when
            for name in WORDS:
                server.execute(f"vacuum (analyze) {name}")
            server.execute("vacuum full pg_statistic")
        except psycopg.errors.LockNotAvailable:
            raise Refused("A table is in use. Try again when less is going on.") from None
    return [*KEYS, *WORDS]


def waiting() -> Iterator[str]:
    """A sentence while somebody was erased since the tables were last cleared."""
    with entering("owner"):
        ((count,),) = ask(_WAITS, [list(ENDED), list(KEYS)])
    if count:
        yield f"{count} erasures since the last `ilm vacuum`. Run it."
