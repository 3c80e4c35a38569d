"""What was found at a site by looking: a visit, a document review, interviews, an outside audit."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.parties.models import Site
from ilm.wall.rows import OwnedRow


class VisitQuerySet(WithinReach["Visit"]):
    pass


class Visit(OwnedRow):
    """One look at a site. `method` is one of `visiting.Method`."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="visits")
    method = models.CharField(max_length=20)
    made_on = models.DateField()
    made_by = models.UUIDField(null=True)
    is_announced = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.method} of {self.made_on}"


class FindingQuerySet(WithinReach["Finding"]):
    pass


class Finding(OwnedRow):
    """One leaf of the taxonomy that a visit saw, or looked for and did not see."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    leaf = models.CharField(max_length=40)
    is_found = models.BooleanField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "leaf"], name="one_finding_per_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.leaf}: {'found' if self.is_found else 'not found'}"
