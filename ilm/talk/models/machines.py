"""What an operator has allowed a machine to do with words, in writing."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.wall.rows import OwnedRow


class MachineKind(models.TextChoices):
    TRANSLATE = "translate"
    WRITE_DOWN = "write_down"  # speech


class AllowedMachineQuerySet(WithinReach["AllowedMachine"]):
    def standing(self) -> "AllowedMachineQuerySet":
        return self.filter(ended_at__isnull=True)


class AllowedMachine(OwnedRow):
    """A written statement: who says that words or voices may go to the machine at `url`, and what
    leaves. Every member of the desk reads it. `mark`: of these words, as the ledger keeps it."""

    kind = models.CharField(max_length=12, choices=MachineKind.choices)
    url = models.CharField(max_length=200)
    statement = models.TextField()
    signed_by = models.CharField(max_length=120)
    mark = models.UUIDField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AllowedMachineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org_id", "kind"],
                name="one_machine_of_a_kind",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.url}"
