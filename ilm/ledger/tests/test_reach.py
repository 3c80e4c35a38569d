from uuid import uuid4

import pytest

from ilm.access import actor
from ilm.disclosure.models import Notice
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.talk.models import Message
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def seen(who):
    """Members within an actor's reach."""
    with entering("owner"):
        return set(Member.objects.visible_to(who).values_list("user_id", flat=True))


def test_staff_see_their_own_organisation_and_no_other():
    mine, theirs = make.actor(), make.actor()
    assert seen(mine) == {mine.user_id}
    assert seen(theirs) == {theirs.user_id}


def test_a_worker_lists_nothing_and_the_clock_everything():
    one, other = make.actor(), make.actor()
    assert seen(actor.worker(uuid4(), one.org_id)) == set()
    assert seen(actor.clock()) == {one.user_id, other.user_id}


def test_a_partner_sees_what_has_an_address_and_only_its_own():
    supplier = make.actor("supplier")
    assert seen(supplier) == set()
    sql, wanted = Notice.objects.visible_to(supplier).query.sql_with_params()
    assert '"to_org" = %s' in sql
    assert supplier.org_id in wanted


def test_coded_rows_leave_what_is_sealed_where_it_is():
    assert '"body"' not in str(Message.objects.coded().query)


def test_others_read_the_entries_meant_for_them():
    member, supplier = make.actor(), make.actor("supplier")
    with entering("desk", member.user_id):
        row = Member.objects.get(user_id=member.user_id)
        record(row, "member.tested", by=member)
    with entering("owner"):
        [entry] = Entry.objects.visible_to(member)
        assert str(entry).endswith("member.tested")
        told = actor.member(uuid4(), "supplier", member.org_id)
        assert not Entry.objects.visible_to(told).exists()
        assert list(Entry.objects.visible_to(member).about(row)) == [entry]
        assert not Entry.objects.visible_to(supplier).exists()
