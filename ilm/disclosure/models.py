"""What a worker allowed, the words that may leave, and the notice that a partner reads."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import models

from ilm.cases.models import Issue
from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.kit.errors import Locked
from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.vault.fields import SealedField
from ilm.wall.rows import AddressedRow, OwnedRow


class ConsentQuerySet(WithinReach["Consent"]):
    pass


_Consents = models.Manager.from_queryset(ConsentQuerySet)


class ConsentManager(_Consents["Consent"]):
    """Sealed columns are fetched when somebody who may read asks for them, and not before."""

    def get_queryset(self) -> ConsentQuerySet:
        return ConsentQuerySet(self.model, None, self._db).coded()


class Consent(OwnedRow):
    """One grant of one worker: a level, for one recipient and purpose, until a day or withdrawal.

    `recipient` is a recipient kind of `catalog.consent`; `for_org` bounds it to one organisation.
    `kept_back` is sealed JSON, a list of traits and words, under the key of her thread.
    """

    alias_id = models.UUIDField(db_index=True)
    level = models.CharField(max_length=2)
    recipient = models.CharField(max_length=24)
    for_org = models.UUIDField(null=True)
    purpose = models.CharField(max_length=32)
    key_id = models.UUIDField(null=True)
    kept_back = SealedField(null=True)
    language = models.CharField(max_length=8)
    form = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_until = models.DateField()
    text_version = models.CharField(max_length=16)
    recorded_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentManager()

    _withheld: Sequence[str] | None = None

    def __str__(self) -> str:
        return f"{self.level} for {self.recipient}"

    @property
    def withheld(self) -> Sequence[str]:
        """What she keeps back, once opened. Locked before: nothing goes on as if it were none."""
        if self._withheld is None and self.kept_back:
            raise Locked("Unlock the vault first: what she keeps back lies sealed.")
        return self._withheld or ()

    @withheld.setter
    def withheld(self, items: Sequence[str]) -> None:
        self._withheld = items


class Wording(NamedTuple):
    """Words on their way. `text` is rewritten by staff, never the worker's own; `translation` is
    the same for her; `traits` what they state or imply, `dropped` what they were not to state."""

    text: str
    translation: str = ""
    traits: Mapping[str, str] = {}
    dropped: Mapping[str, str] = {}


class DisclosureQuerySet(WithinReach["Disclosure"]):
    pass


_Disclosures = models.Manager.from_queryset(DisclosureQuerySet)


class DisclosureManager(_Disclosures["Disclosure"]):
    """Sealed columns are fetched when somebody who may read asks for them, and not before."""

    def get_queryset(self) -> DisclosureQuerySet:
        return DisclosureQuerySet(self.model, None, self._db).coded()


class Disclosure(Moving):
    """Words on their way to one recipient: what was decided, who approved and who signed.

    `words` is a `Wording`, sealed JSON under the case's key (`keeping`); `for_reporter` what she
    reads of it, under her receipt; `mark` stands for them, `shown_words` is the mark of what she
    was shown: her yes counts for these alone. The translation is in the language
    `translated_into`, answered for by the member `translated_by`. `told`: the traits that
    released words state.
    """

    status = models.CharField(
        max_length=24, choices=DisclosureStatus.choices, default=DisclosureStatus.DRAFTED,
        editable=False,
    )  # fmt: skip
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="disclosures")
    alias_id = models.UUIDField(null=True)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True)
    recipient = models.CharField(max_length=24)
    to_org = models.UUIDField()
    key_id = models.UUIDField()
    words = SealedField()
    for_reporter = SealedField(null=True)
    mark = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    translated_into = models.CharField(max_length=8, default="", blank=True)
    translated_by = models.UUIDField(null=True)
    shown_words = models.CharField(max_length=64, default="", blank=True)
    told = models.JSONField(default=dict)
    step = models.PositiveSmallIntegerField(default=0)
    set_size = models.PositiveIntegerField(default=0)
    k = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=24)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_how = models.CharField(max_length=16, default="", blank=True)
    signed_by = models.UUIDField(null=True)
    countersigned_by = models.UUIDField(null=True)
    not_before = models.DateField(null=True)
    released_on = models.DateField(null=True)
    notice_id = models.UUIDField(null=True)

    objects = DisclosureManager()

    opened: Wording | None = None

    class Meta:
        ordering = ("-drafted_at",)
        constraints = [
            models.CheckConstraint(
                name="disclosure_status_is_known",
                condition=models.Q(status__in=DisclosureStatus.values),
            ),
            models.CheckConstraint(
                name="two_different_people_sign",
                condition=models.Q(countersigned_by__isnull=True)
                | ~models.Q(countersigned_by=models.F("signed_by")),
            ),
            models.CheckConstraint(
                name="released_is_signed_twice",
                condition=~models.Q(status=DisclosureStatus.RELEASED)
                | models.Q(signed_by__isnull=False, countersigned_by__isnull=False),
            ),
            models.CheckConstraint(
                name="translation_has_a_translator",
                condition=models.Q(translated_into="", translated_by__isnull=True)
                | ~models.Q(translated_into="") & models.Q(translated_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agreed_words_were_shown",
                condition=~models.Q(status__in=("shown", "approved")) | ~models.Q(shown_words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {str(self.pk)[:8]}"

    @property
    def wording(self) -> Wording:
        """The words, once opened by `keeping.read`; Locked before."""
        if self.opened is None:
            raise Locked("Unlock the vault to read these words.")
        return self.opened

    @property
    def text(self) -> str:
        return self.wording.text

    @property
    def translation(self) -> str:
        return self.wording.translation

    @property
    def traits(self) -> Mapping[str, str]:
        return self.wording.traits

    @property
    def dropped(self) -> Mapping[str, str]:
        return self.wording.dropped


class NoticeQuerySet(WithinReach["Notice"]):
    pass


class Notice(AddressedRow):
    """What one partner is told, in released words. No way from here to a case, an author or a time.

    `kind`: issue (to a respondent), escalation (to a buyer) or consultation (of an authority).
    """

    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=16)
    leaf = models.CharField(max_length=40)
    text = models.TextField()
    language = models.CharField(max_length=8)
    site_name = models.CharField(max_length=160)
    site_country = models.CharField(max_length=2)
    month = models.DateField()
    released_on = models.DateField()
    answer_by = models.DateField()
    from_name = models.CharField(max_length=160)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-released_on", "ref")
        constraints = [models.UniqueConstraint(fields=["id", "to_org"], name="notice_addressed")]

    def __str__(self) -> str:
        return f"notice {self.ref}"
