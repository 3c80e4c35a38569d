"""Finding a case by its reference, its site, its issues and the staff's summary."""

from collections.abc import Iterable
from hashlib import blake2b
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Case
from ilm.language.tokens import tokens
from ilm.wall.entering import ask

MOST_WORDS = 12
FIND = "select id from wall.find_cases(%s, %s::bigint[], %s)"


def search(actor: Actor, words: str, limit: int = 20) -> list[Case]:
    """Cases that hold every one of `words`, newest first. Nothing is found by no words."""
    actor.must(Permission.CASE_READ)
    if not (wanted := hashed(tokens(words)[:MOST_WORDS])):
        return []
    found: list[UUID] = [row[0] for row in ask(FIND, [actor.org_id, wanted, limit])]
    rows = Case.objects.visible_to(actor).select_related("site").in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def words_of(case: Case) -> list[int]:
    """What a case is found by, as hashes: an index of whole numbers is fast and holds no text.

    Only of what lies in clear: hashes of sealed words could be tried one by one.
    """
    kinds = [issue.kind for issue in case.issues.all()]
    said = [case.ref, case.site.name, case.summary, *(k.label for k in kinds)]
    return hashed(token for text in said for token in tokens(text))


def hashed(found: Iterable[str]) -> list[int]:
    """Each distinct word as a signed 64-bit number, sorted."""
    return sorted({_number(word) for word in found})


def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), signed=True)
