"""Her word on exact words, as it comes: by her page, or by the channel she writes on."""

import json
from datetime import datetime
from uuid import uuid4

import pytest

from ilm.cases.tests import make as cases
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.faces.jobs.hearing import hand_on
from ilm.kit import clock
from ilm.talk import web
from ilm.talk.models import Conversation
from ilm.talk.receiving import Heard
from ilm.vault import receipts, routing
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
BEFORE_LEAVING = [S.SHOWN, S.APPROVED, S.SIGNED_ONCE, S.SIGNED]


def status(row: Disclosure) -> str:
    with entering("owner"):
        return Disclosure.objects.get(pk=row.pk).status


def press(of: make.Told, kind: str, **fields: object) -> None:
    """She presses a button of her page."""
    mine, org = receipts.issue(), of.desk.org_id
    with entering("parse"):
        routing.keep_receipt(org, of.alias_id, mine.lookup, mine.public, mine.locked)
        item = {"kind": kind, "org": str(org), "id": str(uuid4()), "lookup": mine.lookup.hex()}
        left = web.hear(json.dumps(item | fields).encode(), org_id=org, received_at=clock.now())
        assert left.heard
        hand_on([left.heard])


def say(of: make.Told, text: str, at: datetime | None = None) -> None:
    """She writes this in her thread."""
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    said = cases.message(of.desk, thread, text=text, at=at)
    with entering("parse"):
        hand_on([Heard(said, said.conversation, text)])


@pytest.mark.parametrize("at", BEFORE_LEAVING)
def test_no_on_her_page_stops_words_until_they_left(at: S) -> None:
    row = make.disclosure(at, of=(of := make.told()))
    press(of, "decline", disclosure=str(row.pk))
    assert status(row) == S.DECLINED


@pytest.mark.parametrize("at", BEFORE_LEAVING)
def test_no_in_her_thread_stops_words_until_they_left(at: S) -> None:
    row = make.disclosure(at, of=(of := make.told()))
    say(of, "No.")
    assert status(row) == S.DECLINED
