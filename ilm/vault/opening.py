"""Reading what was sealed: ring → wrap → organisation key → grant → data key → field."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from ilm.kit.errors import Locked
from ilm.vault import content, keys
from ilm.vault.models import Grant, MemberGrant
from ilm.vault.sealing import Denied, bind, private_key, unpad, unseal
from ilm.vault.unlocking import Unlocked

MEMBER = "member"  # the purpose of a grant to one member's ring; such grants have no epoch


class Reader:
    """Opens many fields under few data keys, within one request of one unlocked member."""

    def __init__(self, unlocked: Unlocked | None) -> None:
        if unlocked is None:
            raise Locked("Unlock the vault to read this.")
        self.unlocked = unlocked
        self._keys: dict[tuple[UUID, int], object] = {}
        self._grants: dict[tuple[UUID, int], Grant] = {}
        self._contents: dict[tuple[bytes, UUID, int], bytes] = {}

    def expect(self, key_ids: Iterable[UUID]) -> None:
        """Fetch the grants of many data keys at once; those of before are forgotten."""
        rows = Grant.objects.filter(key_id__in=list(key_ids), org_id=self.unlocked.org_id)
        self._grants = {(row.key_id, row.generation): row for row in rows}
        self._keys, self._contents = {}, {}

    def field(
        self, key_id: UUID, generation: int, table: str, row: UUID, name: str, sealed: bytes
    ) -> bytes:
        """The plain bytes of one field; Denied without a grant, or if anything was moved."""
        context = bind("field", table, row, name, key_id, generation)
        if shared := content.parts(sealed):
            key, locked = shared
            return content.read(self._content(key, key_id, generation), locked, context)
        return unpad(unseal(self.data_key(key_id, generation), sealed, context))  # type: ignore[arg-type]

    def later_field(
        self, key_id: UUID, generation: int, table: str, row: UUID, name: str, sealed: bytes
    ) -> bytes:
        """`field` for what is added to a row afterwards: its key may have a new generation by then,
        and the row names the one that it began with."""
        with suppress(Denied):
            return self.field(key_id, generation, table, row, name, sealed)
        rows = Grant.objects.filter(key_id=key_id, org_id=self.unlocked.org_id)
        own = MemberGrant.objects.filter(key_id=key_id, holder=self.unlocked.user_id)
        known = {*rows.values_list("generation", flat=True)}
        known |= {*own.values_list("generation", flat=True)}
        for each in sorted(g for g in known if g > generation):
            try:
                return self.field(key_id, each, table, row, name, sealed)
            except Denied:
                continue
        raise Denied

    def _content(self, sealed: bytes, key_id: UUID, generation: int) -> bytes:
        place = (sealed, key_id, generation)
        if place not in self._contents:
            by, context = self.data_key(key_id, generation), bind("content", key_id, generation)
            self._contents[place] = unseal(by, sealed, context)  # type: ignore[arg-type]
        return self._contents[place]

    def data_key(self, key_id: UUID, generation: int = 1) -> object:
        """The parsed private half of a data key."""
        if (key_id, generation) not in self._keys:
            self._keys[key_id, generation] = private_key(self._redeem(key_id, generation))
        return self._keys[key_id, generation]

    def _redeem(self, key_id: UUID, generation: int) -> bytes:
        org = self.unlocked.org_id
        grant = self._grants.get((key_id, generation)) or (
            Grant.objects.filter(key_id=key_id, generation=generation, org_id=org).first()
        )
        if grant is None or not self.unlocked.holds(grant.purpose, grant.epoch):
            return self._redeem_own(key_id, generation)
        by = self.unlocked.org_private(grant.purpose, grant.epoch)
        return keys.redeem(
            by, bytes(grant.sealed), org, grant.purpose, grant.epoch, key_id, generation
        )

    def _redeem_own(self, key_id: UUID, generation: int) -> bytes:
        """What was granted to her own ring: an interpreter's conversation."""
        org, me = self.unlocked.org_id, self.unlocked.user_id
        own = MemberGrant.objects.filter(
            key_id=key_id, generation=generation, holder=me, org_id=org
        ).first()
        if own is None:
            raise Denied
        by = self.unlocked.ring.seals.private
        return keys.redeem(by, bytes(own.sealed), org, MEMBER, 0, key_id, generation)
