from datetime import timedelta

import pytest

from ilm.access.actor import worker
from ilm.cases import keeping
from ilm.cases.models import Erasure, Hold
from ilm.cases.tests.make import at_desk
from ilm.cases.tests.test_keeping import closed
from ilm.disclosure import erasing
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.parties.models import Member
from ilm.talk.tests import make as talk
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def only(model, **where):
    with entering("owner"):
        return model.objects.get(**where)


def test_what_ends_is_shown_and_a_hold_of_two_takes_it_off() -> None:
    supervisor, desk = signed_in("supervisor")
    colleague, _ = signed_in(desk=desk)
    case = closed(desk, days_ago=350)
    page = supervisor.get("/desk/keeping/").content.decode()
    assert case.ref in page
    assert "Names, addresses and safe-contact plans" in page
    assert f"{clock.today():%-d %b %Y}" in page  # its times are due already
    assert "UUID(" not in page
    until = clock.today() + timedelta(days=90)
    sent = {"because": "court", "ends_on": until.isoformat()}
    assert supervisor.post(f"/desk/cases/{case.ref}/hold/", sent).status_code == 302
    hold = only(Hold)
    assert supervisor.post(f"/desk/holds/{hold.pk}/confirm/").status_code == 409
    assert f"/desk/holds/{hold.pk}/confirm/" in colleague.get("/desk/keeping/").content.decode()
    assert colleague.post(f"/desk/holds/{hold.pk}/confirm/").status_code == 302
    page = supervisor.get("/desk/keeping/").content.decode()
    assert "In force" in page
    assert "Nothing of a case ends" in page
    assert supervisor.post(f"/desk/holds/{hold.pk}/lift/").status_code == 302
    assert "No case is held" in supervisor.get("/desk/keeping/").content.decode()


def test_a_hold_without_a_good_end_comes_back_with_the_form() -> None:
    supervisor, desk = signed_in("supervisor")
    where = f"/desk/cases/{closed(desk, days_ago=1).ref}/hold/"
    sent = {"because": "court", "ends_on": clock.today().isoformat()}
    answer = supervisor.post(where, sent)
    assert answer.status_code == 422
    assert "within the next three years" in answer.content.decode()


def test_keeping_shorter() -> None:
    supervisor, desk = signed_in("supervisor")
    assert supervisor.get("/desk/keeping/shorter/").status_code == 200
    longer = supervisor.post("/desk/keeping/shorter/", {"kind": "identity", "days": 400})
    assert longer.status_code == 422
    assert "set a legal hold" in longer.content.decode()
    shorter = supervisor.post("/desk/keeping/shorter/", {"kind": "identity", "days": 60})
    assert shorter.status_code == 302
    with at_desk(desk.supervisor):
        assert keeping.days_of(desk.org_id)["identity"] == 60
    assert "usually 365" in supervisor.get("/desk/keeping/").content.decode()


