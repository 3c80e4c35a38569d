"""Organisations, members, unlocked vaults and sites to test with, made by the real verbs."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from ilm.access.actor import Actor, member
from ilm.kit import clock
from ilm.parties.models import Headcount, Kind, Member, Organisation, Site
from ilm.wall.entering import entering

ROLE_FACE = {
    "supplier": "respondent",
    "recruiter": "respondent",
    "buyer": "buyer",
    "authority": "authority",
}


def organisation(kind: str = Kind.WORKER_ORGANISATION, **fields: object) -> Organisation:
    name = fields.pop("name", f"Demo {kind} {uuid4().hex[:6]}")
    with entering("owner"):
        return Organisation.objects.create(
            slug=uuid4().hex[:12],
            name=name,
            kind=kind,
            country=fields.pop("country", "TH"),
            languages=["en", "my"],
            made_at=clock.now(),
            **fields,
        )


def actor(role: str = "case_worker", org: Organisation | None = None) -> Actor:
    """A member of an organisation, with a row in parties_member."""
    kind = role if role in Kind.values else Kind.WORKER_ORGANISATION
    org, user = org or organisation(kind), uuid4()
    with entering("owner"):
        Member.objects.create(
            user_id=user,
            org_id=org.pk,
            face=ROLE_FACE.get(role, "desk"),
            role=role,
            called=role,
            joined_at=clock.now(),
        )
    return member(user, role, org.pk)


def site(owner: Organisation | None = None, **fields: object) -> Site:
    fields = {
        "name": f"Demo site {uuid4().hex[:6]}",
        "country": "TH",
        "industry": "garment",
    } | fields
    with entering("owner"):
        return Site.objects.create(owner=owner or organisation(Kind.SUPPLIER), **fields)


def headcount(at: Site, number: int, **traits: str) -> Headcount:
    with entering("owner"):
        return Headcount.objects.create(
            site=at, number=number, traits=traits, basis="estimate_case_worker", as_of=clock.today()
        )


@dataclass
class Desk:
    """A founded organisation with an unlocked supervisor and an unlocked case worker."""

    org: Organisation
    supervisor: Actor
    worker: Actor
    unlocked: object
    unlocked_supervisor: object

    @property
    def org_id(self) -> UUID:
        return self.org.pk


def two_holders(**fields: object) -> Desk:
    """A desk whose case worker holds every key, as no role gives them: where two must."""
    from ilm.vault.models import Purpose

    return desk(holds=tuple(Purpose), **fields)


def desk(*, holds: tuple[object, ...] | None = None, **fields: object) -> Desk:
    """`holds`: what the case worker was let in for, if not her role's."""
    from ilm.vault import holding, unlocking
    from ilm.vault.models import Purpose
    from ilm.vault.unlocking import Unlocked

    org = organisation(**fields)
    supervisor, worker = actor("supervisor", org), actor("case_worker", org)
    with entering("desk", supervisor.user_id):
        first = unlocking.make_ring(supervisor.user_id, "a long enough password")
        holding.found(org.pk, ring=first, by=supervisor)
    with entering("desk", worker.user_id):
        second = unlocking.make_ring(worker.user_id, "another long password")
    opened = Unlocked(supervisor.user_id, org.pk, first)
    with entering("desk", supervisor.user_id):
        compared = holding.fingerprint_of(worker.user_id)
        holding.admit(
            worker.user_id, purposes=holds or (Purpose.TALK,), compared=compared, unlocked=opened,
            by=supervisor,
        )  # fmt: skip
    return Desk(org, supervisor, worker, Unlocked(worker.user_id, org.pk, second), opened)
