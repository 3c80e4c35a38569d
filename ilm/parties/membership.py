"""Who belongs to an organisation: invited by a link, let go with a word."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import ROLES, Role
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.parties.models import Invitation, Kind, Member, Organisation
from ilm.wall.entering import ask, atomic

OPEN_FOR = timedelta(days=7)

CALLED = "select user_id, called from parties_member where org_id = %s and face = 'desk'"


def called(actor: Actor) -> dict[UUID, str]:
    """Member of the actor's own desk → the name colleagues use, those who left as well."""
    return dict(ask(CALLED, [actor.organisation]))


def token_hash(token: str) -> bytes:
    """What is kept of an invitation's token: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def invite(org_id: UUID, *, face: str, role: str, by: Actor) -> str:
    """The token of a link that makes whoever opens it, within seven days, a member.

    It is shown once: only its hash is kept. The page is /door/invitation/<token>/.
    """
    by.must(Permission.MEMBER_INVITE)
    _must_be_own(org_id, by)
    chosen = ROLES.get(Slug(role))
    if chosen is None or chosen.face != face or not _fits(chosen, org_id):
        raise Refused("Choose a role that this kind of organisation has.")
    return _invited(org_id, None, chosen, by)


def invite_partner(partner: Organisation, *, by: Actor) -> str:
    """The token of a link that makes whoever opens it, within seven days, a member of a supplier,
    recruiter, buyer or authority. Which of them an organisation may invite for is a matter of
    reach: `disclosure.partners`. Refused for bodies whose members have no page here."""
    by.must(Permission.MEMBER_INVITE)
    role = ROLES.get(Slug(partner.kind))
    if role is None or by.role.face != "desk":
        raise Refused("Invite members of a supplier, recruiter, buyer or authority here.")
    return _invited(by.organisation, partner.pk, role, by)


def revoke(invitation: Invitation, *, by: Actor) -> Invitation:
    """A link that was given to the wrong hands opens nothing any more."""
    by.must(Permission.MEMBER_INVITE)
    _must_be_own(invitation.org_id, by)
    with atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.accepted_at is not None:
            raise Refused("Somebody has used this invitation already.")
        if row.revoked_at is not None or row.expires_at <= clock.now():
            raise Refused("This invitation has ended already.")
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        record(row, "member.invitation_revoked", by=by, role=Slug(row.role))
    return row


def _invited(org_id: UUID, to_org: UUID | None, role: Role, by: Actor) -> str:
    token = secrets.token_urlsafe(32)
    row = Invitation(
        org_id=org_id,
        to_org=to_org,
        face=role.face,
        role=role.slug,
        token_hash=token_hash(token),
        invited_by=by.user_id,
        expires_at=clock.now() + OPEN_FOR,
    )
    with atomic():
        row.save(force_insert=True)
        record(row, "member.invited", by=by, role=role.slug, to=to_org)
    return token


def deactivate(member: Member, *, by: Actor) -> Member:
    """Let a member go, of one's own organisation or of a partner that one's own let in: from the
    next request on they see nothing of it. The entry stands in the ledger of who ended it. The
    links they gave, their unlocked sessions and their keys of the organisation go with them
    (`wall/sql/members.sql`).

    Refused for oneself and, at a desk, for the last one who may invite others or who holds a key.
    """
    by.must(Permission.MEMBER_INVITE)
    if member.invited_by_org is None or member.invited_by_org != by.org_id:
        _must_be_own(member.org_id, by)
    if member.user_id == by.user_id:
        raise Refused("Ask a colleague to end your own membership.")
    with atomic():
        row = Member.objects.get(pk=member.pk)
        if not row.is_active:
            raise Refused("This membership has ended already.")
        if by.user_id:
            _must_be_spared(row)
        row.is_active = False
        row.save(update_fields=["is_active"])
        ours = Member(id=row.pk, org_id=by.organisation)
        record(ours, "member.deactivated", by=by, role=Slug(row.role))
    return row


def _must_be_spared(row: Member) -> None:
    if _may_invite(row) and not _another_inviter(row):
        raise Refused("Somebody must remain who can invite others.")
    [(keeps_alone,)] = ask("select wall.keeps_alone(%s, %s)", [row.org_id, row.user_id])
    if row.face == "desk" and keeps_alone:
        raise Refused("Nobody else holds these keys. Let another colleague in to the vault first.")


def at_the_desk(org_id: UUID) -> list[UUID]:
    """The accounts of an organisation's active members at its own desk."""
    rows = Member.objects.filter(org_id=org_id, face="desk", is_active=True)
    return list(rows.values_list("user_id", flat=True))


