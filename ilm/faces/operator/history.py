"""An organisation's ledger as a file that anybody can check without us.

One JSON object a line: first the head (how far the chain reaches, its last hash), then each link
with what its entry says now. Whoever keeps the head elsewhere has witnessed it.
"""

import json
from pathlib import Path

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.verifying import Head
from ilm.parties.models import Organisation
from ilm.wall.entering import ask, entering

LINKS = (
    "select l.seq, l.entry_id::text, l.canon, l.hash, wall.canon(e) from ledger_link l"
    " left join ledger_entry e on e.id = l.entry_id where l.org_id = %s order by l.seq"
)
LOOSE = (
    "select e.id::text, wall.canon(e) from ledger_entry e left join ledger_link l"
    " on l.entry_id = e.id where e.org_id = %s and l.entry_id is null"
)


def export(organisation: str, *, to: Path) -> Head:
    """Write the ledger of an organisation (its slug) to a new file, mode 0600; where it ends.

    Refused where there is no such organisation, or the file exists.
    """
    with entering("owner"):
        org = Organisation.objects.filter(slug=organisation).first()
        if org is None:
            raise Refused(f"There is no organisation {organisation}.")
        links, loose = ask(LINKS, [org.pk]), ask(LOOSE, [org.pk])
    head = Head(links[-1][0], bytes(links[-1][3])) if links else Head(0, b"")
    first = {"organisation": str(org.pk), "at": clock.now().isoformat(), "seq": head.seq,
             "hash": head.hash.hex()}  # fmt: skip
    rows: list[dict[str, object]] = [
        {"seq": seq, "entry": entry, "canon": canon, "hash": bytes(digest).hex(), "says": says}
        for seq, entry, canon, digest, says in links
    ]
    rows += [{"entry": entry, "says": says} for entry, says in loose]
    try:
        to.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Refused(f"{to} exists already. Name a new file.") from None
    to.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (first, *rows)))
    return head
