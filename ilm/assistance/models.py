"""Help for the person: a referral to a service, by consent."""

from django.db import models

from ilm.assistance.lifecycle import ReferralStatus
from ilm.cases.models import Case
from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach


class ReferralQuerySet(WithinReach["Referral"]):
    pass


class Referral(Moving):
    """Passing a worker, by her consent, to a service or authority. `service` as domain 3.11."""

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

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_status_is_known",
                condition=models.Q(status__in=ReferralStatus.values),
            )
        ]

    def __str__(self) -> str:
        return f"referral to {self.service}"
