"""What is begun is kept sealed, for its author alone, and goes when it is sent or forgotten."""

import json
from datetime import timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.parties.tests import make as parties
from ilm.talk import claiming, drafting, replying
from ilm.talk.models import Draft
from ilm.talk.tests import make
from ilm.vault.opening import Reader
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
TEXT = "We heard you. ကျေးဇူးတင်ပါတယ်"


def kept(desk, thread, text=TEXT):
    with entering("desk", desk.worker.user_id):
        return drafting.keep_draft(
            make.fresh(thread), text=text, unlocked=desk.unlocked, by=desk.worker
        )


def draft(desk, thread):
    with entering("desk", desk.worker.user_id):
        return drafting.draft_of(thread, Reader(desk.unlocked), desk.worker)


def test_kept_sealed_changed_in_place_and_gone_when_emptied() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    first = kept(desk, thread)
    assert TEXT.encode() not in bytes(first.sealed)
    assert draft(desk, thread) == TEXT
    assert claiming.holder(make.fresh(thread)) == desk.worker.user_id  # who writes, claims
    assert kept(desk, thread, "Other words").pk == first.pk
    assert draft(desk, thread) == "Other words"
    assert kept(desk, thread, " ") is None
    assert draft(desk, thread) == ""


def test_gone_once_it_was_sent() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    kept(desk, thread)
    with entering("desk", desk.worker.user_id):
        replying.reply(make.fresh(thread), text=TEXT, unlocked=desk.unlocked, by=desk.worker)
        assert not Draft.objects.exists()


def test_nobody_else_finds_it_in_the_same_organisation_or_in_another() -> None:
    desk, other = parties.desk(), parties.desk()
    kept(desk, make.conversation(desk))
    for who in (desk.supervisor, other.worker, parties.actor("interpreter", desk.org)):
        with entering("desk", who.user_id):
            assert not Draft.objects.exists()


def test_what_somebody_else_began_in_her_name_is_not_put_before_her() -> None:
    """Sealing takes a public half alone: whoever writes to the database can seal a draft."""
    desk = parties.desk()
    thread = make.conversation(desk)
    begun = kept(desk, thread)
    told = json.dumps({"text": "Send us your name", "said": "00" * 64}).encode()
    with entering("owner"):
        planted = sealer_for(begun.key_id).field("talk_draft", begun.pk, "body", told)
        Draft.objects.filter(pk=begun.pk).update(sealed=planted)
    assert draft(desk, thread) == ""


def test_locked_nothing_is_kept() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Locked):
        drafting.keep_draft(thread, text=TEXT, unlocked=None, by=desk.worker)


def test_too_long_is_refused_before_it_is_lost() -> None:
    desk = parties.desk()
    with pytest.raises(Refused, match="too long"):
        kept(desk, make.conversation(desk), "x" * 20_001)


def test_what_nobody_touched_for_a_fortnight_goes_by_the_clock() -> None:
    desk = parties.desk()
    old = kept(desk, make.conversation(desk, address="959000000002"))
    kept(desk, make.conversation(desk, address="959000000003"))
    with entering("owner"):
        Draft.objects.filter(pk=old.pk).update(kept_at=clock.now() - timedelta(days=15))
    with entering("jobs"):
        assert drafting.drop_old() == 1
    with entering("owner"):
        assert Draft.objects.count() == 1
