"""The hotline: calls as they go, sentences recorded for it, who takes calls, whom to call back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.talk.lifecycle import CallBackStatus
from ilm.talk.models.conversing import Conversation
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class CallQuerySet(WithinReach["Call"]):
    handed_by = "conversation__handed_to"

    def live(self) -> "CallQuerySet":
        """Those on the line now."""
        return self.filter(ended_at=None).exclude(state__in=["planned", "ended"])

    def alarming(self) -> "CallQuerySet":
        """Those that ended by a sign of distress, and nobody has taken notice."""
        return self.filter(outcome="distress", seen_at=None)


class Call(OwnedRow):
    """One call. The hooks write each step of it, before its messages are heard.

    `sid`: the provider's name of it, keyed, as `Message.external_id`. `handle`: the same, locked,
    while the call lives. A call of ours is made beside its part, whose id it has; `spoken` is what
    it is about, `code_key` what her code must come to. `agreed`: what she said last when she was
    asked in a talk, `join`, `record` or `no`.
    """

    account_id = models.UUIDField()
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, null=True, related_name="calls", db_index=True
    )
    sid = models.CharField(max_length=64, null=True)  # noqa: DJ001  # absent until it is placed
    handle = SealedField(null=True)
    wants = SealedField(null=True)  # whom to bring in, locked; gone once the sender took it
    wants_yes = models.BooleanField(default=False)  # that waits until she agrees
    agreed = models.SlugField(max_length=8, default="", blank=True, db_index=False)
    is_ours = models.BooleanField(default=False)
    state = models.SlugField(max_length=12, db_index=False)
    outcome = models.SlugField(max_length=12, default="", blank=True, db_index=False)
    language = models.CharField(max_length=8, default="", blank=True)
    spoken = models.SlugField(max_length=20, default="", blank=True, db_index=False)
    code_key = models.CharField(max_length=64, default="", blank=True)
    alias_id = models.UUIDField(null=True)  # of a call of ours: her code is bound to it
    agent = models.UUIDField(null=True)
    began_at = models.DateTimeField()
    state_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)  # when somebody took notice of a distress sign

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "-began_at"], name="calls_by_time"),
            models.Index(
                fields=["org_id"], name="calls_live", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["org_id"],
                name="calls_of_distress",
                condition=models.Q(outcome="distress", seen_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account_id", "sid"], name="one_call_per_sid")
        ]

    def __str__(self) -> str:
        return f"call {str(self.pk)[:8]}"


class PromptQuerySet(WithinReach["Prompt"]):
    pass


class Prompt(OwnedRow):
    """A sentence of the hotline as somebody recorded it. `sound`: WAV, locked for the hooks.

    `token` is its one address: it changes with each recording, so a copy elsewhere is never stale.
    """

    language = models.CharField(max_length=8)
    name = models.SlugField(max_length=20, db_index=False)
    token = models.CharField(max_length=43, unique=True)
    sound = SealedField()
    seconds = models.PositiveSmallIntegerField(default=0)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    objects = PromptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "language", "name"], name="one_recording")
        ]

    def __str__(self) -> str:
        return f"prompt {self.name} in {self.language}"


class TakingQuerySet(WithinReach["Taking"]):
    pass


class Taking(OwnedRow):
    """A member who takes calls: where her phone rings, locked, and in which languages."""

    user_id = models.UUIDField(unique=True)
    address = SealedField()
    languages = ArrayField(models.CharField(max_length=8), default=list)  # empty: all
    is_on = models.BooleanField(default=False)
    since = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)

    objects = TakingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"taking of {str(self.user_id)[:8]}"


class CallBackQuerySet(WithinReach["CallBack"]):
    handed_by = "conversation__handed_to"


class CallBack(Moving):
    """Somebody is to be called. `because`: asked, missed, silent, cut_off or check_in."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="call_backs")
    alias_id = models.UUIDField()
    because = models.SlugField(max_length=12, db_index=False)
    wish = models.SlugField(max_length=12, default="", blank=True, db_index=False)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_id", "due_at"],
                name="call_backs_due",
                condition=models.Q(status="due"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="call_back_status_is_known",
                condition=models.Q(status__in=CallBackStatus.values),
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                name="one_call_back_due",
                condition=models.Q(status="due"),
            ),
        ]

    def __str__(self) -> str:
        return f"call-back {str(self.pk)[:8]}"
