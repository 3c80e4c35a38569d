"""What is kept longer, what is kept shorter, and who is to be erased."""

from datetime import date

from django.db import models

from ilm.cases.models.casework import Case
from ilm.ledger.reach import WithinReach
from ilm.wall.rows import OwnedRow


class ErasureQuerySet(WithinReach["Erasure"]):
    def open(self) -> "ErasureQuerySet":
        return self.filter(done_at__isnull=True, called_off_at__isnull=True)


class Erasure(OwnedRow):
    """One person to be erased, and the proof once she is. `because` is a `catalog.keeping.Because`.

    `wanted_on`: the day she asked herself. One supervisor begins, another member confirms, and the
    database erases in that moment (`wall.erase`). `proof`: table → how many rows or values went.
    """

    alias_id = models.UUIDField(db_index=True)
    because = models.SlugField(max_length=24)
    wanted_on = models.DateField(null=True)
    begun_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    backups_end_on = models.DateField(null=True)
    proof = models.JSONField(default=dict)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alias_id"],
                name="one_erasure_at_a_time",
                condition=models.Q(done_at__isnull=True, called_off_at__isnull=True),
            ),
            models.CheckConstraint(
                name="two_different_people_erase",
                condition=models.Q(confirmed_by__isnull=True, done_at__isnull=True)
                | models.Q(begun_by__isnull=False, confirmed_by__isnull=False)
                & ~models.Q(confirmed_by=models.F("begun_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {str(self.pk)[:8]}"


class HoldQuerySet(WithinReach["Hold"]):
    def standing(self) -> "HoldQuerySet":
        """Not lifted, whether the second person has signed or not."""
        return self.filter(lifted_at__isnull=True)

    def in_force(self, on: date) -> "HoldQuerySet":
        return self.standing().filter(confirmed_by__isnull=False, ends_on__gte=on)


class Hold(OwnedRow):
    """A legal hold: nothing of this case's people ends before `ends_on`. In force by two people.

    `because` is a `catalog.keeping.HeldFor`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    because = models.SlugField(max_length=24)
    ends_on = models.DateField()
    set_by = models.UUIDField()
    set_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="two_different_people_hold",
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("set_by")),
            )
        ]

    def __str__(self) -> str:
        return f"hold until {self.ends_on}"


class TermQuerySet(WithinReach["Term"]):
    pass


class Term(OwnedRow):
    """How many days an organisation keeps one kind of `catalog.keeping`: fewer than usual."""

    kind = models.SlugField(max_length=24)
    days = models.PositiveSmallIntegerField()
    set_by = models.UUIDField()
    set_on = models.DateField()

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_id", "kind"], name="one_term_each")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"
