"""The keys of an organisation: epochs, who holds them, the signed list, the paper shares."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class Purpose(models.TextChoices):
    TALK = "talk"
    IDENTITY = "identity"


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


class ShareGiven(OwnedRow):
    """One printed share on its way to one person: sealed to a member (`holder`), or locked behind
    a link. Once taken it is empty; the row says who has it on paper."""

    set_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    holder = models.UUIDField(null=True)
    token_hash = models.BinaryField(null=True, unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "set_id", "number"], name="one_share_each"),
            models.CheckConstraint(
                name="a_share_has_one_keeper",
                condition=models.Q(holder=None) ^ models.Q(token_hash=None),
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.number}"


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
