"""A back-up knows nothing of what was taken back since: put back, nothing is passed on."""

import pytest

from ilm.assistance.tests.make import agree, hand_on, note, read
from ilm.disclosure.tests import make as disclosures
from ilm.faces.operator import returning
from ilm.parties.tests import make
from ilm.vault.models import Grant
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_after_a_back_up_was_put_back_they_read_nothing() -> None:
    told, shelter = disclosures.told(), make.desk()
    agree(told, shelter)
    row = hand_on(told, shelter)
    assert read(shelter, row)
    [line] = returning.close_passings()
    assert line.startswith("1 referrals are closed")
    assert (read(shelter, row), note(shelter, row)) == ([], "")
    with entering("owner"):
        assert not Grant.objects.filter(org_id=shelter.org_id).exists()
    assert list(returning.close_passings()) == []
