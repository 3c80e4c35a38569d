"""The filters of the inbox, each by what it lets through and what it leaves out."""

from datetime import timedelta
from itertools import count

import pytest
from django.http import QueryDict

from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.faces.desk.narrowing import kept, narrowed
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import replying
from ilm.talk.models import Conversation
from ilm.talk.tests import make
from ilm.wall.entering import entering

NUMBERS = count()

pytestmark = pytest.mark.django_db


def refs(desk, **by: str) -> set[str]:
    with entering("desk", desk.worker.user_id):
        return set(narrowed(desk.worker, by).values_list("ref", flat=True))


def a_thread(desk) -> Conversation:
    """One more, of somebody new."""
    return make.conversation(desk, address=f"9590{next(NUMBERS):08d}")


def changed(thread: Conversation, **columns: object) -> Conversation:
    with entering("owner"):
        Conversation.objects.filter(pk=thread.pk).update(**columns)
    return thread


def test_mine_and_nobodys() -> None:
    desk = parties.desk()
    mine = changed(a_thread(desk), assigned_to=desk.worker.user_id)
    hers = changed(a_thread(desk), assigned_to=desk.supervisor.user_id)
    free = a_thread(desk)
    assert refs(desk, only="mine") == {mine.ref}
    assert refs(desk, only="free") == {free.ref}
    assert refs(desk) == {mine.ref, hers.ref, free.ref}


def test_a_window_closes_soon_while_an_answer_is_owed() -> None:
    desk, now = parties.desk(), clock.now()
    hours = {"soon": 22, "fresh": 2, "shut": 25}
    at = make.account(desk)
    threads = {}
    for name, ago in hours.items():
        [said] = make.messages(at, make.said(address=f"9590000000{ago:02d}"))
        then = now - timedelta(hours=ago)
        threads[name] = changed(said.conversation, last_inward_at=then, last_at=then)
    assert refs(desk, only="closing") == {threads["soon"].ref}
    changed(threads["soon"], last_at=now)  # we had the last word
    assert refs(desk, only="closing") == set()


def test_waits_too_long_unread_for_a_day_or_never_written_to_in_time() -> None:
    desk, now = parties.desk(), clock.now()
    long_ago = now - timedelta(hours=25)
    unread = changed(a_thread(desk), unread=1, last_inward_at=long_ago, last_at=long_ago)
    changed(a_thread(desk), unread=1, last_inward_at=now, last_at=now)
    case = cases.case(desk)
    with entering("owner"):
        Case.objects.filter(pk=case.pk).update(contact_by=now - timedelta(hours=1))
        thread = case.reports.select_related("conversation").get().conversation
    assert refs(desk, only="late") == {unread.ref, thread.ref}


def test_put_off_is_away_from_all_but_its_own_list() -> None:
    desk = parties.desk()
    away = changed(a_thread(desk), snoozed_until=clock.now() + timedelta(hours=1), unread=1)
    assert refs(desk) == refs(desk, only="unread") == refs(desk, only="free") == set()
    assert refs(desk, only="snoozed") == {away.ref}


def test_language_channel_and_urgency_narrow_together() -> None:
    desk = parties.desk()
    case = cases.case(desk)
    with entering("owner"):
        thread = case.reports.select_related("conversation").get().conversation
        urgency = Case.objects.get(pk=case.pk).urgency
    changed(thread, language="my")
    changed(a_thread(desk), language="km")
    assert refs(desk, language="my") == {thread.ref}
    assert refs(desk, language="my", urgency=urgency, channel=thread.channel) == {thread.ref}
    assert refs(desk, language="km", urgency=urgency) == set()


def test_what_no_filter_knows_is_left_out() -> None:
    assert kept(QueryDict("only=nonsense&language=xx&urgency=high&channel=%00&page=2")) == {
        "urgency": "high"
    }


def test_the_page_shows_the_tabs_and_keeps_the_other_filters() -> None:
    client, desk = signed_in()
    thread = changed(a_thread(desk), language="my")
    page = client.get("/desk/?only=free&language=my").content.decode()
    assert thread.ref in page
    assert 'href="?language=my&amp;only=mine"' in page
    assert thread.ref not in client.get("/desk/?language=km").content.decode()


def test_put_off_from_the_page_and_brought_back() -> None:
    client, desk = signed_in()
    thread = a_thread(desk)
    there = f"/desk/talk/{thread.ref}/snooze/"
    assert client.get(there).status_code == 405
    assert client.post(there, {"hours": "4"}).url == "/desk/"
    assert thread.ref not in client.get("/desk/").content.decode()
    assert "Put off until" in client.get(f"/desk/talk/{thread.ref}/").content.decode()
    assert client.post(there, {"hours": "0"}).url == f"/desk/talk/{thread.ref}/"
    assert thread.ref in client.get("/desk/").content.decode()
    assert client.post(there, {"hours": "many"}).status_code == 409
    assert stranger().post(there, {"hours": "4"}).status_code == 404
    with entering("desk", desk.worker.user_id):
        assert replying.reply(
            make.fresh(thread), text="We are here", unlocked=desk.unlocked, by=desk.worker
        )
