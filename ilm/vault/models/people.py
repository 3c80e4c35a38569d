"""A person's keys, and what is sealed of who she is and how to reach her."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.vault.models.organisations import Purpose
from ilm.wall.rows import OwnedRow


class DataKey(OwnedRow):
    """A pair for one person, conversation or case file: anyone may seal, a grant opens."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    generation = models.PositiveIntegerField(default=1)
    public = models.BinaryField()
    vouched = models.BinaryField(default=b"")  # see `vouching`

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


class MemberGrant(OwnedRow):
    """A data key's private half, sealed to one member's own ring: an interpreter's conversation."""

    key_id = models.UUIDField()
    generation = models.PositiveIntegerField()
    holder = models.UUIDField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "generation", "holder"], name="one_grant_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"member grant {str(self.pk)[:8]}"


class PassedQuerySet(WithinReach["Passed"]):
    def live(self) -> "PassedQuerySet":
        return self.filter(ended_at=None)


class Passed(OwnedRow):
    """A data key of `org_id` that `to_org` was granted, while `ground` (a referral) lasts.

    `is_renewed`: after its end, what follows is sealed under a new generation.
    """

    key_id = models.UUIDField(db_index=True)
    to_org = models.UUIDField()
    ground = models.UUIDField(db_index=True)
    passed_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    is_renewed = models.BooleanField(default=False)

    objects = PassedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ground", "key_id"], name="passed_once_for_a_reason")
        ]

    def __str__(self) -> str:
        return f"passed {str(self.pk)[:8]}"


class Alias(OwnedRow):
    """One person on one channel. The rest of the house knows only the id."""

    channel = models.SlugField(db_index=False)
    index = models.BinaryField()  # keyed and slow: finds a returning sender, names nobody
    index_version = models.PositiveSmallIntegerField(default=1)
    key_id = models.UUIDField()
    sealed = SealedField()
    vouched = models.BinaryField(default=b"")  # see `vouching`

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
    vouched = models.BinaryField(default=b"")

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return f"receipt {str(self.pk)[:8]}"
