"""The supplier's word and the workers' word, kept apart: engagements, promises, claims, answers."""

from datetime import date

from django.db import models

from ilm.cases.models import Issue
from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.remedy.lifecycle import EngagementStatus
from ilm.vault.fields import SealedField
from ilm.wall.rows import AddressedRow, OwnedRow


class EngagementQuerySet(WithinReach["Engagement"]):
    def open(self) -> "EngagementQuerySet":
        return self.exclude(status=EngagementStatus.CLOSED)

    def done(self) -> "EngagementQuerySet":
        return self.filter(status=EngagementStatus.CLOSED)

    def late(self, today: date) -> "EngagementQuerySet":
        """Those whose running clock has run out, as `overdue.is_overdue` says."""
        waiting = (EngagementStatus.CLAIMED_DONE, EngagementStatus.WORKER_CHECK)
        no_answer = models.Q(answered_on__isnull=True, answer_by__lt=today)
        no_remedy = models.Q(answered_on__isnull=False, remedy_by__lt=today)
        return self.open().filter(no_answer | no_remedy & ~models.Q(status__in=waiting))


class Engagement(Moving):
    """What one partner does about one notice. `kind` as the notice's.

    The partner reads and moves this row; it holds nothing of the issue. `remedy_by` is null for
    buyers and authorities, who owe an answer and not a remedy. `outcome` says at closing, in one of
    a few words, what the workers said; `confirmed_percent`, in steps of ten, only where 11 or more
    were asked.
    """

    status = models.CharField(
        max_length=24, choices=EngagementStatus.choices, default=EngagementStatus.RAISED,
        editable=False,
    )  # fmt: skip
    to_org = models.UUIDField(db_index=True)
    notice_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=16)
    leaf = models.CharField(max_length=40)
    answer_by = models.DateField()
    remedy_by = models.DateField(null=True)
    raised_on = models.DateField()
    answered_on = models.DateField(null=True)
    claimed_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    claimed_workers = models.PositiveIntegerField(null=True)
    sent_back_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, default="", blank=True)
    confirmed_percent = models.PositiveSmallIntegerField(null=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_on", "id")
        constraints = [
            models.CheckConstraint(
                name="engagement_status_is_known",
                condition=models.Q(status__in=EngagementStatus.values),
            ),
            models.CheckConstraint(
                name="a_claim_has_its_day",
                condition=~models.Q(status=EngagementStatus.CLAIMED_DONE)
                | models.Q(claimed_on__isnull=False, claimed_workers__isnull=False),
            ),
            models.UniqueConstraint(fields=["id", "org_id", "to_org"], name="engagement_addressed"),
        ]

    def __str__(self) -> str:
        return f"engagement {str(self.pk)[:8]}"


class AnswerQuerySet(WithinReach["Answer"]):
    pass


class Answer(AddressedRow):
    """What the partner says in reply to a notice. `stance`: accepts, disputes or asks."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="answers")
    stance = models.CharField(max_length=12)
    text = models.TextField()
    said_on = models.DateField()
    said_by = models.UUIDField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("said_on", "id")

    def __str__(self) -> str:
        return f"answer of {self.said_on}"


class CommitmentQuerySet(WithinReach["Commitment"]):
    pass


class Commitment(AddressedRow):
    """One action with a date. `action` is a corrective action of the catalogue."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="commitments")
    action = models.CharField(max_length=40)
    text = models.TextField(default="", blank=True)
    due_on = models.DateField()
    made_on = models.DateField()
    made_by = models.UUIDField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"{self.action} by {self.due_on}"


class ExhibitQuerySet(WithinReach["Exhibit"]):
    pass


class Exhibit(AddressedRow):
    """Evidence uploaded by a partner: a cleaned copy, sealed to the worker organisation.

    `record` is sealed JSON {key, length, name}; the bytes lie in the media folder under the id.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=24)
    media_type = models.CharField(max_length=60)
    removed = models.CharField(max_length=200, default="", blank=True)
    key_id = models.UUIDField()
    record = SealedField()
    added_on = models.DateField()
    added_by = models.UUIDField()

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ("added_on", "id")

    def __str__(self) -> str:
        return f"exhibit of {self.added_on}"


class ClaimQuerySet(WithinReach["Claim"]):
    pass


class Claim(AddressedRow):
    """The partner's word that it is done, for how many workers. Never a closure.

    `number` counts the claims of one engagement: one that was sent back may be claimed again.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="claims")
    number = models.PositiveSmallIntegerField(default=1)
    workers = models.PositiveIntegerField()
    text = models.TextField(default="", blank=True)
    claimed_on = models.DateField()
    claimed_by = models.UUIDField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"claim of {self.claimed_on}"


class ValidationQuerySet(WithinReach["Validation"]):
    pass


class Validation(OwnedRow):
    """One worker's word on a claim: is it true, is it enough, did anything bad happen since."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="validations")
    claim_id = models.UUIDField(db_index=True)
    alias_id = models.UUIDField()
    check_in_id = models.UUIDField(null=True)
    answer = models.CharField(max_length=12)  # yes, no, partly, no_answer
    harmed = models.BooleanField(default=False)
    heard_on = models.DateField()

    objects = ValidationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim_id", "alias_id"], name="one_word_each")
        ]

    def __str__(self) -> str:
        return self.answer


class SettlementQuerySet(WithinReach["Settlement"]):
    pass


class Settlement(OwnedRow):
    """How an issue was closed by the workers' word: who was asked, who confirmed, and the gap.

    `is_in_force` once the issue is closed by it: not while a second person is awaited, and no
    longer after the issue was reopened and settled anew.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="settlements")
    claim_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=44)
    affected = models.PositiveIntegerField()
    claimed = models.PositiveIntegerField(null=True)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    is_census = models.BooleanField(default=False)
    share = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    headline = models.PositiveIntegerField(default=0)
    settled_on = models.DateField()
    settled_by = models.UUIDField()
    second_by = models.UUIDField(null=True)
    is_in_force = models.BooleanField(default=False)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ("-settled_on",)
        constraints = [
            models.CheckConstraint(
                name="two_different_people_settle",
                condition=models.Q(second_by__isnull=True)
                | ~models.Q(second_by=models.F("settled_by")),
            )
        ]

    def __str__(self) -> str:
        return self.reason


class EscalationQuerySet(WithinReach["Escalation"]):
    pass


class Escalation(OwnedRow):
    """That an engagement was taken to a buyer or an authority: the desk's link between the two."""

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="escalations")
    up = models.ForeignKey(Engagement, models.PROTECT, null=True, related_name="+")
    disclosure_id = models.UUIDField()
    kind = models.CharField(max_length=16)
    to_org = models.UUIDField()
    because = models.CharField(max_length=24)
    escalated_on = models.DateField()

    objects = EscalationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} of {self.escalated_on}"