def roles_at_the_desk(org_id: UUID) -> dict[UUID, Role]:
    """The accounts of its active members at its own desk, and what each does there."""
    rows = Member.objects.filter(org_id=org_id, face="desk", is_active=True)
    return {user: ROLES[Slug(role)] for user, role in rows.values_list("user_id", "role")}


def let_in_by(by: Actor) -> "QuerySet[Member]":
    """Members of partners who came by a link of the actor's organisation, and hear it alone."""
    return Member.objects.let_in_by(by)


def confirm(member: Member, *, by: Actor) -> Member:
    """The operator knows that she works there: from now on she hears whoever tells that partner
    something, not only the organisation that let her in.

    Refused for who has left, and where nothing is left to confirm.
    """
    by.must(Permission.MEMBER_INVITE)
    if by.user_id is not None:
        raise Forbidden("The operator of the installation confirms members of partners.")
    with atomic():
        row = Member.objects.select_for_update().get(pk=member.pk)
        known = Member.objects.filter(
            user_id=row.user_id, org_id=row.org_id, face=row.face, invited_by_org=None
        )
        if not row.is_active or known.exists():
            raise Refused("This member has left, or was let in by the operator.")
        before, row.invited_by_org = row.invited_by_org, None
        row.save(update_fields=["invited_by_org"])
        record(row, "member.confirmed", by=by, role=Slug(row.role), let_in_by=before)
    return row


def change_role(member: Member, *, role: str, by: Actor) -> Member:
    """Give a member another role on the same face. What the new one is not for goes at once: their
    keys of it, their unlocked sessions, what was granted to them alone (`wall/sql/members.sql`).

    Refused for oneself, and for the last one who may invite others or holds a key.
    """
    by.must(Permission.MEMBER_INVITE)
    _must_be_own(member.org_id, by)
    chosen = ROLES.get(Slug(role))
    if chosen is None or chosen.face != member.face or not _fits(chosen, member.org_id):
        raise Refused("Choose a role that this kind of organisation has.")
    if member.user_id == by.user_id:
        raise Refused("Ask a colleague to change your own role.")
    with atomic():
        row = Member.objects.get(pk=member.pk)
        if by.user_id and len(chosen.can) < len(ROLES[Slug(row.role)].can):
            _must_be_spared(row)
        before, row.role = row.role, role
        row.save(update_fields=["role"])
        record(row, "member.role_changed", by=by, before=Slug(before), role=chosen.slug)
    return row


def _fits(role: Role, org_id: UUID) -> bool:
    """Desk roles are a worker organisation's; a partner's role is called as its kind is."""
    kind = Organisation.objects.values_list("kind", flat=True).filter(pk=org_id).first()
    return role.face == "desk" if kind == Kind.WORKER_ORGANISATION else role.slug == kind


def _must_be_own(org_id: UUID, by: Actor) -> None:
    if by.org_id != org_id:
        raise Forbidden("You decide about members of your own organisation only.")


def _may_invite(member: Member) -> bool:
    return Permission.MEMBER_INVITE in ROLES[Slug(member.role)].can


def _another_inviter(member: Member) -> bool:
    others = Member.objects.filter(org_id=member.org_id, is_active=True).exclude(pk=member.pk)
    return any(_may_invite(other) for other in others)
