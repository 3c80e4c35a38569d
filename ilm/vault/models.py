"""Who a worker really is, behind keys; and the keys behind the members of an organisation."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow, Row


class Purpose(models.TextChoices):
    TALK = "talk"
    IDENTITY = "identity"


class Ring(Row):
    """The public halves of a member's two key pairs; the private ones live only inside locks."""

    user_id = models.UUIDField(unique=True)
    seals = models.BinaryField()
    signs = models.BinaryField()
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)  # when one of its locks last opened: the day, no more

    def __str__(self) -> str:
        return f"ring {str(self.pk)[:8]}"


class Lock(Row):
    """A member's ring behind one secret: a password, or a passkey's PRF output.

    `salt` goes into the slow hash, or is what the passkey `credential` makes its output of.
    """

    user_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12)
    salt = models.BinaryField()
    locked = models.BinaryField()
    credential = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"lock {str(self.pk)[:8]}"


class Tries(Row):
    """How often in a row a member gave a wrong password, and until when they wait."""

    user_id = models.UUIDField(unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"tries {str(self.pk)[:8]}"


class VaultSession(Row):
    """One half of an unlocked session; the other is in a cookie. Either half alone is nothing."""

    user_id = models.UUIDField(db_index=True)
    locked = models.BinaryField()
    until = models.BigIntegerField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"vault session {str(self.pk)[:8]}"


class OrgKey(OwnedRow):
    """The public half of an organisation's key for one purpose and epoch."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()
    made_on = models.DateField(null=True)  # unknown for the first keys of old installations

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "purpose", "epoch"], name="one_key_per_epoch")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.epoch}"


class KeyEntry(OwnedRow):
    """One signed entry of the list of who holds an organisation's keys; see `keylist`."""

    seq = models.PositiveIntegerField()
    body = models.TextField()
    signature = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "seq"], name="one_key_entry_per_place")
        ]

    def __str__(self) -> str:
        return f"key entry {self.seq}"


class Resealing(OwnedRow):
    """One run that seals the grants of old epochs anew: how far it is, never a key."""

    started_by = models.UUIDField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left_behind = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"resealing {str(self.pk)[:8]}"


class Wrap(OwnedRow):
    """An organisation's private key, sealed to one holder's ring."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    epoch = models.PositiveIntegerField()
    holder = models.UUIDField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "purpose", "epoch", "holder"], name="one_wrap_per_holder"
            )
        ]

    def __str__(self) -> str:
        return f"wrap {str(self.pk)[:8]}"


class RecoveryPairQuerySet(WithinReach["RecoveryPair"]):
    pass


class RecoveryPair(OwnedRow):
    """The public half of a pair that two of three printed shares derive; it holds wraps like a
    member. `canary` opens with the same two shares and is all that a drill opens."""

    set_id = models.UUIDField()
    first = models.PositiveSmallIntegerField()
    second = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    canary = models.BinaryField()
    made_at = models.DateTimeField()

    objects = RecoveryPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "set_id", "first", "second"], name="one_pair_of_shares"
            )
        ]

    def __str__(self) -> str:
        return f"recovery pair {self.first} and {self.second}"


class SecondLookQuerySet(WithinReach["SecondLook"]):
    pass


class SecondLook(OwnedRow):
    """A member who opened many people today asks for one more; another member agrees, or not."""

    alias_id = models.UUIDField(db_index=True)
    because = models.CharField(max_length=20)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreed_by_another",
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")),
            )
        ]

    def __str__(self) -> str:
        return f"second look {str(self.pk)[:8]}"


class DataKey(OwnedRow):
    """A pair for one person, conversation or case file: anyone may seal, a grant opens."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    generation = models.PositiveIntegerField(default=1)
    public = models.BinaryField()

    def __str__(self) -> str:
        return f"data key {str(self.pk)[:8]}"


class Grant(OwnedRow):
    """A data key's private half, sealed to an organisation's key."""

    key_id = models.UUIDField(db_index=True)
    generation = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    epoch = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "generation", "org_id"], name="one_grant_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"grant {str(self.pk)[:8]}"


class Alias(OwnedRow):
    """One person on one channel. The rest of the house knows only the id."""

    channel = models.SlugField(db_index=False)
    index = models.BinaryField()  # keyed and slow: finds a returning sender, names nobody
    index_version = models.PositiveSmallIntegerField(default=1)
    key_id = models.UUIDField()
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "channel", "index"], name="one_alias_each")
        ]

    def __str__(self) -> str:
        return f"alias {str(self.pk)[:8]}"


class Person(OwnedRow):
    """What a worker chose to say about who she is: name, number, anything. JSON under her key."""

    alias_id = models.UUIDField(db_index=True)
    key_id = models.UUIDField()
    sealed = SealedField()

    def __str__(self) -> str:
        return f"person {str(self.pk)[:8]}"


class StandingAddress(OwnedRow):
    """A copy of an address for the sender, for check-ins that go out with nobody unlocked."""

    alias_id = models.UUIDField(unique=True)
    channel = models.SlugField(db_index=False)
    sealed = SealedField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"standing address {str(self.pk)[:8]}"


class ReceiptQuerySet(WithinReach["Receipt"]):
    pass


class Receipt(OwnedRow):
    """What finds a reporter's thread again: a hash of her receipt, and her key behind it."""

    alias_id = models.UUIDField(unique=True)
    lookup = models.BinaryField(unique=True)
    public = models.BinaryField()
    locked = models.BinaryField()

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"receipt {str(self.pk)[:8]}"


class SearchKeyQuerySet(WithinReach["SearchKey"]):
    pass


class SearchKey(OwnedRow):
    """One version of the key that words are searched under, locked by a `talk` key."""

    org_id = models.UUIDField()  # `one_search_key_per_epoch` finds it
    version = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    locked = SealedField()

    objects = SearchKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "version", "epoch"], name="one_search_key_per_epoch"
            )
        ]

    def __str__(self) -> str:
        return f"search key {self.version}"
