"""Help for the person: a referral to a service, by consent."""

from django.db import models

from ilm.access.actor import Actor
from ilm.access.roles import Reach
from ilm.assistance.lifecycle import ReferralStatus
from ilm.cases.models import Case
from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField


class ReferralQuerySet(WithinReach["Referral"]):
    def addressed_to(self, actor: Actor) -> "ReferralQuerySet":
        """What other organisations refer to the actor's; nothing for who sees single threads."""
        if actor.role.reach is not Reach.OWN_ORGANISATION:
            return self.none()
        return self.filter(provider_id=actor.organisation)

    def between(self, actor: Actor) -> "ReferralQuerySet":
        """What the actor's organisation made or received."""
        return self.visible_to(actor) | self.addressed_to(actor)

    def open(self) -> "ReferralQuerySet":
        return self.filter(status__in=(ReferralStatus.IN_PROGRESS, ReferralStatus.ACCEPTED))


_Referrals = models.Manager.from_queryset(ReferralQuerySet)


class ReferralManager(_Referrals["Referral"]):
    """The sealed note is fetched when somebody who may read asks for it, and not before."""

    def get_queryset(self) -> ReferralQuerySet:
        return ReferralQuerySet(self.model, None, self._db).coded()


class Referral(Moving):
    """Passing a worker, by her consent, to a service or authority. `service` as domain 3.11.

    To another worker organisation with the coded facts that it needs, a `note` sealed under
    `key_id`, and, where she agreed to be known, her own words (`has_words`).
    """

    status = models.CharField(
        max_length=24, choices=ReferralStatus.choices, default=ReferralStatus.IN_PROGRESS,
        editable=False,
    )  # fmt: skip
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    alias_id = models.UUIDField()
    service = models.CharField(max_length=32)
    provider_id = models.UUIDField()
    consent_id = models.UUIDField()
    made_on = models.DateField()
    outcome = models.CharField(max_length=24, default="", blank=True)
    site_id = models.UUIDField(null=True)
    leaf = models.CharField(max_length=40, default="", blank=True)
    urgency = models.CharField(max_length=12, default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    key_id = models.UUIDField(null=True)
    note = SealedField(null=True)
    has_words = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)  # by the receiving organisation, the last time

    objects = ReferralManager()

    class Meta:
        indexes = [models.Index(fields=["provider_id"], name="referrals_to_us")]
        constraints = [
            models.CheckConstraint(
                name="referral_status_is_known",
                condition=models.Q(status__in=ReferralStatus.values),
            )
        ]

    def __str__(self) -> str:
        return f"referral to {self.service}"
