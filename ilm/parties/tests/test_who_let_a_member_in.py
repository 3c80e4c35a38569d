"""What a migration tells of the rows that were there before it."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest

from ilm.kit import clock
from ilm.parties.models import Invitation, Member
from ilm.parties.tests import make
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db


def test_a_partners_member_of_before_hears_whoever_let_them_in_and_no_other() -> None:
    desk, partner, now = make.desk(), make.organisation("supplier"), clock.now()
    told = {"org_id": partner.pk, "face": "respondent", "role": "supplier", "called": "Demo"}
    with entering("owner"):
        Invitation.objects.create(
            org_id=desk.org_id, to_org=partner.pk, face="respondent", role="supplier",
            token_hash=b"t" * 32, invited_by=desk.supervisor.user_id,
            accepted_at=now, expires_at=now + timedelta(days=7),
        )  # fmt: skip
        for after, is_active in ((0.003, True), (60, True), (60, False)):
            joined = now + timedelta(seconds=after)
            Member.objects.create(user_id=uuid4(), joined_at=joined, is_active=is_active, **told)
        tell(import_module("ilm.parties.migrations.0003_who_let_a_member_in")._BEFORE)
        guest, old, gone = Member.objects.filter(org_id=partner.pk).order_by(
            "joined_at", "-is_active"
        )
        [link] = Invitation.objects.filter(to_org=partner.pk)
    assert (guest.invited_by_org, guest.invited_by) == (desk.org_id, desk.supervisor.user_id)
    assert (old.invited_by_org, old.left_at) == (None, None)
    assert gone.left_at is not None
    assert link.invited_at == now
