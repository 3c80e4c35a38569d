"""Threads of one person on several channels, as somebody found: beside each other, never merged."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.talk.models.conversing import Conversation
from ilm.wall.rows import OwnedRow


class How(models.TextChoices):
    CODE_WORD = "code_word"  # she said what her plan holds
    RECEIPT = "receipt"  # she showed the code of a report
    MEMBER = "member"  # a case worker knows, and wrote down why


class LinkQuerySet(WithinReach["Link"]):
    def live(self) -> "LinkQuerySet":
        return self.filter(ended_at=None)


class Link(OwnedRow):
    """Two threads in which one person writes. `one` has the lower id. Taken back, it stays as what
    was believed once; with a person who is erased it goes."""

    org_id = models.UUIDField()  # links are found by their threads
    one = models.ForeignKey(Conversation, models.PROTECT, related_name="+")
    other = models.ForeignKey(Conversation, models.PROTECT, related_name="+")
    how = models.CharField(max_length=9, choices=How.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_is_the_lower", condition=models.Q(one__lt=models.F("other"))
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                name="one_live_link",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"link {str(self.pk)[:8]}"
