"""One act, as it happened, and its place in the chain."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.access.actor import Actor
from ilm.access.roles import Reach
from ilm.wall.rows import OwnedRow


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, *subjects: models.Model) -> "EntryQuerySet":
        """The history of these things, oldest first."""
        return self.filter(subject__in=[subject_of(s) for s in subjects])

    def visible_to(self, actor: Actor) -> "EntryQuerySet":
        """Staff read every entry of their organisation; others what is meant for them."""
        mine = self.filter(org_id=actor.organisation)
        if actor.role.reach is Reach.HANDED_THREADS:
            return mine.filter(actor=actor.id)
        audience = actor.role.reads_as
        return mine.filter(audience__contains=[audience]) if audience else mine

    def newest_of(self, *verbs: str, most: int) -> list["Entry"]:
        """The newest acts of these kinds, newest first. A look each: asked for together, the
        database walks all of history by time where such acts are rare."""
        each = [entry for verb in verbs for entry in self.filter(verb=verb).order_by("-at")[:most]]
        return sorted(each, key=lambda entry: entry.at, reverse=True)[:most]


class Entry(OwnedRow):
    """One act. Written in the act's own transaction; never changed.

    The audit trail, the notifications and the metrics all read from here, so an act that leaves
    no entry did not happen. No foreign keys: the record must outlive its subject.
    """

    org_id = models.UUIDField()  # `ledger_by_verb` finds it
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    audience = ArrayField(models.CharField(max_length=20), default=list)
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("at",)
        indexes = [models.Index(fields=["org_id", "verb", "-at"], name="ledger_by_verb")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb}"


class Link(models.Model):
    """An entry's place in its organisation's hash chain. Written by the database at commit."""

    entry_id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField()
    seq = models.BigIntegerField()
    canon = models.TextField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_id", "seq"], name="one_link_per_place")]

    def __str__(self) -> str:
        return f"link {self.seq}"


def subject_of(thing: models.Model) -> str:
    """How the ledger names a thing: `cases.issue:<uuid>`."""
    return f"{thing._meta.label_lower}:{thing.pk}"
