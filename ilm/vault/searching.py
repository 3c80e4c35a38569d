"""Search keys: a word stands in the database as a number that only an unlocked session can make.

A key is 32 random bytes, locked under what HKDF makes of the private `talk` key of an epoch
(context `search`: organisation, version, epoch). Locked and not sealed: only who holds that key can
have written it, so whoever can write to the database cannot plant a search key that they know.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from ilm.vault import keys
from ilm.vault.blind import search_filler, search_token
from ilm.vault.models import OrgKey, Purpose, SearchKey
from ilm.vault.sealing import Denied, Part, bind, lock, unlock
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask

FEWEST = 16  # numbers in a set: 16, 32, 64, …


@dataclass(frozen=True)
class Finder:
    """One version of an organisation's search key, opened for one request."""

    id: UUID
    version: int
    key: bytes = field(repr=False)

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Each distinct word as its number, sorted."""
        return sorted({search_token(self.key, word) for word in words})

    def filled(self, words: Iterable[str], *place: Part) -> list[int]:
        """The numbers of `words` among so many others that only the size class shows, sorted."""
        real = set(self.numbers(words))
        size = FEWEST
        while size < len(real):
            size *= 2
        wanting = size - len(real)
        return sorted(real | {search_filler(self.key, n, *place) for n in range(wanting)})


def make_key(org_id: UUID, *, version: int, epoch: int, private: bytes) -> None:
    """A fresh key of that version; nothing where another session made one just now."""
    place = bind("search", org_id, version, epoch)
    locked = lock(keys.derive(private, place), os.urandom(32), place)
    made = SearchKey(org_id=org_id, version=version, epoch=epoch, locked=locked)
    SearchKey.objects.bulk_create([made], ignore_conflicts=True)


def finders(unlocked: Unlocked) -> list[Finder]:
    """Every version that this member can open, the newest first.

    Makes the first where there is none yet: organisations founded before there were search keys.
    """
    found = _open(unlocked)
    if not found and not SearchKey.objects.filter(org_id=unlocked.org_id).exists():
        _make(unlocked, version=1)
        found = _open(unlocked)
    return found


def current(unlocked: Unlocked) -> Finder | None:
    """The version that words are kept under now; None to who cannot open it."""
    found = finders(unlocked)
    return found[0] if found and found[0].version == newest(unlocked.org_id) else None


def newest(org_id: UUID) -> int:
    """The version that words are kept under now; 0 before the first."""
    rows = SearchKey.objects.filter(org_id=org_id).order_by("-version")
    return rows.values_list("version", flat=True).first() or 0


def renew(unlocked: Unlocked) -> int:
    """A new version, which words are kept under from now on. Denied to who holds no `talk` key.

    What is kept under an older one stays found until its thread is opened again.
    """
    version = newest(unlocked.org_id) + 1
    if not _make(unlocked, version=version):
        raise Denied
    return version


def forget_unused(org_id: UUID, in_use: Iterable[int]) -> None:
    """Old versions under which nothing is kept any more are gone for good."""
    old = SearchKey.objects.filter(org_id=org_id, version__lt=newest(org_id))
    old.exclude(version__in=list(in_use)).delete()


def _make(unlocked: Unlocked, *, version: int) -> bool:
    """False for a member who holds no `talk` key, and for an interpreter: she searches nothing."""
    if not ask("select %s = any (wall.worked_orgs())", [unlocked.org_id])[0][0]:
        return False
    talk = OrgKey.objects.filter(org_id=unlocked.org_id, purpose=Purpose.TALK)
    epoch = talk.order_by("-epoch").values_list("epoch", flat=True).first()
    try:
        private = unlocked.org_private(Purpose.TALK.value, epoch or 0)
    except Denied:
        return False
    make_key(unlocked.org_id, version=version, epoch=epoch or 0, private=private)
    return True


def _open(unlocked: Unlocked) -> list[Finder]:
    found: dict[int, Finder] = {}
    rows = SearchKey.objects.filter(org_id=unlocked.org_id).order_by("-version", "-epoch")
    for row in rows:
        place = bind("search", unlocked.org_id, row.version, row.epoch)
        try:
            private = unlocked.org_private(Purpose.TALK.value, row.epoch)
            key = unlock(keys.derive(private, place), bytes(row.locked), place)
        except Denied:  # no wrap of that epoch, or a key that nobody of the organisation made
            continue
        found.setdefault(row.version, Finder(row.pk, row.version, key))
    return list(found.values())
