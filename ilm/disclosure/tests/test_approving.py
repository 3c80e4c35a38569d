"""She agrees to exact words, herself or through staff who write it down."""

from uuid import uuid4

import pytest

from ilm.access.actor import worker
from ilm.cases.tests.make import at_desk, interpreter
from ilm.disclosure import drafting
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_staff_write_down_what_she_said() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    with at_desk(of.desk.worker):
        drafting.approve(row, how="spoken", by=of.desk.worker)
        told = dict(Entry.objects.about(row).values_list("verb", "actor"))
    assert told["disclosure.approved"] == f"worker:{of.alias_id}"
    assert told["disclosure.approval_recorded"] == of.desk.worker.id


def test_staff_write_down_her_no() -> None:
    of = make.told()
    row = make.disclosure(S.APPROVED, of=of)
    with at_desk(of.desk.worker):
        assert drafting.decline(row, by=of.desk.worker).status == S.DECLINED
        assert Entry.objects.filter(verb="disclosure.refusal_recorded").exists()


def test_nobody_else_agrees_for_her() -> None:
    of = make.told()
    row = make.disclosure(S.SHOWN, of=of)
    others = (worker(uuid4(), of.desk.org_id), interpreter(of.desk))
    with at_desk(of.desk.worker):
        for by in others:
            with pytest.raises(Forbidden):
                drafting.approve(row, how="message", by=by)
        with pytest.raises(Refused, match="Say how she agreed"):
            drafting.approve(row, how="by_pigeon", by=of.desk.worker)


def test_words_she_has_not_seen_cannot_be_agreed_to() -> None:
    of = make.told()
    row = make.disclosure(S.DRAFTED, of=of)
    with at_desk(of.desk.worker):
        with pytest.raises(WrongState):
            drafting.approve(row, how="spoken", by=of.desk.worker)
        row.alias_id = None
        with pytest.raises(Refused, match="Nobody stands behind"):
            drafting.approve(row, how="spoken", by=of.desk.worker)


def test_a_second_text_leaves_a_raised_issue_raised() -> None:
    of = make.told()
    make.notice(of)
    row = make.disclosure(S.APPROVED, of=of)
    with at_desk(of.desk.worker):
        assert Disclosure.objects.select_related("issue").get(pk=row.pk).issue.status == "raised"
