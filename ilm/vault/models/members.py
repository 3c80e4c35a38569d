"""A member's own keys, what they lie behind, and the sessions that opened them."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.wall.rows import OwnedRow, Row


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
