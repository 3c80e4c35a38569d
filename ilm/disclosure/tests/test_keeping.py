"""Before release the words lie sealed; who may not read them is told so, and no swap goes unseen."""

import json
from uuid import uuid4

import pytest
from django.db import ProgrammingError

from ilm.cases.tests.make import at_desk
from ilm.disclosure import consenting, drafting, release, signing
from ilm.disclosure.keeping import open_grants, open_words
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Consent, Disclosure
from ilm.disclosure.tests import make
from ilm.kit.errors import Locked, Refused
from ilm.vault import receipts
from ilm.vault.models import DataKey, Grant
from ilm.vault.routing import keep_receipt
from ilm.vault.storing import sealer_for
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db

STORED = "select to_jsonb(d)::text from disclosure_disclosure d"


def test_no_word_of_a_draft_lies_in_clear_and_locked_says_so() -> None:
    of = make.told()
    of.grant()
    row = of.draft(traits=make.WOMEN, text="Pay is late[unit| in {unit}].")
    with entering("owner"):
        [(stored,)] = ask(STORED)
    for word in ("Pay is late", "sewing", "female", b"Pay is late".hex()):
        assert word not in stored
    with at_desk(of.desk.worker):
        kept = Disclosure.objects.get(pk=row.pk)
        for read in (lambda: kept.text, lambda: kept.dropped, lambda: open_words(kept, None)):
            with pytest.raises(Locked):
                read()


def test_released_words_leave_their_traits_for_the_next_decision() -> None:
    of = make.told()
    notice = make.notice(of)
    with entering("owner"):
        [told] = Disclosure.objects.values_list("told", flat=True)
    assert told["unit"] == "sewing"
    assert "sewing" in notice.text


def test_every_step_that_needs_the_words_needs_an_unlocked_vault() -> None:
    of = make.told()
    row, by = make.disclosure(of=of), of.desk.worker
    steps = (
        lambda: drafting.translate(row, text="x", is_checked=True, unlocked=None, by=by),
        lambda: drafting.show(row, unlocked=None, by=by),
        lambda: signing.override(row, because="legal_duty", unlocked=None, by=by),
        lambda: release.release(row, unlocked=None, by=by),
    )
    for step in steps:
        with at_desk(by), pytest.raises(Locked, match="Unlock the vault"):
            step()


def test_whoever_holds_no_key_is_told_so() -> None:
    of = make.told()
    of.grant(withheld=["late"])
    row = of.draft()
    with entering("owner"):
        Grant.objects.all().delete()
    with at_desk(of.desk.worker):
        with pytest.raises(Refused, match="hold no key"):
            open_words(Disclosure.objects.get(pk=row.pk), of.desk.unlocked)
        with pytest.raises(Refused, match="hold no key"):
            open_grants(Consent.objects.all(), of.desk.unlocked)


def test_words_swapped_in_the_table_are_not_signed() -> None:
    of = make.told()
    row = make.disclosure(S.APPROVED, of=of)
    with at_desk(of.desk.worker):
        other = json.dumps(row.wording._replace(text="It was Nan.")._asdict()).encode()
        place = ("disclosure_disclosure", row.pk, "words", other)
        Disclosure.objects.filter(pk=row.pk).update(words=sealer_for(row.key_id).field(*place))
        with pytest.raises(Refused, match="changed outside"):
            signing.sign(row, unlocked=of.desk.unlocked, by=of.desk.worker)


def test_what_she_keeps_back_is_sealed_and_never_taken_for_nothing() -> None:
    of = make.told()
    given = of.grant(withheld=["dormitory"])
    with entering("owner"):
        assert "dormitory" not in str(ask("select to_jsonb(c)::text from disclosure_consent c"))
    with at_desk(of.desk.worker):
        [locked] = open_grants(Consent.objects.filter(pk=given.pk), None)
        with pytest.raises(Locked, match="keeps back"):
            assert locked.withheld
        [opened] = open_grants(Consent.objects.filter(pk=given.pk), of.desk.unlocked)
        assert list(opened.withheld) == ["dormitory"]
    with pytest.raises(Locked):
        of.draft(unlocked=None)


def test_where_nothing_is_kept_back_a_locked_desk_still_drafts() -> None:
    of = make.told()
    of.grant()
    assert of.draft(unlocked=None).status == S.DRAFTED


def test_a_worker_without_a_thread_has_a_key_of_her_own() -> None:
    of = make.told()
    terms = {"level": "L3", "recipient": "supplier_hr", "purpose": "disclosure_to_others"}
    with at_desk(of.desk.worker):
        before = DataKey.objects.count()
        given = consenting.grant(
            uuid4(), org_id=of.desk.org_id, withheld=["x"], by=of.desk.worker, **terms
        )
        assert DataKey.objects.count() == before + 1
        [opened] = open_grants([Consent.objects.get(pk=given.pk)], of.desk.unlocked)
    assert list(opened.withheld) == ["x"]


def test_her_receipt_opens_what_she_is_asked_about_and_the_partners_words() -> None:
    of, mine = make.told(), receipts.issue()
    with at_desk(of.desk.worker):
        keep_receipt(of.desk.org_id, of.alias_id, mine.lookup, mine.public, mine.locked)
    row = make.disclosure(of=of)
    kept = of.rewrite(row, translation="Hers")
    sealed = bytes(kept.for_reporter)
    opened = receipts.open_reply(mine.receipt, mine.public, mine.locked, sealed, row.pk, 1)
    assert json.loads(opened) == {"text": "Hers", "original": row.text}


def test_neither_parse_nor_jobs_can_fetch_sealed_words() -> None:
    make.disclosure()
    for face in ("parse", "jobs"):
        with entering(face):
            assert Disclosure.objects.get().status == S.DRAFTED
            for columns in ("words", "for_reporter"):
                with pytest.raises(ProgrammingError), atomic():
                    ask(f"select {columns} from disclosure_disclosure")
            with pytest.raises(ProgrammingError), atomic():
                ask("select kept_back from disclosure_consent")


def test_another_member_of_the_house_opens_them_too() -> None:
    of = make.told()
    row = make.disclosure(of=of)
    boss: Unlocked = of.desk.unlocked_supervisor
    with at_desk(of.desk.supervisor):
        assert open_words(Disclosure.objects.get(pk=row.pk), boss).text == row.text
