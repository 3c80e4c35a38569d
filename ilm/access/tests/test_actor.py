from uuid import uuid4

import pytest

from ilm.access import actor
from ilm.access.permissions import ACTS, Permission
from ilm.kit.errors import Forbidden


def test_a_member_is_a_person_of_an_organisation():
    user, org = uuid4(), uuid4()
    who = actor.member(user, "case_worker", org)
    assert (who.person, who.organisation, who.id) == (user, org, f"member:{user}")


def test_the_clock_is_nobodys_hand():
    with pytest.raises(Forbidden, match="signed in"):
        _ = actor.clock().person
    with pytest.raises(Forbidden, match="organisation"):
        _ = actor.clock().organisation


def test_a_right_is_asked_for_by_name():
    who = actor.worker(uuid4(), uuid4())
    who.must(Permission.TEXT_APPROVE)
    with pytest.raises(Forbidden, match="Worker may not"):
        who.must(Permission.CASE_READ)


def test_the_operator_sets_up_and_reads_nothing():
    who = actor.operator(uuid4())
    assert who.may(Permission.MEMBER_INVITE)
    assert not who.may(Permission.CONVERSATION_READ)


def test_every_right_is_said_in_words():
    assert ACTS.keys() == set(Permission)
    assert not any("." in said or "_" in said for said in ACTS.values())
