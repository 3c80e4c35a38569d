from datetime import date

import pytest

from ilm.insight import publication, signing
from ilm.insight.gate import Verdict
from ilm.insight.signing import mark_of, sign, terms
from ilm.insight.standing import news, standing
from ilm.insight.tests.test_publication import frozen, signed
from ilm.kit.errors import Forbidden
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def seen(who):
    with entering("desk", who.user_id):
        told = news(who)
        return standing(who), told.kind if told else ""


def test_from_unsigned_to_in_force_to_outdated(monkeypatch) -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    found, told = seen(one)
    assert (found.state, told) == ("unsigned", "")
    assert len(found.new) == sum(len(dims) for _, dims in found.tables)
    with entering("desk", one.user_id):
        sign(read=mark_of(terms()), by=one)
    assert seen(one)[1] == ""
    found, told = seen(other)
    assert (found.state, told) == ("half", "half")
    assert found.signers == {one.user_id: one.org_id}
    with entering("desk", other.user_id):
        sign(read=found.mark, by=other)
    found, told = seen(one)
    assert (found.state, told, found.new) == ("in_force", "", frozenset())
    assert found.signers == {one.user_id: one.org_id, other.user_id: other.org_id}
    monkeypatch.setattr(signing, "USUAL_CHANGES", 34)
    assert (seen(one)[0].state, seen(one)[1]) == ("outdated", "outdated")


def test_supervisors_are_told_while_the_last_attempt_was_refused(monkeypatch) -> None:
    boss, clerk = make.actor("supervisor"), make.actor("case_worker")
    signed()
    with monkeypatch.context() as broken:
        broken.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("a cell",)))
        frozen(date(2026, 4, 1))
    found, told = seen(boss)
    assert (told, found.refused.gate["reasons"]) == ("refused", ["a cell"])
    with entering("desk", clerk.user_id):
        assert news(clerk) is None
        with pytest.raises(Forbidden):
            standing(clerk)
    frozen(date(2026, 4, 2))
    found, told = seen(boss)
    assert (told, found.refused, len(found.releases)) == ("", None, 2)
