"""Her own shift: marks, a hand-over at its end, a pause that is offered and told to nobody."""

import pytest
from django.test import Client

from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.duty.models import HandOver, Shift
from ilm.duty.tests import make
from ilm.faces.desk.tests.make import account, signed_in, stranger
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE, END = "/desk/rota/mine/", "/desk/rota/mine/end/"
WORDS = "Call Ma Hnin before seven"


def urgent(desk) -> Case:
    """An urgent case that she opened, and holds."""
    case = cases.case(desk)
    with entering("owner"):
        Case.objects.filter(pk=case.pk).update(
            urgency="urgent", urgency_rank=1, assigned_to=desk.worker.user_id
        )
    return case


def test_begin_rest_come_back() -> None:
    client, desk = signed_in()
    row = make.shift(desk)
    mark = f"/desk/rota/{row.pk}/mark/"
    assert "Begin it" in client.get(PAGE).content.decode()
    assert stranger().post(mark, {"do": "begin"}).status_code == 404
    assert signed_in("supervisor", desk)[0].post(mark, {"do": "begin"}).status_code == 403
    for act, said in (("begin", "On shift"), ("rest", "On a break"), ("back", "On shift")):
        assert client.post(mark, {"do": act}).status_code == 302
        assert said in client.get(PAGE).content.decode()
    assert client.post(mark, {"do": "sleep"}).status_code == 409


def test_whoever_ends_with_something_open_writes_to_the_next() -> None:
    client, desk = signed_in()
    make.on_shift(desk)
    make.shift(desk, desk.supervisor)
    case = urgent(desk)
    page = client.get(END).content.decode()
    assert case.ref in page
    assert "supervisor is on next" in page
    assert client.post(END, {"text": ""}).status_code == 422
    assert client.post(END, {"text": WORDS}).status_code == 302
    with entering("owner"):
        note = HandOver.objects.get()
        assert note.to_user == desk.supervisor.user_id
        assert WORDS.encode() not in bytes(note.sealed)
        assert Shift.objects.get(user_id=desk.worker.user_id).ended_at
    chief, _ = signed_in("supervisor", desk)
    assert WORDS not in chief.get(PAGE).content.decode()  # she has not begun
    with entering("owner"):
        row = Shift.objects.get(user_id=desk.supervisor.user_id)
    chief.post(f"/desk/rota/{row.pk}/mark/", {"do": "begin"})
    shown = chief.get(PAGE).content.decode()
    assert WORDS in shown
    assert "For you" in shown
    locked, _ = signed_in("supervisor", desk, is_unlocked=False)
    shut = locked.get(PAGE).content.decode()
    assert "1 hand-over waits for you" in shut
    assert WORDS not in shut
    seen = f"/desk/rota/hand-overs/{note.pk}/seen/"
    assert stranger().post(seen).status_code == 404
    assert signed_in("interpreter", desk)[0].post(seen).status_code == 404
    assert chief.post(seen).status_code == 302
    assert WORDS not in chief.get(PAGE).content.decode()


def test_her_word_that_there_is_nothing_to_say_is_enough() -> None:
    client, desk = signed_in(is_unlocked=False)
    make.on_shift(desk)
    urgent(desk)
    assert client.post(END, {"text": WORDS}).status_code == 423
    assert client.post(END, {"is_nothing": "on"}).status_code == 302
    assert client.get(END).status_code == 302
    with entering("owner"):
        assert not HandOver.objects.exists()


def test_an_interpreter_ends_her_shift_and_writes_nothing() -> None:
    desk = parties.desk()
    her, client = parties.actor("interpreter", desk.org), Client()
    client.force_login(account(her))
    make.on_shift(desk, her)
    page = client.get(END).content.decode()
    assert "What the next must know" not in page
    assert client.post(END, {"text": WORDS}).status_code == 403
    assert client.post(END).status_code == 302
    assert "not on a shift" in client.get(PAGE).content.decode()


def test_a_pause_after_two_heavy_cases_in_a_row_and_nobody_is_told() -> None:
    client, desk = signed_in()
    chief, _ = signed_in("supervisor", desk)
    make.on_shift(desk)
    offer = "Would you like a pause?"
    urgent(desk)
    assert offer not in client.get(PAGE).content.decode()
    urgent(desk)
    assert offer in client.get(PAGE).content.decode()
    for page in ("/desk/calls/", "/desk/", "/desk/cases/"):
        assert offer in client.get(page).content.decode()
    for page in (PAGE, "/desk/team/", "/desk/calls/", "/desk/rota/"):
        assert offer not in chief.get(page).content.decode()
    assert client.post(f"{PAGE}pause/", {"do": "go_on"}).status_code == 302
    assert offer not in client.get(PAGE).content.decode()
    urgent(desk)
    assert offer not in client.get(PAGE).content.decode()
    urgent(desk)
    assert offer in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}pause/", {"do": "take"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "On a break" in page
    assert offer not in page


def test_partners_have_no_shifts() -> None:
    for role in ("supplier", "buyer", "authority"):
        assert signed_in(role)[0].get(PAGE).status_code in (403, 404)
