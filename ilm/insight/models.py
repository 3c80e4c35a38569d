"""What was published: frozen releases and their cells. The public login reads nothing else."""

from typing import Self, TypeVar

from django.db import models

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.wall.rows import OwnedRow, Row

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class OfTheNetwork(models.QuerySet[M_co]):
    def visible_to(self, actor: Actor) -> Self:
        """What is published is everybody's: whoever may sign it sees it, of whatever desk."""
        may = actor.may(Permission.PUBLICATION_SIGN) or actor.may(Permission.TIME_PASS)
        return self.all() if may else self.none()


class SignatureQuerySet(OfTheNetwork["Signature"]):
    pass


class Signature(OwnedRow):
    """One supervisor's name under what is to be published, word for word in `terms`. The second
    under the same terms makes a definition of that `version`. Append-only."""

    version = models.PositiveIntegerField()
    terms = models.JSONField()
    mark = models.CharField(max_length=64)
    signed_by = models.UUIDField()
    signed_on = models.DateField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ("-signed_on", "-id")

    def __str__(self) -> str:
        return f"signature under definition {self.version}"


class RehearsalQuerySet(OfTheNetwork["Rehearsal"]):
    pass


class Rehearsal(OwnedRow):
    """What a release under these terms would show, and whether the gate lets it. A supervisor asks
    for it, the clock makes it; `figures` are protected, empty where the gate said no, and no login
    of the public face can read them."""

    mark = models.CharField(max_length=64)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    as_of = models.DateField(null=True)
    has_passed = models.BooleanField(null=True)
    reasons = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    is_demo = models.BooleanField(default=False)

    objects = RehearsalQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"rehearsal {str(self.pk)[:8]}"


class ReleaseDefinition(Row):
    """The cubes, their cadence and rules, signed by two people; daily runs of it need no more."""

    version = models.PositiveIntegerField(unique=True)
    cubes = models.JSONField()
    rules = models.JSONField(default=dict)
    signed_by = models.UUIDField()
    countersigned_by = models.UUIDField()
    signed_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="two_different_people_define",
                condition=~models.Q(countersigned_by=models.F("signed_by")),
            )
        ]

    def __str__(self) -> str:
        return f"definition {self.version}"


class Release(Row):
    """One frozen snapshot of every cube of a definition. Append-only."""

    family = models.CharField(max_length=8)
    definition_version = models.PositiveIntegerField()
    as_of = models.DateField()
    made_at = models.DateTimeField()
    has_passed = models.BooleanField()
    gate = models.JSONField(default=dict)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-as_of", "-made_at")

    def __str__(self) -> str:
        return f"release of {self.as_of}"


class ReleasedCell(Row):
    """One published figure: `shown` is null where it is withheld. Append-only.

    `cell` is a JSON object dimension → value; `as_of` the day the figure was last refreshed.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="cells")
    cube = models.CharField(max_length=40)
    metric = models.CharField(max_length=40)
    metric_version = models.PositiveSmallIntegerField()
    cell = models.JSONField(default=dict)
    shown = models.IntegerField(null=True)
    as_of = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["release", "cube", "metric"], name="cells_of_a_cube")]

    def __str__(self) -> str:
        return f"{self.metric} {self.cell}"


class Baseline(Row):
    """The true count behind a released cell, for the refresh rule. Jobs only, never a partner."""

    cube = models.CharField(max_length=40)
    metric = models.CharField(max_length=40)
    cell_key = models.CharField(max_length=200)
    changed_since = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    issued_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cube", "metric", "cell_key"], name="one_baseline_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"baseline {self.cube}"


class BuiltReport(OwnedRow):
    """That a report was built for a buyer: which, for what period, by whom. No file is kept."""

    report = models.SlugField()
    about = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    built_by = models.UUIDField()
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report} to {self.ends_on}"
