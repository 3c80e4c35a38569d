"""Who may erase somebody: a supervisor and another member, and no legal hold in the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError

from ilm.access.actor import worker
from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.cases import holding
from ilm.cases.models import Erasure
from ilm.cases.tests.make import at_desk
from ilm.catalog.keeping import Because, HeldFor
from ilm.disclosure import erasing
from ilm.disclosure.tests import make
from ilm.disclosure.tests.test_erasing import begun, erased, left
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.parties.tests import make as parties
from ilm.vault.models import Alias
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db


def test_it_takes_two_and_a_supervisor() -> None:
    of = make.told()
    desk = of.desk
    with at_desk(desk.worker), pytest.raises(Forbidden):
        erasing.begin(of.alias_id, because=Because.SHE_ASKED, by=desk.worker)
    with at_desk(desk.supervisor), pytest.raises(Refused, match="from the list"):
        erasing.begin(of.alias_id, because="spite", by=desk.supervisor)
    row = begun(of)
    with at_desk(desk.supervisor):
        with pytest.raises(Refused, match="the first word is yours"):
            erasing.confirm(row, by=desk.supervisor)
        with pytest.raises(WrongState, match="begun before"):
            erasing.begin(of.alias_id, because=Because.SHE_ASKED, by=desk.supervisor)
        assert ask("select wall.erase(%s, 30)", [row.pk]) == [(None,)]  # nor past the verb
    assert left(Alias, pk=of.alias_id, sealed=b"") == 0


def test_the_database_takes_the_second_word_of_those_alone_who_may_give_it() -> None:
    of = make.told()
    row, interpreter = begun(of), parties.actor("interpreter", of.desk.org)
    with at_desk(interpreter):
        with pytest.raises(Forbidden):
            erasing.confirm(row, by=interpreter)
        assert ask("select wall.erase(%s, 30)", [row.pk]) == [(None,)]
    may = {slug for slug, role in ROLES.items() if Permission.ERASURE_CONFIRM in role.can}
    assert may == {"supervisor", "case_worker"}  # as wall.erase has them


def test_another_organisation_erases_nobody_here() -> None:
    of = make.told()
    row, foreign = begun(of), make.make.desk()
    with at_desk(foreign.worker), pytest.raises(Refused, match="could not be erased"):
        erasing.confirm(row, by=foreign.worker)
    assert left(Alias, pk=of.alias_id, sealed=b"") == 0


def test_the_desk_writes_no_proof_and_signs_for_nobody() -> None:
    of = make.told()
    with at_desk(of.desk.supervisor):
        forged = {"org_id": of.desk.org_id, "alias_id": of.alias_id, "because": "she_asked"}
        for more in ({"begun_by": of.desk.worker.user_id}, {"confirmed_by": uuid4()}):
            with pytest.raises(ProgrammingError), atomic():
                Erasure.objects.create(**forged, **more)
        with pytest.raises(ProgrammingError), atomic():
            ask("select wall.forget_words(%s)", [of.alias_id])


def test_called_off_it_can_begin_anew_and_done_it_cannot() -> None:
    of = make.told()
    desk, row = of.desk, begun(of)
    with at_desk(desk.supervisor):
        erasing.call_off(row, by=desk.supervisor)
        with pytest.raises(WrongState, match="called off"):
            erasing.call_off(row, by=desk.supervisor)
    done = erased(of)
    with at_desk(desk.worker), pytest.raises(WrongState, match="already"):
        erasing.confirm(done, by=desk.worker)


def test_what_she_asks_herself_waits_for_a_supervisor() -> None:
    of = make.told()
    her = worker(of.alias_id, of.desk.org_id)
    with entering("parse"):
        row = erasing.want(of.alias_id, by=her)
        assert erasing.want(of.alias_id, by=her).pk == row.pk
        with pytest.raises(Forbidden):
            erasing.want(uuid4(), by=her)
    with at_desk(of.desk.worker), pytest.raises(WrongState, match="has to begin"):
        erasing.confirm(row, by=of.desk.worker)
    assert begun(of).pk == row.pk


def test_a_legal_hold_stands_before_an_erasure() -> None:
    of = make.told()
    desk = of.desk
    row = begun(of)
    with at_desk(desk.supervisor):
        hold = holding.set_hold(
            of.issue.case, because=HeldFor.COURT, ends_on=clock.today() + timedelta(days=9),
            by=desk.supervisor,
        )  # fmt: skip
    with at_desk(desk.worker):
        holding.confirm_hold(hold, by=desk.worker)
        with pytest.raises(Refused, match="legal hold keeps her case until"):
            erasing.confirm(row, by=desk.worker)
        assert ask("select wall.erase(%s, 30)", [row.pk]) == [(None,)]
