"""Who works when: shifts and the marks on them, what the rota knows of a member, hand-overs."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow

GRACE: Final = timedelta(hours=1)  # a shift that nobody ended counts no longer than that


class CardQuerySet(WithinReach["Card"]):
    handed_by = "user_id"


class Card(OwnedRow):
    """What the rota knows of a member: the zone she reads times in, the languages she speaks."""

    user_id = models.UUIDField()
    time_zone = models.CharField(max_length=40)
    languages = ArrayField(models.CharField(max_length=8), default=list)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "user_id"], name="one_card_a_member")
        ]

    def __str__(self) -> str:
        return f"card of {str(self.user_id)[:8]}"


class ShiftQuerySet(WithinReach["Shift"]):
    handed_by = "user_id"

    def standing(self) -> "ShiftQuerySet":
        """Not called off."""
        return self.filter(called_off_at=None)

    def between(self, begins: datetime, ends: datetime) -> "ShiftQuerySet":
        """Those that share a moment with this time."""
        return self.filter(begins_at__lt=ends, ends_at__gt=begins)

    def of(self, user_id: UUID) -> "ShiftQuerySet":
        return self.filter(user_id=user_id)

    def on(self, now: datetime) -> "ShiftQuerySet":
        """Begun by their member and not ended, nor run out long ago."""
        begun = self.standing().filter(begun_at__isnull=False, ended_at=None)
        return begun.filter(ends_at__gt=now - GRACE)


class Shift(OwnedRow):
    """A member's time of work. Instants, planned at a wall's time in `time_zone`.

    `pattern` is shared by those that were planned as one, week by week. The marks are hers alone:
    when she began and ended, and since when she rests. A past break leaves no more than its end.
    """

    user_id = models.UUIDField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40)
    pattern = models.UUIDField()
    planned_by = models.UUIDField()
    called_off_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rest_since = models.DateTimeField(null=True)
    rested_at = models.DateTimeField(null=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_id", "ends_at"],
                name="shifts_by_end",
                condition=models.Q(called_off_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("begins_at")),
            ),
            models.CheckConstraint(
                name="who_rests_is_on_shift",
                condition=models.Q(rest_since__isnull=True)
                | models.Q(begun_at__isnull=False, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"shift {str(self.pk)[:8]}"


class HandOverQuerySet(WithinReach["HandOver"]):
    def unread(self) -> "HandOverQuerySet":
        return self.filter(seen_at=None)


class HandOver(OwnedRow):
    """What whoever ends a shift leaves for the next. `sealed` is JSON {text, said}.

    `to_user`: who is on, or next, when it was written; None: nobody was planned.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="hand_overs")
    to_user = models.UUIDField(null=True)
    key_id = models.UUIDField()
    generation = models.PositiveIntegerField(default=1)
    sealed = SealedField()
    author = models.UUIDField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"hand-over {str(self.pk)[:8]}"
