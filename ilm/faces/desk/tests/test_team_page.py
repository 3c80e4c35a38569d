"""The supervisor's view: who is here, what each carries, who waits; handed on; few statements."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.duty.tests import make
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties.tests import make as parties
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE = "/desk/team/"


def carried(desk, who, *, times: int = 1, urgency: str = "life_threat") -> list[Case]:
    found = [cases.case(desk) for _ in range(times)]
    with entering("owner"):
        rank = {"life_threat": 0, "urgent": 1, "low": 4}[urgency]
        Case.objects.filter(pk__in=[c.pk for c in found]).update(
            urgency=urgency, urgency_rank=rank, assigned_to=who.user_id
        )
    return found


def test_who_is_here_and_what_each_carries_with_the_line_at_sixty() -> None:
    client, desk = signed_in("supervisor")
    make.on_shift(desk)
    carried(desk, desk.worker, times=7)  # 56
    page = client.get(PAGE).content.decode()
    assert "On shift" in page
    assert "too much for one person" not in page
    carried(desk, desk.worker, urgency="urgent")  # 61
    page = client.get(PAGE).content.decode()
    assert "case_worker: 61" in page
    assert (
        "1 colleague carries more than one person should" in client.get("/desk/").content.decode()
    )
    other = signed_in(desk=desk)[0].get("/desk/").content.decode()
    assert "than one person should" not in other


def test_who_waits_by_language_against_who_speaks_it() -> None:
    client, desk = signed_in("supervisor")
    signed_in(desk=desk)[0].post("/desk/rota/mine/card/", {"zone": "UTC", "languages": ["my"]})
    thread = cases.message(desk).conversation
    with entering("owner"):
        Conversation.objects.filter(pk=thread.pk).update(language="my", unread=1)
    page = client.get(PAGE).content.decode()
    assert "Burmese" in page
    assert thread.ref not in page
    assert "Nobody waits" in signed_in("supervisor")[0].get(PAGE).content.decode()


def test_a_case_and_a_thread_are_handed_on() -> None:
    client, desk = signed_in("supervisor")
    [case] = carried(desk, desk.worker)
    thread = cases.message(desk).conversation
    with entering("owner"):
        Conversation.objects.filter(pk=thread.pk).update(assigned_to=desk.worker.user_id)
    hers = f"{PAGE}{desk.worker.user_id}/"
    page = client.get(hers).content.decode()
    assert case.ref in page
    assert thread.ref in page
    to = {"to": str(desk.supervisor.user_id)}
    assert client.post(f"{PAGE}case/{case.ref}/", to).url == hers
    assert client.post(f"{PAGE}thread/{thread.ref}/", to).url == hers
    with entering("owner"):
        assert Case.objects.get(pk=case.pk).assigned_to == desk.supervisor.user_id
        assert Conversation.objects.get(pk=thread.pk).assigned_to == desk.supervisor.user_id
    assert "Holds nothing" in client.get(hers).content.decode()
    assert client.post(f"{PAGE}case/{case.ref}/", {"to": "nobody"}).status_code == 409


def test_only_supervisors_and_only_of_their_own() -> None:
    client, desk = signed_in("supervisor")
    [case] = carried(desk, desk.worker)
    hers = f"{PAGE}{desk.worker.user_id}/"
    for path in (PAGE, hers):
        assert signed_in(desk=desk)[0].get(path).status_code == 403
        assert signed_in("interpreter", desk)[0].get(path).status_code == 403
        assert signed_in("buyer")[0].get(path).status_code in (403, 404)
    theirs, _ = signed_in("supervisor")
    assert theirs.get(hers).status_code == 404
    to = {"to": str(desk.supervisor.user_id)}
    assert theirs.post(f"{PAGE}case/{case.ref}/", to).status_code == 404
    assert stranger().post(f"{PAGE}case/{case.ref}/", to).status_code == 403
    assert client.get(PAGE).status_code == 200


def test_as_many_statements_for_nine_members_as_for_two() -> None:
    client, desk = signed_in("supervisor")
    client.get(PAGE)
    with CaptureQueriesContext(connections["owner"]) as few:
        client.get(PAGE)
    for _ in range(7):
        make.on_shift(desk, who := parties.actor("case_worker", desk.org))
        carried(desk, who)
    with CaptureQueriesContext(connections["owner"]) as many:
        client.get(PAGE)
    assert len(many) == len(few)
