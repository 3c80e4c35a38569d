from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.utils import ProgrammingError

from ilm.access.actor import operator
from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.membership import change_role, deactivate, invite, token_hash
from ilm.parties.models import Invitation, Member
from ilm.parties.tests import make
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db


def test_a_link_makes_a_member_once() -> None:
    boss = make.actor("supervisor")
    with entering("desk", boss.user_id):
        token = invite(boss.org_id, face="desk", role="case_worker", by=boss)
    newcomer = uuid4()
    with entering("owner"):
        kept = Invitation.objects.get()
        assert bytes(kept.token_hash) == token_hash(token)
        assert token.encode() not in bytes(kept.token_hash)
        accept = "select wall.accept(%s, %s, %s)"
        assert ask(accept, [token_hash(token), newcomer, "Reed"]) == [(True,)]
        assert ask(accept, [token_hash(token), uuid4(), "Other"]) == [(False,)]
        assert Member.objects.get(user_id=newcomer).role == "case_worker"
        assert Entry.objects.filter(verb="member.invited").count() == 1


def test_a_link_ends_after_seven_days() -> None:
    boss = make.actor("supervisor")
    with clock.set_to(clock.now() - timedelta(days=8)), entering("desk", boss.user_id):
        token = invite(boss.org_id, face="desk", role="case_worker", by=boss)
    with entering("owner"):
        assert ask("select wall.invited(%s)", [token_hash(token)]) == []


@pytest.mark.parametrize(
    ("kind", "face", "role"),
    [
        ("worker_organisation", "desk", "buyer"),
        ("worker_organisation", "buyer", "buyer"),
        ("supplier", "desk", "supervisor"),
        ("supplier", "respondent", "recruiter"),
        ("supplier", "respondent", "king"),
    ],
)
def test_a_role_fits_its_organisation(kind: str, face: str, role: str) -> None:
    org = make.organisation(kind)
    with entering("owner"), pytest.raises(Refused):
        invite(org.pk, face=face, role=role, by=operator(org.pk))


def test_nobody_invites_into_another_organisation() -> None:
    boss, other = make.actor("supervisor"), make.organisation()
    with entering("desk", boss.user_id), pytest.raises(Forbidden):
        invite(other.pk, face="desk", role="case_worker", by=boss)
    clerk = make.actor("case_worker")
    with entering("desk", clerk.user_id), pytest.raises(Forbidden):
        invite(clerk.org_id, face="desk", role="case_worker", by=clerk)


def test_a_member_who_is_let_go_sees_nothing() -> None:
    boss = make.actor("supervisor")
    clerk = make.actor("case_worker", _org(boss))
    with entering("desk", boss.user_id):
        deactivate(member_of_row(clerk), by=boss)
    with entering("desk", clerk.user_id):
        assert ask("select * from wall.membership('desk')") == []
        assert not Member.objects.exists()


def test_somebody_who_can_invite_must_remain() -> None:
    boss = make.actor("supervisor")
    other = make.actor("supervisor", _org(boss))
    with entering("desk", boss.user_id):
        with pytest.raises(Refused, match="colleague"):
            deactivate(member_of_row(boss), by=boss)
        deactivate(member_of_row(other), by=boss)
        with pytest.raises(Refused, match="already"):
            deactivate(member_of_row(other), by=boss)


def test_a_role_is_changed_by_somebody_else() -> None:
    boss = make.actor("supervisor")
    clerk = make.actor("case_worker", _org(boss))
    with entering("desk", boss.user_id):
        assert change_role(member_of_row(clerk), role="supervisor", by=boss).role == "supervisor"
        with pytest.raises(Refused):
            change_role(member_of_row(clerk), role="supplier", by=boss)
        with pytest.raises(Refused, match="colleague"):
            change_role(member_of_row(boss), role="case_worker", by=boss)


def _org(actor):
    with entering("owner"):
        return make.Organisation.objects.get(pk=actor.org_id)


def member_of_row(actor) -> Member:
    return Member.objects.get(user_id=actor.user_id)


def test_a_case_workers_login_opens_no_invitation_and_changes_no_role() -> None:
    boss = make.actor("supervisor")
    clerk = make.actor("case_worker", _org(boss))
    put = (
        "insert into parties_invitation (id, org_id, face, role, token_hash, invited_by, expires_at)"
        " values (gen_random_uuid(), %s, 'desk', 'supervisor', '\\x00', %s, now() + interval '1 d')"
    )
    rise = "update parties_member set role = 'supervisor' where user_id = %s"
    for who, sql, given in (
        (clerk, put, [clerk.org_id, clerk.user_id]),
        (boss, put, [boss.org_id, clerk.user_id]),
        (clerk, rise, [clerk.user_id]),
    ):
        no = pytest.raises(ProgrammingError, match="row-level security")
        with entering("desk", who.user_id), no, atomic():
            tell(sql, given)


def test_those_who_invite_and_sign_are_supervisors() -> None:
    rights = {Permission.MEMBER_INVITE, Permission.PUBLICATION_SIGN}
    found = {r.slug for r in ROLES.values() if r.face == "desk" and rights & r.can}
    assert found == {"supervisor"}  # as wall.led_orgs() has it
