"""What workers report, the cases it becomes, and the issues in them with their evidence."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from ilm.cases.lifecycle import CaseStatus, IssueStatus, ReportStatus
from ilm.cases.remarks import Remark  # noqa: F401  # a table of this room
from ilm.catalog.issues import ALL_LEAVES, IssueType
from ilm.kit.slug import Slug
from ilm.ledger.moves import Moving
from ilm.ledger.reach import WithinReach
from ilm.parties.models import Organisation, Site
from ilm.talk.models import Contact, Conversation
from ilm.vault.fields import SealedField
from ilm.wall.rows import OwnedRow


class CaseQuerySet(WithinReach["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(status=CaseStatus.OPEN)

    def newest_first(self) -> "CaseQuerySet":
        return self.order_by("-opened_at", "-id")

    def by_urgency(self) -> "CaseQuerySet":
        """Most urgent first, then the one whose clock runs out first."""
        return self.order_by("urgency_rank", "contact_by", "-opened_at", "-id")


class Case(Moving):
    """The working file on one employer, recruiter or journey. Not a unit of success.

    `summary` is the staff's, with no person in it. `urgency` is the most urgent of its issues;
    `urgency_rank` 0 is a threat to life, 4 is low. `words` are hashed search words.
    """

    status = models.CharField(
        max_length=24, choices=CaseStatus.choices, default=CaseStatus.OPEN, editable=False
    )
    ref = models.CharField(max_length=12)
    site = models.ForeignKey(Site, models.PROTECT, related_name="cases")
    recruiter = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    summary = models.TextField(default="", blank=True)
    urgency = models.CharField(max_length=12, default="medium")
    urgency_rank = models.PositiveSmallIntegerField(default=3)
    opened_at = models.DateTimeField()
    contact_by = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    assigned_to = models.UUIDField(null=True)
    internal_tried = models.CharField(max_length=16, default="not_asked")
    internal_why_not = models.CharField(max_length=24, default="", blank=True)
    internal_outcome = models.CharField(max_length=16, default="", blank=True)
    fl_assessment = models.CharField(max_length=32, default="not_assessed")
    fl_is_incomplete = models.BooleanField(default=False)
    fl_answers = models.JSONField(default=dict)
    fl_signed_by = models.UUIDField(null=True)
    fl_signed_on = models.DateField(null=True)
    key_id = models.UUIDField()
    words = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "status", "urgency_rank", "contact_by"], name="queue"),
            models.Index(fields=["org_id", "site"], name="cases_by_site"),
            models.Index(fields=["org_id", "-opened_at", "-id"], name="cases_by_age"),
            GinIndex(fields=["words"], name="cases_by_word"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["org_id", "ref"], name="one_case_per_ref"),
            models.CheckConstraint(
                name="case_status_is_known", condition=models.Q(status__in=CaseStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.ref}"

    def get_absolute_url(self) -> str:
        return reverse("desk:case", args=[self.ref])


class ReportQuerySet(WithinReach["Report"]):
    def untriaged(self) -> "ReportQuerySet":
        """Those that nobody has looked at, but for those that came in a burst."""
        return self.filter(status=ReportStatus.NEW, is_burst=False)

    def of_bursts(self) -> "ReportQuerySet":
        """What came in a burst and nobody has looked at: taken together, in bulk."""
        return self.filter(status=ReportStatus.NEW, is_burst=True)


class Report(Moving):
    """One reporter's account of one situation, built from one contact or more. Coded facts only.

    `consent_level` is the highest general level (L0 … L4) she gave; L0 is in no published number.
    """

    status = models.CharField(
        max_length=24, choices=ReportStatus.choices, default=ReportStatus.NEW, editable=False
    )
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="reports")
    alias_id = models.UUIDField(db_index=True)
    contacts = models.ManyToManyField(Contact, through="ReportContact", related_name="reports")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reports")
    leaf = models.CharField(max_length=40, default="", blank=True)
    received_at = models.DateTimeField()
    is_third_party = models.BooleanField(default=False)
    signposted_as = models.CharField(max_length=24, default="", blank=True)
    nationality = models.CharField(max_length=2, default="", blank=True)
    gender = models.CharField(max_length=12, default="", blank=True)
    age_band = models.CharField(max_length=8, default="", blank=True)
    origin = models.CharField(max_length=2, default="", blank=True)
    consent_level = models.CharField(max_length=2, default="L0")
    is_burst = models.BooleanField(default=False)  # came among very many at once

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["org_id", "received_at"],
                name="reports_of_bursts",
                condition=models.Q(is_burst=True),  # no value to bind: a kept plan finds it
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="report_status_is_known", condition=models.Q(status__in=ReportStatus.values)
            ),
            models.CheckConstraint(
                name="joined_report_has_a_case",
                condition=~models.Q(status=ReportStatus.JOINED) | models.Q(case__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"report {str(self.pk)[:8]}"


class ReportContactQuerySet(WithinReach["ReportContact"]):
    pass


class ReportContact(OwnedRow):
    """Which contacts a report was built from."""

    org_id = models.UUIDField()  # rows are found by their report or contact alone
    report = models.ForeignKey(Report, models.PROTECT, db_index=False)  # the constraint finds it
    contact = models.ForeignKey(Contact, models.PROTECT)

    objects = ReportContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "contact"], name="contact_once_per_report")
        ]

    def __str__(self) -> str:
        return f"part of report {str(self.report_id)[:8]}"


class IssueQuerySet(WithinReach["Issue"]):
    def open(self) -> "IssueQuerySet":
        return self.exclude(status=IssueStatus.CLOSED)


class Issue(Moving):
    """One leaf of the taxonomy at one site in one period, inside a case, with its own three axes.

    `confirmed` and `estimated` are the two numbers of remedied workers (domain 2.1).
    """

    status = models.CharField(
        max_length=24, choices=IssueStatus.choices, default=IssueStatus.DRAFT, editable=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="issues")
    site = models.ForeignKey(Site, models.PROTECT, related_name="issues")
    leaf = models.CharField(max_length=40)
    opened_on = models.DateField()
    urgency = models.CharField(max_length=12)
    legality = models.CharField(max_length=16, default="not_assessed")
    provision = models.CharField(max_length=160, default="", blank=True)
    legality_by = models.UUIDField(null=True)
    legality_on = models.DateField(null=True)
    affected = models.PositiveIntegerField(default=1)
    affected_basis = models.CharField(max_length=24, default="named")
    affected_on = models.DateField()
    raised_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=44, default="", blank=True)
    confirmed = models.PositiveIntegerField(default=0)
    estimated = models.PositiveIntegerField(default=0)
    reopened_times = models.PositiveSmallIntegerField(default=0)

    objects = IssueQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org_id", "site", "leaf"], name="issues_by_place")]
        constraints = [
            models.CheckConstraint(
                name="issue_status_is_known", condition=models.Q(status__in=IssueStatus.values)
            ),
            models.CheckConstraint(
                name="closed_issue_has_a_reason",
                condition=~models.Q(status=IssueStatus.CLOSED) | ~models.Q(closing_reason=""),
            ),
            models.CheckConstraint(
                name="issue_affects_somebody", condition=models.Q(affected__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.kind.label

    @property
    def kind(self) -> IssueType:
        return ALL_LEAVES[Slug(self.leaf)]


class AffectedWorkerQuerySet(WithinReach["AffectedWorker"]):
    pass


class AffectedWorker(OwnedRow):
    """A worker known by alias to be touched by an issue: who may be asked whether it is fixed."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="known_workers")
    alias_id = models.UUIDField(db_index=True)
    consent_level = models.CharField(max_length=2, default="L0")

    objects = AffectedWorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "alias_id"], name="worker_once_per_issue")
        ]

    def __str__(self) -> str:
        return f"worker {str(self.alias_id)[:8]}"


class EvidenceQuerySet(WithinReach["Evidence"]):
    pass


class Evidence(OwnedRow):
    """What corroborates or contradicts an issue. The note is sealed under the case's key."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=24)
    is_corroborating = models.BooleanField()
    seen_on = models.DateField()
    added_by = models.UUIDField()
    key_id = models.UUIDField()
    sealed = SealedField(null=True)

    objects = EvidenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"evidence {str(self.pk)[:8]}"


class VerdictQuerySet(WithinReach["Verdict"]):
    pass


class Verdict(OwnedRow):
    """A finding on an issue, with reasons; countersigned where the domain asks for two people."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="verdicts")
    finding = models.CharField(max_length=28)
    reasons = ArrayField(models.SlugField(), default=list)
    key_id = models.UUIDField()
    sealed = SealedField(null=True)
    found_by = models.UUIDField()
    found_at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    second_by = models.UUIDField(null=True)
    second_at = models.DateTimeField(null=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ("-found_at",)
        constraints = [
            models.CheckConstraint(
                name="two_different_people_find",
                condition=models.Q(second_by__isnull=True)
                | ~models.Q(second_by=models.F("found_by")),
            )
        ]

    def __str__(self) -> str:
        return self.finding
