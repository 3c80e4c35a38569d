"""A member takes calls, stops, and takes them again somewhere else."""

import pytest

from ilm.parties.tests import make as parties
from ilm.talk import phoning
from ilm.talk.models import Taking
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_takes_calls_again_after_stopping_and_at_another_telephone() -> None:
    desk = parties.desk()
    for address in ("sip:a@x.test", "sip:b@x.test"):
        with entering("desk", desk.worker.user_id):
            phoning.take_calls(address=address, languages=["my"], by=desk.worker)
            phoning.take_calls(address=address, languages=["km"], by=desk.worker)
        with entering("owner"):
            row = Taking.objects.get()
            assert (row.is_on, row.languages) == (True, ["km"])
            assert phoning.opened_address(row.user_id, bytes(row.address)) == address
        with entering("desk", desk.worker.user_id):
            phoning.stop_taking(by=desk.worker)
        with entering("owner"):
            assert not Taking.objects.get().is_on
