"""What a conversation is found by: words as numbers, month by month."""

from datetime import UTC, date, datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.talk.models.conversing import Conversation
from ilm.wall.rows import OwnedRow


def month_of(at: datetime) -> date:
    """The first day of the month that a moment lies in, everywhere the same."""
    return at.astimezone(UTC).date().replace(day=1)


class VocabularyQuerySet(WithinReach["Vocabulary"]):
    pass


class Vocabulary(OwnedRow):
    """The distinct words of one conversation in one month, as numbers under the search key.

    Sorted, without places or counts, filled with numbers that stand for nothing to 16, 32, 64, …
    `messages` of that month are in it, the last of them said at `last_at`.
    """

    org_id = models.UUIDField()  # `vocabulary_newest` finds it
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="vocabulary", db_index=False
    )
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    messages = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    tokens = ArrayField(models.BigIntegerField())

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="vocabulary_words"),
            models.Index(
                fields=["org_id", "-last_at", "-id"], include=["messages"], name="vocabulary_newest"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "month"], name="one_vocabulary_a_month")
        ]

    def __str__(self) -> str:
        return f"vocabulary {str(self.pk)[:8]}"


class IndexingQuerySet(WithinReach["Indexing"]):
    pass


class Indexing(OwnedRow):
    """One run that makes messages findable: how many threads of it are done, never a key."""

    started_by = models.UUIDField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    left_behind = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = IndexingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"indexing {str(self.pk)[:8]}"
