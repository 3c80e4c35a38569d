"""A thread with one alias, the contacts in it, and every message said."""

from django.db import models

from ilm.kit import clock
from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class Topic(models.TextChoices):
    """What we are talking about, hence who in the house hears the next message."""

    REPORTING = "reporting"
    VALIDATING = "validating"
    APPROVING = "approving"
    LEAVING = "leaving"  # words she agreed to: her no still stops them


class ConversationQuerySet(WithinReach["Conversation"]):
    handed_by = "handed_to"

    def waiting(self) -> "ConversationQuerySet":
        """Threads whose last word is hers and not yet read at the desk."""
        return self.filter(unread__gt=0)

    def awake(self) -> "ConversationQuerySet":
        """Without those that a member put off until later."""
        due = models.Q(snoozed_until__isnull=True) | models.Q(snoozed_until__lte=clock.now())
        return self.filter(due)

    def put_off(self) -> "ConversationQuerySet":
        """Those that come back later."""
        return self.filter(snoozed_until__gt=clock.now())

    def latest_first(self) -> "ConversationQuerySet":
        return self.order_by("-last_at", "-id")


class Conversation(OwnedRow):
    """One thread with one alias. `about_id` is the check-in or disclosure she is asked about.

    `asked_at`: when we asked her last. `handed_to`: the interpreter who reads and answers it too.
    """

    org_id = models.UUIDField()  # `inbox` finds it
    alias_id = models.UUIDField(unique=True)
    channel = models.SlugField(db_index=False)
    account_id = models.UUIDField(null=True)
    key_id = models.UUIDField()
    vouched = models.BinaryField(default=b"")  # whose, and under which key: see `vouching`
    ref = models.CharField(max_length=12)
    language = models.CharField(max_length=8, default="", blank=True)
    encoding = models.CharField(max_length=8, default="", blank=True)
    topic = models.CharField(max_length=12, choices=Topic.choices, default=Topic.REPORTING)
    about_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    unread = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    last_inward_at = models.DateTimeField(null=True)
    assigned_to = models.UUIDField(null=True)
    handed_to = models.UUIDField(null=True)
    alarm = models.PositiveSmallIntegerField(default=0)  # rank of an urgency: see `heeding`
    snoozed_until = models.DateTimeField(null=True)  # away until then, or her next word
    claimed_by = models.UUIDField(null=True)  # who is answering her: see `claiming`
    claimed_until = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "-last_at", "-id"], name="inbox"),
            models.Index(
                fields=["org_id", "-last_at", "-id"],
                name="inbox_unread",
                condition=models.Q(unread__gt=0),
            ),
            models.Index(fields=["org_id", "last_inward_at"], name="last_word_in"),
            models.Index(
                fields=["org_id", "assigned_to", "-last_at", "-id"],
                name="inbox_mine",
                condition=models.Q(assigned_to__isnull=False),
            ),
            models.Index(
                fields=["org_id", "-last_at", "-id"],
                name="inbox_put_off",
                condition=models.Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["handed_to"], name="handed", condition=models.Q(handed_to__isnull=False)
            ),
            models.Index(
                fields=["org_id", "-last_at", "-id"],
                name="alarmed",
                condition=models.Q(alarm__gt=0),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["org_id", "ref"], name="one_conversation_per_ref"),
            models.CheckConstraint(
                name="topic_is_known", condition=models.Q(topic__in=Topic.values)
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.ref}"


class ContactQuerySet(WithinReach["Contact"]):
    handed_by = "conversation__handed_to"


class Contact(OwnedRow):
    """One interaction at one time: a call, a chat turn, a missed call. The unit that is counted.

    `kind` is `unsorted`, `report`, or one of the kinds of `catalog.contacts` that are no issue.
    """

    org_id = models.UUIDField()  # `contacts_by_time` finds it
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="contacts", db_index=False
    )
    channel = models.SlugField(db_index=False)
    began_at = models.DateTimeField()
    kind = models.CharField(max_length=24, default="unsorted")

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "began_at"], name="contacts_by_time"),
            models.Index(fields=["conversation", "began_at"], name="contacts_of_thread"),
        ]

    def __str__(self) -> str:
        return f"contact {str(self.pk)[:8]}"


class MessageKind(models.TextChoices):
    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    CALL_NOTE = "call_note"
    FORM = "form"
    OTHER = "other"


class MessageQuerySet(WithinReach["Message"]):
    handed_by = "conversation__handed_to"


class Message(OwnedRow):
    """One message. `sealed` holds JSON {text, raw?, note?} under the conversation's data key."""

    org_id = models.UUIDField()  # messages are found by their thread alone
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="messages", db_index=False
    )
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="messages")
    is_inward = models.BooleanField()
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    sealed = SealedField()
    key_id = models.UUIDField()
    generation = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=8, default="", blank=True)
    encoding = models.CharField(max_length=8, default="", blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    external_id = models.CharField(max_length=160, null=True)  # noqa: DJ001  # absent, not empty
    account_id = models.UUIDField(null=True)
    author = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default="received")
    for_reporter = SealedField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("at", "received_at", "id")
        indexes = [
            models.Index(fields=["conversation", "at"], name="thread"),
            models.Index(
                fields=["conversation"],
                name="answered",
                condition=models.Q(author__isnull=False, is_inward=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account_id", "external_id"], name="said_once")
        ]

    def __str__(self) -> str:
        return f"message {str(self.pk)[:8]}"


class AttachmentQuerySet(WithinReach["Attachment"]):
    handed_by = "message__conversation__handed_to"

    def elsewhere(self) -> "AttachmentQuerySet":
        """What lies at a provider: to be fetched, or kept and to be let go there."""
        return self.filter(wanted__isnull=False)


class Attachment(OwnedRow):
    """A photo, voice note or document. `record` is sealed JSON {key, length, media_type, name}.

    The bytes lie in the media folder under the id, sealed in chunks; `is_inline` ones were sealed
    whole by her phone. `wanted` is sealed JSON: where it lies at a provider, until it is fetched
    and, where we can have it deleted there, gone there too.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    record = SealedField(null=True)
    wanted = SealedField(null=True)
    is_inline = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="kept")
    tries = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["tries", "id"],
                name="attachments_elsewhere",
                condition=models.Q(wanted__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"attachment {str(self.pk)[:8]}"
