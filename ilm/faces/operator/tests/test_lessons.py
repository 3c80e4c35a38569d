import pytest

from ilm.cases.models import Lesson
from ilm.faces.operator import lessons
from ilm.kit import clock
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_says_what_each_desk_learnt_and_who_teaches() -> None:
    assert lessons.told().startswith("There is no worker organisation yet.\nA supervisor")
    desk, other = make.desk(), make.desk()
    with entering("owner"):
        row = Lesson.objects.create(
            org_id=desk.org_id, made_by=desk.supervisor.user_id, made_at=clock.now(), epoch=1,
            accounts=40, learnt_from=[], locked=b"x",
        )  # fmt: skip
    told = lessons.told()
    assert f"{other.org.slug}: has learnt nothing." in told
    assert "from 40 reports; nothing was triaged beside it since." in told
    with entering("owner"):
        Lesson.objects.filter(pk=row.pk).update(offered=20, first_right=14, among_right=17)
    assert (
        "of 20 reports triaged beside it since, its first word was chosen in 14" in lessons.told()
    )
