"""Organisations and their members; sites, their headcounts, and who supplies whom."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from ilm.access.actor import Actor
from ilm.access.roles import Reach
from ilm.ledger.reach import WithinReach
from ilm.wall.rows import OwnedRow, Row


class Kind(models.TextChoices):
    WORKER_ORGANISATION = "worker_organisation"
    SUPPLIER = "supplier"
    RECRUITER = "recruiter"
    BUYER = "buyer"
    AUTHORITY = "authority"
    SERVICE = "service"


class Organisation(Row):
    """A body in the network. Worker organisations hold cases; the others answer."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    country = models.CharField(max_length=2)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known", condition=models.Q(kind__in=Kind.values)
            )
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(WithinReach["Member"]):
    handed_by = ""  # whom she works with is no secret from an interpreter

    def let_in_by(self, actor: Actor) -> Self:
        """Members of partners whom the actor's organisation let in; they hear it alone."""
        return self.filter(invited_by_org=actor.org_id, invited_by_org__isnull=False)


class Member(OwnedRow):
    """A person of an organisation, on one face. `called` is a working name, not a legal one.

    `invited_by_org` let her into another organisation than itself: she reads and answers there
    what that one told, until the operator confirms her and it is null. `invited_by` is the member
    who gave the link, `left_at` when she was let go.
    """

    user_id = models.UUIDField(db_index=True)
    face = models.CharField(max_length=12)
    role = models.CharField(max_length=24)
    called = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    invited_by_org = models.UUIDField(null=True)
    invited_by = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "org_id", "face", "invited_by_org"],
                name="member_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"member {str(self.pk)[:8]}"


class InvitationQuerySet(WithinReach["Invitation"]):
    def open(self, now: datetime) -> Self:
        """Links that still let somebody in."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def to_partners(self) -> Self:
        """Into other organisations than the one that invites."""
        return self.filter(to_org__isnull=False)

    def to_us(self) -> Self:
        """Into the organisation that invites."""
        return self.filter(to_org__isnull=True)


class Invitation(OwnedRow):
    """A link that makes whoever opens it a member. Only the hash of its token is kept.

    `org_id` invites; the member joins `to_org`, a partner it works with, or itself where that is
    null.
    """

    to_org = models.UUIDField(null=True)
    face = models.CharField(max_length=12)
    role = models.CharField(max_length=24)
    token_hash = models.BinaryField(unique=True)
    invited_by = models.UUIDField(null=True)
    invited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {str(self.pk)[:8]}"


class SiteKind(models.TextChoices):
    FACILITY = "facility"
    FARM = "farm"
    VESSEL = "vessel"
    AGENCY = "agency"
    DORMITORY = "dormitory"
    HOUSEHOLD = "household"
    PORT = "port"
    OTHER = "other"


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, actor: Actor) -> "SiteQuerySet":
        """Worker organisations share the map of workplaces; partners see no site by themselves."""
        shared = actor.role.reach in (Reach.OWN_ORGANISATION, Reach.CLOCK)
        return self.all() if shared else self.none()

    def supplying(self, buyer_id: UUID, *, on: date) -> "SiteQuerySet":
        """Sites that a buyer reaches by a link which is valid on that day."""
        links = SupplyLink.objects.filter(buyer_id=buyer_id, valid_from__lte=on)
        live = links.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on))
        return self.filter(pk__in=live.values("site_id"))


class Site(Row):
    """A workplace. A recruiter's office is a site of kind agency, owned by the recruiter."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=SiteKind.choices, default=SiteKind.FACILITY)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80, default="", blank=True)
    industry = models.CharField(max_length=40)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="sites")
    rest_days = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="site_kind_is_known", condition=models.Q(kind__in=SiteKind.values)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Headcount(Row):
    """How many people at a site share these traits; {} is everybody. For anonymity sets.

    `traits` keys: unit, shift, nationality, gender, language, role. `org_id` counted; null where
    that was not written down yet.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="headcounts")
    org_id = models.UUIDField(null=True)
    traits = models.JSONField(default=dict)
    number = models.PositiveIntegerField()
    basis = models.CharField(max_length=24)
    as_of = models.DateField()

    def __str__(self) -> str:
        return f"{self.number} people"


class Relation(models.TextChoices):
    SUPPLIES = "supplies"
    OWNS = "owns"
    SERVES = "serves"
    RECRUITS_FOR = "recruits_for"
    HOUSES = "houses"


class SupplyLink(Row):
    """One buyer's word that a site is in its chain, at a tier. The tier belongs to the link."""

    buyer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="chain")
    site = models.ForeignKey(Site, models.PROTECT, related_name="links")
    to_site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="suppliers")
    relation = models.CharField(max_length=16, choices=Relation.choices)
    tier = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supply_relation_is_known", condition=models.Q(relation__in=Relation.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation}, tier {self.tier}"