def test_erasing_from_her_conversation_to_the_proof() -> None:
    supervisor, desk = signed_in("supervisor")
    colleague, _ = signed_in(desk=desk)
    signed_in("interpreter", desk=desk)
    interpreter = only(Member, org_id=desk.org_id, role="interpreter")
    thread = talk.conversation(desk, text="They keep my passport")
    where = f"/desk/talk/{thread.ref}/"
    assert "Let interpret" in colleague.get(where).content.decode()
    assert f"{where}erase/" in supervisor.get(where).content.decode()
    assert f"{where}erase/" not in colleague.get(where).content.decode()
    assert "cannot be undone" in supervisor.get(f"{where}erase/").content.decode()
    assert supervisor.post(f"{where}erase/", {"because": "spite"}).status_code == 422
    assert supervisor.post(f"{where}erase/", {"because": "she_asked"}).status_code == 302
    row = only(Erasure)
    place = f"/desk/erasures/{row.pk}/"
    assert "The first word is yours" in supervisor.get(place).content.decode()
    assert supervisor.post(f"{place}confirm/").status_code == 409
    assert place in colleague.get(where).content.decode()
    assert place in colleague.get("/desk/").content.decode()
    assert "Confirm and erase her now" in colleague.get(place).content.decode()
    assert colleague.post(f"{place}confirm/").status_code == 302
    proof = supervisor.get(place).content.decode()
    assert "She has been erased" in proof
    assert f"{clock.today() + timedelta(days=30):%-d %b %Y}" in proof
    page = colleague.get(where).content.decode()
    assert "This conversation has been erased" in page
    assert f"{where}reveal/" not in page
    assert "Let interpret" not in page
    asked = {"do": "interpret", "who": interpreter.user_id}
    refused = colleague.post(f"{where}hand/", asked).content.decode()
    assert "nothing to interpret any more" in refused
    assert "nobody can learn who she is" in page
    assert "You hold no key to this message" not in page
    assert "They keep my passport" not in page
    answer = colleague.post(where, {"do": "reply", "text": "Hello?"})
    assert "has been erased" in answer.content.decode()
    assert supervisor.post(f"{where}person/", {"because": "payment"}).status_code in (409, 422)


def test_after_a_year_the_words_stand_and_nobody_can_answer_by_her_number() -> None:
    colleague, desk = signed_in()
    thread = talk.conversation(desk, text="They keep my passport")
    where = f"/desk/talk/{thread.ref}/"
    with entering("owner"):
        ask("select wall.forget_identity(%s)", [thread.alias_id])
    page = colleague.get(where).content.decode()
    assert "They keep my passport" in page
    assert "has been erased" not in page
    answer = colleague.post(where, {"do": "reply", "text": "Hello?"})
    assert answer.status_code == 422
    assert "Her address has been erased" in answer.content.decode()


def test_what_she_asked_for_is_a_task_and_can_be_called_off() -> None:
    supervisor, desk = signed_in("supervisor")
    colleague, _ = signed_in(desk=desk)
    thread = talk.conversation(desk)
    with entering("parse"):
        row = erasing.want(thread.alias_id, by=worker(thread.alias_id, desk.org_id))
    place = f"/desk/erasures/{row.pk}/"
    assert "a supervisor must begin" in colleague.get("/desk/").content.decode()
    assert "She asked to be erased" in colleague.get(f"/desk/talk/{thread.ref}/").content.decode()
    assert "looks whether it was her" in colleague.get(place).content.decode()
    assert (
        "whoever holds her receipt"
        in supervisor.get(f"/desk/talk/{thread.ref}/erase/").content.decode()
    )
    assert colleague.post(f"{place}call-off/").status_code == 403
    assert supervisor.post(f"{place}call-off/").status_code == 302
    assert "Called off" in supervisor.get(place).content.decode()


def test_who_may_and_who_cannot_tell_that_it_exists() -> None:
    supervisor, desk = signed_in("supervisor")
    thread, case = talk.conversation(desk), closed(desk, days_ago=1)
    supervisor.post(f"/desk/talk/{thread.ref}/erase/", {"because": "she_asked"})
    row = only(Erasure)
    colleague, _ = signed_in(desk=desk)
    for path in ("/desk/keeping/shorter/", f"/desk/cases/{case.ref}/hold/"):
        assert colleague.get(path).status_code == 403
    assert colleague.get(f"/desk/talk/{thread.ref}/erase/").status_code == 403
    interpreter, _ = signed_in("interpreter", desk)
    assert interpreter.get("/desk/keeping/").status_code == 403
    assert interpreter.get(f"/desk/erasures/{row.pk}/").status_code == 403
    assert str(row.pk) not in interpreter.get(f"/desk/talk/{thread.ref}/").content.decode()
    assert str(row.pk) not in interpreter.get("/desk/").content.decode()
    assert stranger().get(f"/desk/erasures/{row.pk}/").status_code == 404
    assert stranger().post(f"/desk/erasures/{row.pk}/confirm/").status_code == 404
