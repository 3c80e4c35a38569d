"""What the desk writes for itself beside a thread: notes, drafts, ready replies, kept filters."""

from django.db import models

from ilm.ledger.reach import WithinReach
from ilm.talk.models.conversing import Conversation
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class NoteKind(models.TextChoices):
    NOTE = "note"
    HANDOVER = "handover"  # what whoever has the thread next must know
    MACHINE = "machine"  # what a machine made of her words, asked by its author
    TAKEOVER = "takeover"  # why somebody went on while a colleague was answering


class NoteQuerySet(WithinReach["Note"]):
    pass


class Note(OwnedRow):
    """Staff's own words on a thread. `sealed` is JSON {text, said} under a key of the notes of this
    thread alone: an interpreter, who holds the thread's, opens none."""

    org_id = models.UUIDField()  # notes are found by their thread alone
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind.choices, default=NoteKind.NOTE)
    key_id = models.UUIDField()
    generation = models.PositiveIntegerField(default=1)
    sealed = SealedField()
    author = models.UUIDField()
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"note {str(self.pk)[:8]}"


class MentionQuerySet(WithinReach["Mention"]):
    pass


class Mention(OwnedRow):
    """A colleague whom a note names, until she has seen it. Who and where, never what."""

    org_id = models.UUIDField()  # `mentioned` finds what is not seen yet
    note = models.ForeignKey(Note, models.PROTECT, related_name="mentions")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="mentions")
    user_id = models.UUIDField()
    seen_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_id", "user_id"],
                name="mentioned",
                condition=models.Q(seen_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["note", "user_id"], name="mentioned_once_a_note")
        ]

    def __str__(self) -> str:
        return f"mention {str(self.pk)[:8]}"


class DraftQuerySet(WithinReach["Draft"]):
    handed_by = "conversation__handed_to"


class Draft(OwnedRow):
    """An answer that is not sent yet, one for each member and thread, under the thread's key."""

    org_id = models.UUIDField()  # found by thread and author
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="drafts", db_index=False
    )
    user_id = models.UUIDField()
    key_id = models.UUIDField()
    generation = models.PositiveIntegerField(default=1)
    sealed = SealedField()
    kept_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user_id"], name="one_draft_a_member")
        ]

    def __str__(self) -> str:
        return f"draft {str(self.pk)[:8]}"


class ReadyReplyQuerySet(WithinReach["ReadyReply"]):
    pass


class ReadyReply(OwnedRow):
    """Words that an organisation often needs, in one language. `sealed` is JSON {name, text}.

    Translations of one reply share its `group`. Reviewed by another member than who wrote it;
    changed words are not reviewed any more.
    """

    group = models.UUIDField()
    language = models.CharField(max_length=8)
    key_id = models.UUIDField()
    generation = models.PositiveIntegerField(default=1)
    sealed = SealedField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    objects = ReadyReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "language"], name="one_ready_reply_a_language")
        ]

    def __str__(self) -> str:
        return f"ready reply {str(self.pk)[:8]}"


class KeptViewQuerySet(WithinReach["KeptView"]):
    handed_by = ""


class KeptView(OwnedRow):
    """Filters of the inbox that one member comes back to: codes alone, and no name of it."""

    org_id = models.UUIDField()  # found by member
    user_id = models.UUIDField(db_index=True)
    codes = models.CharField(max_length=200)

    objects = KeptViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_id", "user_id", "codes"], name="one_view_kept")
        ]

    def __str__(self) -> str:
        return self.codes
