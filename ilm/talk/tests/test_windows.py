"""Until when free words are taken, and what the upgrade does to plans from before."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connections

from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import safety
from ilm.talk.models import SafePlan
from ilm.talk.tests import make
from ilm.talk.windows import is_shut, window
from ilm.wall.entering import entering


def test_a_day_after_her_last_word() -> None:
    now = clock.now()
    open_one = window("whatsapp", now - timedelta(hours=23), at=now)
    assert open_one is not None
    assert (open_one.is_open, open_one.closes_at) == (True, now + timedelta(hours=1))
    assert is_shut("whatsapp", now - timedelta(hours=24), at=now)
    assert is_shut("whatsapp", None, at=now)
    assert window("telegram", None, at=now) is None
    assert not is_shut("telegram", None, at=now)


@pytest.mark.django_db
def test_a_plan_from_before_lets_no_note_out_until_it_is_written_again() -> None:
    desk = parties.desk()
    conversation = make.conversation(desk)
    plain = make.conversation(desk, address="959000000002")
    with entering("desk", desk.worker.user_id):
        for each, words in ((conversation, {"code_word": "mango"}), (plain, None)):
            safety.keep_plan(each.alias_id, org_id=desk.org_id, words=words, by=desk.worker)
    migration = import_module("ilm.talk.migrations.0003_windows")
    migration.may_hold_her_own(apps, SimpleNamespace(connection=connections["owner"]))
    with entering("owner"):
        old, new = (SafePlan.objects.get(alias_id=c.alias_id) for c in (conversation, plain))
    assert not safety.agrees(old, "Hello.")
    assert safety.agrees(new, "Hello.")
