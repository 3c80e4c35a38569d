"""S5: whoever is erased is gone in every organisation, and no figure moves."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from ilm.cases import verification
from ilm.cases.models import Case, Evidence
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk
from ilm.catalog.keeping import Because
from ilm.disclosure import erasing
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Consent, Disclosure
from ilm.disclosure.tests import make
from ilm.insight.reading import Bounds, read
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.models import Member
from ilm.talk import checking_in, indexing, reading, safety
from ilm.talk.forgetting import remove_files
from ilm.talk.models import (
    Attachment,
    CheckIn,
    Conversation,
    Delivery,
    Message,
    SafePlan,
    Vocabulary,
)
from ilm.talk.reading import body_of
from ilm.vault import routing, storing
from ilm.vault.models import Alias, DataKey, Grant, Purpose, Receipt, StandingAddress
from ilm.vault.opening import Reader
from ilm.vault.reveal import Reason, note
from ilm.vault.sealing import Denied
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def begun(of, because=Because.SHE_ASKED):
    with at_desk(of.desk.supervisor):
        return erasing.begin(of.alias_id, because=because, by=of.desk.supervisor)


def erased(of):
    row = begun(of)
    with at_desk(of.desk.worker):
        return erasing.confirm(row, by=of.desk.worker)


def furnished():
    """Somebody with all that can be kept of her: plan, receipt, consent, draft, note, check-in."""
    of = make.told()
    make.disclosure(S.APPROVED, of=of)
    desk = of.desk
    with entering("parse"):
        routing.keep_receipt(desk.org_id, of.alias_id, b"l" * 32, b"p", b"k")
    with at_desk(desk.worker):
        safety.keep_plan(
            of.alias_id, org_id=desk.org_id, words={"code_word": "mango"}, by=desk.worker
        )
        verification.add_evidence(
            of.issue, kind="document", is_corroborating=True, note="She is Ma Hla", by=desk.worker
        )
        thread = Conversation.objects.get(alias_id=of.alias_id)
        checking_in.plan_check_ins(
            thread, about="disclosure", about_id=uuid4(), question="are_you_well", by=desk.worker
        )
    with entering("owner"):
        message = Message.objects.filter(conversation=thread).first()
        Attachment.objects.create(org_id=desk.org_id, message=message, kind="photo", record=b"r")
    return of


def left(model, **where):
    with entering("owner"):
        return model.objects.filter(**where).count()


def figures():
    with entering("owner"):
        return read(Bounds(until=clock.today(), counted=True))


def test_everything_that_opens_or_finds_her_is_gone_and_no_figure_moves() -> None:
    of = furnished()
    other = uuid4()  # another organisation that was given her conversation
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        alias = Alias.objects.get(pk=of.alias_id)
        Grant.objects.create(
            org_id=other, key_id=thread.key_id, purpose="talk", epoch=1, sealed=b"x"
        )
        keys = [thread.key_id, alias.key_id]
    before = figures()
    row = erased(of)
    assert figures() == before
    assert left(Grant, key_id__in=keys) == left(DataKey, id__in=keys) == 0
    for model in (StandingAddress, Receipt, SafePlan):
        assert left(model, alias_id=of.alias_id) == 0
    with entering("owner"):
        bare = Alias.objects.get(pk=of.alias_id)
        assert (bytes(bare.sealed), bytes(bare.index)) == (b"", of.alias_id.bytes)
        message, ours = Message.objects.filter(conversation=thread)
        kept = (message.sealed, message.for_reporter, message.external_id, ours.sealed)
        assert not any(kept)
        assert message.at.hour == message.at.minute == 0
        assert (message.is_inward, message.at < ours.at) == (True, True)  # in order all the same
        assert Attachment.objects.get(message=message).state == "erased"
        assert Evidence.objects.get(issue=of.issue).sealed is None
        assert CheckIn.objects.get(alias_id=of.alias_id).status == "cancelled"
        told = Disclosure.objects.get(alias_id=of.alias_id)
        assert (told.status, bytes(told.words), told.for_reporter) == ("declined", b"", None)
        consent = Consent.objects.get(alias_id=of.alias_id)
        assert consent.valid_until < clock.today()
        assert consent.withdrawn_at is None  # her word still counts in the figures
    assert row.proof["vault_grant"] >= 4
    assert row.proof["talk_message.sealed"] == 2
    assert row.backups_end_on == row.done_at.date() + timedelta(days=30)


def test_what_was_heard_in_part_is_not_heard_again_after_she_was_erased() -> None:
    of = furnished()
    with entering("owner"):
        Delivery.objects.create(
            org_id=of.desk.org_id, account_id=of.desk.org_id, channel="whatsapp", key="x", body=b"",
            received_at=clock.now(), failed_because="broken-message: TypeError", tries=1,
        )  # fmt: skip
    erased(of)
    with entering("owner"):
        kept = Delivery.objects.get(key="x")
    assert kept.tries == 99
    at = kept.received_at  # may be hers: the day and no more
    assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)


def test_whom_the_first_let_in_lately_does_not_confirm() -> None:
    of = furnished()
    row = begun(of)
    with entering("owner"):
        Member.objects.filter(user_id=of.desk.worker.user_id).update(
            invited_by=of.desk.supervisor.user_id
        )
    with at_desk(of.desk.worker):
        with pytest.raises(Refused, match="let the other in"):
            erasing.confirm(row, by=of.desk.worker)
        # the database looks for itself
        assert ask("select wall.erase(%s, 30)", [row.pk]) == [(None,)]
    with entering("owner"):
        Member.objects.filter(user_id=of.desk.worker.user_id).update(
            joined_at=clock.now() - timedelta(days=31)
        )
    with at_desk(of.desk.worker):
        assert erasing.confirm(row, by=of.desk.worker).done_at


def test_a_thread_that_was_open_while_she_was_erased_leaves_no_word() -> None:
    of = furnished()
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=of.alias_id)
    with at_desk(of.desk.worker):
        said = reading.thread(thread, Reader(of.desk.unlocked))
        assert indexing.keep_words(thread, said, of.desk.unlocked) == 1
    erased(of)
    with at_desk(of.desk.worker):
        indexing.keep_words(thread, said, of.desk.unlocked)
    assert left(Vocabulary, conversation=thread) == 0


def test_the_ledger_keeps_the_alias_alone() -> None:
    of = furnished()
    erased(of)
    with entering("owner"):
        entry = Entry.objects.get(verb="person.erased")
    assert entry.subject == f"vault.alias:{of.alias_id}"
    assert set(entry.facts) == {"because", "begun_by", "keys"}


def test_old_ciphertext_and_new_keys_open_nothing() -> None:
    of = furnished()
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        old = Message.objects.get(
            conversation=thread, is_inward=True
        )  # as it stands in a body dump
    with at_desk(of.desk.worker):
        assert json.loads(json.dumps(body_of(old, Reader(of.desk.unlocked))))
    erased(of)
    with at_desk(of.desk.worker), pytest.raises(Denied):
        body_of(old, Reader(of.desk.unlocked))
    with at_desk(of.desk.supervisor), pytest.raises(Refused, match="has been erased"):
        note(of.alias_id, because=Reason.WORKER_ASKED, by=of.desk.supervisor)


def test_her_address_is_nobodys_and_another_word_from_it_is_another_person() -> None:
    desk = make.make.desk()
    with entering("parse"):
        address = hashlib.sha256(b"her").hexdigest()[:12]
        met = routing.aliases_for(desk.org_id, "telegram", [address])[address]
        again = routing.aliases_for(desk.org_id, "telegram", [address])[address]
        assert met.alias_id == again.alias_id
    with entering("owner"):
        ask("select wall.forget_identity(%s)", [met.alias_id])
    with entering("parse"):
        assert routing.aliases_for(desk.org_id, "telegram", [address])[address].is_new


def test_files_leave_the_disk_with_the_next_turn_of_the_clock() -> None:
    of = furnished()
    from ilm.talk.attaching import place

    with entering("owner"):
        row = Attachment.objects.get(org_id=of.desk.org_id)
    path = place(row.org_id, row.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed")
    erased(of)
    with entering("jobs"):
        assert (remove_files(), remove_files()) == (1, 0)
    assert not path.exists()
    assert left(Attachment, pk=row.pk, state="gone") == 1


def test_notes_of_a_case_that_others_stand_behind_stay() -> None:
    of = furnished()
    with entering("owner"):
        another = cases.report(of.desk)
        case = Case.objects.get(pk=of.issue.case_id)
    with at_desk(of.desk.worker):
        from ilm.cases import triage

        triage.join(another, case=case, leaves=[cases.LATE], by=of.desk.worker)
    erased(of)
    with entering("owner"):
        assert Evidence.objects.get(issue=of.issue).sealed


def test_a_case_goes_on_under_a_key_of_its_own() -> None:
    of = furnished()
    erased(of)
    with at_desk(of.desk.worker):
        row = verification.add_evidence(
            of.issue, kind="document", is_corroborating=True, note="A payslip", by=of.desk.worker
        )
        assert row.sealed
        assert DataKey.objects.filter(pk=row.key_id).exists()


def test_what_is_sealed_to_an_erased_key_is_refused_in_a_sentence() -> None:
    of = furnished()
    with entering("owner"):
        key = Conversation.objects.get(alias_id=of.alias_id).key_id
    erased(of)
    with at_desk(of.desk.worker), pytest.raises(Refused, match="has been erased"):
        storing.sealer_for(key)
    assert Purpose.TALK
