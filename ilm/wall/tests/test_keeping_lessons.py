"""A lesson cannot be kept beside an erasing or a taking back that is going on: it gives way."""

import pytest

from ilm.cases import learning
from ilm.cases.models import Learning, Lesson
from ilm.cases.tests.test_learning import learnt, triaged
from ilm.parties.tests import make as parties
from ilm.wall.entering import ask, entering
from ilm.wall.tests.test_keeping_words import link

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = {
    "erasing": "select wall.forget_words(%s)",
    "taking back": "update talk_message set is_withdrawn = true where conversation_id in"
    " (select id from talk_conversation where alias_id = %s)",
}


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("is_kept", [True, False])
def test_it_gives_way_to_who_erases_or_takes_back(act: str, is_kept: bool) -> None:
    desk = parties.desk()
    triaged(desk, each=11)
    with entering("owner"):
        [(alias,)] = ask(
            "select alias_id from cases_report where org_id = %s limit 1", [desk.org_id]
        )
    with link() as other:
        other.execute(ACTS[act], [alias])
        assert learnt(desk) is Learning.End.CHANGED  # it does not wait for the end of it
        other.commit() if is_kept else other.rollback()
    with entering("owner"):
        assert not Lesson.objects.exists()
    assert learnt(desk) is Learning.End.LEARNT
    with entering("owner"):
        [lesson] = Lesson.objects.all()
    in_it = alias in lesson.learnt_from
    assert in_it is not is_kept


def test_who_erases_after_it_takes_it_away() -> None:
    desk = parties.desk()
    triaged(desk, each=11)
    assert learning.WAITS_FOR == "300ms"
    assert learnt(desk) is Learning.End.LEARNT
    with entering("owner"):
        [lesson] = Lesson.objects.all()
    with link() as other:
        other.execute("select wall.forget_words(%s)", [lesson.learnt_from[0]])
    with entering("owner"):
        assert not Lesson.objects.exists()
