"""What goes out: one part per provider call, the plan that bounds it, and the check-ins due."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.talk.lifecycle import CheckInStatus, PartStatus
from ilm.talk.models.conversing import Conversation, Message
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class PartQuerySet(WithinReach["Part"]):
    handed_by = "message__conversation__handed_to"

    def untold(self, since: datetime) -> "PartQuerySet":
        """What waits for her to write, and what waited in vain until `since` or later."""
        held = self.filter(held_for__isnull=False, template_id=None, not_after__gte=since)
        return held.filter(status__in=["held", "failed"])


class Part(Moving):
    """One provider call. Its id is the idempotency key and never changes between tries.

    `about_id` is the check-in or disclosure it asks about. With `template_id` it carries approved
    neutral words and nothing else: number 0 of its message, to make her write.
    """

    her_word: datetime | None = None  # when she wrote last, as the sender saw it

    message = models.ForeignKey(Message, models.PROTECT, related_name="parts")
    account_id = models.UUIDField()
    channel = models.SlugField(db_index=False)
    alias_id = models.UUIDField()
    number = models.PositiveSmallIntegerField(default=1)
    of = models.PositiveSmallIntegerField(default=1)
    text = SealedField(null=True)  # to the sender; gone on final status
    address = SealedField(null=True)  # to the sender; a one-off, or null for the standing copy
    address_expires_on = models.DateField(null=True)
    not_after = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    is_bulk = models.BooleanField(default=False)
    external_id = models.CharField(max_length=160, null=True)  # noqa: DJ001  # absent, not empty
    failed_because = models.CharField(max_length=60, default="", blank=True)
    purpose = models.SlugField(max_length=12, default="answer")
    about_id = models.UUIDField(null=True)
    template_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    held_for = models.DateTimeField(null=True)  # her last word when it was held: goes after more
    gone_at = models.DateTimeField(null=True)  # when the provider took it

    objects = PartQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="part_due",
                condition=models.Q(status__in=["queued", "waiting", "held"]),
            ),
            models.Index(fields=["account_id", "external_id"], name="part_by_external_id"),
            models.Index(fields=["alias_id"], name="part_by_person"),
            models.Index(
                fields=["about_id"],
                name="part_by_question",
                condition=models.Q(about_id__isnull=False),
            ),
            models.Index(
                fields=["org_id", "not_after"],
                name="part_held",
                condition=models.Q(held_for__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="part_status_is_known", condition=models.Q(status__in=PartStatus.values)
            )
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.of}"


class EarlyReceiptQuerySet(WithinReach["EarlyReceipt"]):
    pass


class EarlyReceipt(OwnedRow):
    """How far a message came that we do not know yet: its send may still be under way.

    `external_id` as in `Part`. Applied when a part gets that id; else it goes within the hour.
    """

    account_id = models.UUIDField()
    external_id = models.CharField(max_length=160)
    status = models.SlugField(max_length=12)
    code = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField()
    kept_at = models.DateTimeField()

    objects = EarlyReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "external_id", "status"], name="one_early_receipt"
            )
        ]

    def __str__(self) -> str:
        return f"early receipt {str(self.pk)[:8]}"


class SafePlanQuerySet(WithinReach["SafePlan"]):
    pass


class SafePlan(OwnedRow):
    """How she may be contacted safely: coded limits in clear, words sealed under her identity."""

    alias_id = models.UUIDField(unique=True)
    channels = ArrayField(models.SlugField(), default=list)
    from_hour = models.PositiveSmallIntegerField(default=0)
    to_hour = models.PositiveSmallIntegerField(default=24)
    weekdays = ArrayField(models.SmallIntegerField(), default=list)  # empty is every day; 0 Monday
    time_zone = models.CharField(max_length=40, default="Asia/Bangkok")
    worker_contacts_us_only = models.BooleanField(default=False)
    may_leave_message = models.BooleanField(default=True)
    may_say_organisation_name = models.BooleanField(default=False)
    employer_may_monitor_device = models.BooleanField(default=False)
    is_phone_shared = models.BooleanField(default=False)
    last_verified_on = models.DateField()
    notice_key = models.CharField(max_length=64, default="", blank=True)  # of notification_text
    call_code_key = models.CharField(max_length=64, default="", blank=True)  # of six digits
    key_id = models.UUIDField(null=True)
    words = SealedField(
        null=True
    )  # JSON {cover_story, code_word, distress_word, notification_text}

    objects = SafePlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"plan {str(self.pk)[:8]}"


class CheckInQuerySet(WithinReach["CheckIn"]):
    handed_by = "conversation__handed_to"


class CheckIn(Moving):
    """A question to a worker that falls due: after a disclosure, or after a claim of completion.

    `about` is `disclosure` or `claim`, `about_id` the row; `question` a key of `questions`.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="check_ins")
    alias_id = models.UUIDField()
    about = models.CharField(max_length=12)
    about_id = models.UUIDField(db_index=True)
    question = models.CharField(max_length=40)
    day = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=12, default="", blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="check_in_due",
                condition=models.Q(status__in=["due", "sent"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="check_in_status_is_known", condition=models.Q(status__in=CheckInStatus.values)
            )
        ]

    def __str__(self) -> str:
        return f"check-in of day {self.day}"
