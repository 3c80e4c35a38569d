from datetime import timedelta

import pytest
from django.db.utils import ProgrammingError

from ilm.insight import signing
from ilm.insight.cubes import as_signed
from ilm.insight.models import ReleaseDefinition, Signature
from ilm.insight.signing import mark_of, sign, signed_definition, terms, waiting
from ilm.insight.tests.test_publication import frozen, signed
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.wall.entering import atomic, entering, tell

pytestmark = pytest.mark.django_db


def by(who, read: str | None = None):
    with entering("desk", who.user_id):
        return sign(read=read or mark_of(terms()), by=who)


def test_two_supervisors_of_any_desk_make_a_definition() -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    assert by(one) is None
    made = by(other)
    assert (made.version, made.cubes, made.rules) == (1, as_signed(), signing.as_rules())
    assert (made.signed_by, made.countersigned_by) == (one.user_id, other.user_id)
    with entering("jobs"):
        assert signed_definition().pk == made.pk
        places = Entry.objects.filter(verb="publication.signed").order_by("at")
        assert [(e.org_id, e.facts["place"]) for e in places] == [
            (one.org_id, 1), (other.org_id, 2),
        ]  # fmt: skip


def test_nobody_signs_twice_nor_what_is_signed_already() -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    by(one)
    with pytest.raises(Refused, match="first signature is yours"):
        by(one)
    by(other)
    with pytest.raises(Refused, match="signed this already"):
        by(one)
    with entering("owner"):
        assert ReleaseDefinition.objects.count() == 1
        assert Signature.objects.count() == 2


def test_only_supervisors_sign() -> None:
    with pytest.raises(Forbidden):
        by(make.actor("case_worker"))
    with entering("owner"):
        assert not Signature.objects.exists()


def test_what_was_not_read_is_not_signed() -> None:
    with pytest.raises(Refused, match="has changed since you opened"):
        by(make.actor("supervisor"), read="another mark")


def test_a_first_signature_waits_thirty_days_and_for_the_same_terms(monkeypatch) -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    with clock.set_to(clock.now() - timedelta(days=30)):
        by(one)
    assert by(other) is None
    monkeypatch.setattr(signing, "USUAL_CHANGES", 34)
    with entering("desk", one.user_id):
        assert waiting() is None
    assert by(one) is None


def test_a_new_rule_or_a_new_table_asks_for_new_signatures(monkeypatch) -> None:
    signed()
    monkeypatch.setattr(signing, "as_signed", lambda: as_signed()[:-1])
    frozen()  # what was signed still goes out
    assert signed().version == 2
    monkeypatch.setattr(signing, "FEWEST_CHANGES", 12)
    with pytest.raises(Refused, match="rules that protect people have changed"):
        frozen()


def test_a_signature_stays_as_it_was_given() -> None:
    signed()
    for sql in ("delete from insight_signature", "update insight_signature set version = 9"):
        with entering("owner"), pytest.raises(ProgrammingError, match="append-only"), atomic():
            tell(sql)


def test_the_database_takes_a_signature_of_the_supervisor_who_speaks_alone() -> None:
    boss, clerk, other = make.actor("supervisor"), make.actor(), make.actor("supervisor")
    put = (
        "insert into insight_signature (id, org_id, version, terms, mark, signed_by, signed_on)"
        " values (gen_random_uuid(), %s, 1, '{}', 'x', %s, now())"
    )
    for who, org, name in (
        (clerk, clerk.org_id, clerk.user_id),
        (boss, boss.org_id, other.user_id),
        (boss, other.org_id, boss.user_id),
    ):
        no = pytest.raises(ProgrammingError, match="row-level security")
        with entering("desk", who.user_id), no, atomic():
            tell(put, [org, name])


def test_the_database_defines_nothing_that_two_have_not_signed() -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    by(one)
    put = ReleaseDefinition(
        version=1, cubes=as_signed(), rules=signing.as_rules(), signed_by=one.user_id,
        countersigned_by=other.user_id, signed_on=clock.today(),
    )  # fmt: skip
    no = pytest.raises(ProgrammingError, match="row-level security")
    with entering("desk", other.user_id), no, atomic():
        put.save(force_insert=True)
    with entering("desk", None), no, atomic():
        put.save(force_insert=True)


@pytest.mark.parametrize("first_is_the_inviter", [True, False])
def test_two_accounts_of_one_person_do_not_sign(first_is_the_inviter: bool) -> None:
    one, other = make.actor("supervisor"), make.actor("supervisor")
    with entering("owner"):
        Member.objects.filter(user_id=other.user_id).update(invited_by=one.user_id)
    first, second = (one, other) if first_is_the_inviter else (other, one)
    by(first)
    with pytest.raises(Refused, match="within the last 30 days"):
        by(second)
    with entering("owner"):
        Member.objects.update(joined_at=clock.now() - timedelta(days=31))
    assert by(second).version == 1
