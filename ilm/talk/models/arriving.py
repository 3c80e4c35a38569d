"""Where words come in: an account at a provider, and each delivery as it arrived, sealed."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class ChannelAccountQuerySet(WithinReach["ChannelAccount"]):
    pass


class ChannelAccount(OwnedRow):
    """An organisation's number or page at a provider. `name` is its place in the hook's URL."""

    channel = models.SlugField(db_index=False)
    name = models.SlugField(max_length=60)
    label = models.CharField(max_length=80)
    credentials = models.BinaryField()  # JSON, locked under the deployment's channel key
    is_open = models.BooleanField(default=True)
    paused_because = models.CharField(max_length=40, default="", blank=True)

    objects = ChannelAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="one_account_per_name")
        ]

    def __str__(self) -> str:
        return self.label


class TemplateQuerySet(WithinReach["Template"]):
    pass


class Template(OwnedRow):
    """Neutral words a provider approved: what may go out when free words are not taken.

    `purpose` is one of `templates.PURPOSES`; `name` and `code` (of the language) are the
    provider's; `button` is what she may press under it. The words name nobody and nothing.
    """

    account = models.ForeignKey(ChannelAccount, models.PROTECT, related_name="templates")
    purpose = models.SlugField(max_length=12)
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=512)
    code = models.CharField(max_length=12)
    wording = models.CharField(max_length=300)
    button = models.CharField(max_length=25, default="", blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose", "language"], name="one_template_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"template {self.purpose} {self.language}"


class MailboxQuerySet(WithinReach["Mailbox"]):
    pass


class Mailbox(OwnedRow):
    """How far one mailbox was read: `last_uid` is the last letter that is a delivery.

    `validity` is the server's name for the row of its numbers; `trouble` says in a code why nobody
    can read there since `looked_at`; empty if somebody does.
    """

    account_id = models.UUIDField(unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()
    trouble = models.CharField(max_length=40, default="", blank=True)

    objects = MailboxQuerySet.as_manager()

    def __str__(self) -> str:
        return f"mailbox {str(self.pk)[:8]}"


class Delivery(OwnedRow):
    """One request of a provider, sealed to the parse process. Repeats meet the unique key."""

    org_id = models.UUIDField()  # each index costs each message that comes in
    account_id = models.UUIDField()
    channel = models.SlugField(db_index=False)
    key = models.CharField(max_length=120)
    body = SealedField()
    received_at = models.DateTimeField()
    is_parsed = models.BooleanField(default=False)
    failed_because = models.CharField(max_length=60, default="", blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_id", "key"], name="one_delivery_per_key")
        ]
        indexes = [
            models.Index(
                fields=["received_at"], name="delivery_waiting", condition=models.Q(is_parsed=False)
            )
        ]

    def __str__(self) -> str:
        return f"delivery {str(self.pk)[:8]}"
