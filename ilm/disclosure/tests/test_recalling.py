"""A back-up knows nothing of what was withdrawn since: put back, it is withdrawn again."""

import pytest

from ilm.cases.tests.make import at_desk
from ilm.disclosure import consenting, recalling
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.models import Consent
from ilm.disclosure.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path, settings):
    settings.WITNESS = tmp_path
    return make.told()


def remember(told) -> int:
    with entering("jobs"):
        return recalling.remember(told.desk.org_id)


def again(told) -> int:
    with entering("owner"):
        return recalling.again(told.desk.org_id)


def withdraw(told) -> None:
    with at_desk(told.desk.worker):
        consenting.withdraw(told.alias_id, by=told.desk.worker)


def put_back() -> None:
    """As a back-up from before has it."""
    with entering("owner"):
        Consent.objects.update(withdrawn_at=None)


def test_what_was_withdrawn_is_withdrawn_after_a_restore(told) -> None:
    told.grant("L3")
    assert (remember(told), again(told)) == (0, 0)
    withdraw(told)
    assert (remember(told), remember(told)) == (1, 0)
    assert again(told) == 0  # nothing came back
    put_back()
    assert again(told) == 1
    with at_desk(told.desk.worker):
        assert not live_grants(told.alias_id).exists()
    assert again(told) == 0


def test_a_later_yes_is_taken_back_with_it_and_who_never_withdrew_keeps_hers(told) -> None:
    told.grant("L3")
    withdraw(told)
    remember(told)
    told.grant("L2")
    put_back()
    other = make.told(told.desk)
    other.grant("L3")
    assert again(told) == 1
    with at_desk(told.desk.worker):
        assert not live_grants(told.alias_id).exists()
        assert live_grants(other.alias_id).exists()


def test_a_line_that_cannot_be_read_hides_no_other(told) -> None:
    told.grant("L3")
    withdraw(told)
    file = recalling.file_of(told.desk.org_id)
    file.write_text("half a li\n")
    assert remember(told) == 1
    assert len(recalling.remembered(told.desk.org_id)) == 1
    assert file.stat().st_size < 100
