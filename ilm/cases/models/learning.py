"""What was learnt from an organisation's own triage, and the runs that learnt it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class LearningQuerySet(WithinReach["Learning"]):
    pass


class Learning(OwnedRow):
    """One run that learns from triage: when it was begun and how it ended, never a key."""

    class End(models.TextChoices):
        LEARNT = "learnt"
        TOO_FEW = "too_few"  # reports of too few kinds
        CHANGED = "changed"  # words went or keys changed while it learnt

    started_by = models.UUIDField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=8, choices=End.choices, default="", blank=True)
    accounts = models.PositiveIntegerField(default=0)

    objects = LearningQuerySet.as_manager()

    def __str__(self) -> str:
        return f"learning {str(self.pk)[:8]}"


class LessonQuerySet(WithinReach["Lesson"]):
    pass


class Lesson(OwnedRow):
    """What was learnt from `accounts` reports of the people `learnt_from`, locked by a `talk` key.

    Gone with the words of any of them, with a new `talk` key, and with the next lesson (`wall`).
    `offered` reports were triaged beside its suggestions; in `first_right` of them people chose the
    first, in `among_right` one of those suggested.
    """

    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    epoch = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()
    learnt_from = ArrayField(models.UUIDField())
    locked = SealedField()
    offered = models.PositiveIntegerField(default=0)
    first_right = models.PositiveIntegerField(default=0)
    among_right = models.PositiveIntegerField(default=0)

    objects = LessonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"lesson {str(self.pk)[:8]}"
