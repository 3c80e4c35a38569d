"""What staff wrote about an issue in their own words: sealed, read at an unlocked desk alone."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class RemarkKind(models.TextChoices):
    OTHER = "other"  # what an issue is that no leaf of the list names
    URGENCY = "urgency"  # why it is not as urgent as usual, or not any more


class RemarkQuerySet(WithinReach["Remark"]):
    pass


class Remark(OwnedRow):
    """A few words on the issues of one leaf in a case, sealed under the case's key.

    The last of a kind counts. By leaf and not by issue: an issue that is kept open for some of
    its workers goes on with them.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="remarks")
    leaf = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=RemarkKind.choices)
    key_id = models.UUIDField()
    sealed = SealedField()
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return f"remark {str(self.pk)[:8]}"
