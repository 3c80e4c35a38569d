"""What was found at a site by looking: a visit, a document review, interviews, an outside audit."""

from django.db import models

from ilm.ledger.reach import Reachable
from ilm.parties.models import Site
from ilm.wall.rows import OwnedRow


class Visit(OwnedRow):
    """One look at a site. `method` is one of `visiting.Method`."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="visits")
    method = models.CharField(max_length=20)
    made_on = models.DateField()
    made_by = models.UUIDField(null=True)
    is_announced = models.BooleanField(default=False)

    objects = Reachable()

    def __str__(self) -> str:
        return f"{self.method} of {self.made_on}"


class Finding(OwnedRow):
    """One leaf of the taxonomy that a visit saw, or looked for and did not see."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    leaf = models.CharField(max_length=40)
    is_found = models.BooleanField()

    objects = Reachable()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "leaf"], name="one_finding_per_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.leaf}: {'found' if self.is_found else 'not found'}"
