"""What an operator sees of the keys of organisations, and what he can put right."""

import pytest

from ilm.faces.operator import setting_up, vaults
from ilm.faces.operator.command import main
from ilm.kit.errors import Refused
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import pinning, rotating, storing, trusting
from ilm.vault.models import KeyEntry, Purpose
from ilm.vault.tests.test_rotating import unsigned
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_vault_in_order_and_one_not_founded_are_not_spoken_of() -> None:
    make.desk()
    make.organisation()
    assert list(vaults.problems()) == []


def test_who_is_ended_by_the_operator_leaves_keys_to_be_made_anew() -> None:
    desk = make.desk()
    other = make.actor("case_worker", desk.org)
    with entering("owner"):
        ids = {m.user_id: str(m.pk) for m in Member.objects.filter(org_id=desk.org_id)}
    with entering("parse"):
        storing.new_data_key(desk.org_id, Purpose.TALK)
    said = setting_up.end_member(organisation=desk.org.slug, member=ids[other.user_id])
    assert "New keys" not in said
    said = setting_up.end_member(organisation=desk.org.slug, member=ids[desk.worker.user_id])
    assert "New keys are due" in said
    [problem] = vaults.problems()
    assert "has left" in problem
    with entering("desk", desk.supervisor.user_id):
        gone = [desk.worker.user_id]
        rotating.rotate(gone, unlocked=desk.unlocked_supervisor, by=desk.supervisor)
    [problem] = vaults.problems()
    assert problem.startswith("1 grants of")


def test_the_last_holder_that_the_operator_ended_is_said_too() -> None:
    desk = make.desk()
    with entering("owner"):
        Member.objects.filter(org_id=desk.org_id).update(is_active=False)
    assert "has left" in next(vaults.problems())


def test_a_list_that_was_changed_or_never_signed_is_said() -> None:
    desk = make.desk()
    with entering("owner"):
        KeyEntry.objects.filter(seq=2).update(body="{}")
    trusting.forget()
    [problem] = vaults.problems()
    assert f"The key list of {desk.org.slug} does not verify: Entry 2" in problem
    with entering("owner"):
        assert not vaults.is_rotation_due(desk.org_id)
    unsigned(desk)
    assert "no signed list" in next(vaults.problems())


def test_a_founder_is_pinned_on_another_machine(capsys) -> None:
    desk = make.desk()
    slug, founder = desk.org.slug, pinning.pinned(desk.org_id).founder
    assert vaults.pinned(slug) == founder
    pinning._file(desk.org_id).unlink()
    trusting.forget()
    assert vaults.pinned(slug).startswith("Nobody is pinned here.")
    for wrong in ("12345", "x" * 30):
        with pytest.raises(Refused, match="six groups"):
            vaults.pinned(slug, wrong)
    assert "does not" not in vaults.pinned(slug, founder.replace(" ", ""))
    assert "founder is not the one" in vaults.pinned(slug, "1" * 30)
    with pytest.raises(SystemExit):
        main(["pin", "--organisation", slug, "--fingerprint", founder])
    assert capsys.readouterr().out.strip() == founder
    with pytest.raises(Refused, match="no organisation"):
        vaults.pinned("nobody")
