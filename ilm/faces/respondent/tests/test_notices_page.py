"""The list: works · turned away · cannot tell it exists."""

from datetime import timedelta

import pytest
import time_machine

from ilm.faces.respondent.tests.make import browser, noticed
from ilm.parties.tests import make
from ilm.remedy.lifecycle import EngagementStatus as S

pytestmark = pytest.mark.django_db


def test_a_notice_is_listed_with_its_clock() -> None:
    client, made, _ = noticed()
    page = client.get("/respond/")
    html = page.content.decode()
    assert page.status_code == 200
    assert made.notice.ref in html
    assert made.notice.site_name in html
    assert "Waiting for your answer" in html
    assert "days left" in html
    assert "Nothing is overdue" in client.get("/respond/?show=overdue").content.decode()


def test_what_is_late_is_listed_as_overdue() -> None:
    client, made, _ = noticed()
    with time_machine.travel(made.notice.answer_by + timedelta(days=2)):
        client = browser(made.partner)
        html = client.get("/respond/?show=overdue").content.decode()
    assert made.notice.ref in html
    assert "by 2 days" in html


def test_closed_ones_are_apart() -> None:
    client, made, _ = noticed(S.RESPONDED)
    from ilm.remedy.validation import settle
    from ilm.wall.entering import entering

    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, reason="worker_withdrew", by=made.desk.worker)
    assert made.notice.ref not in client.get("/respond/").content.decode()
    html = client.get("/respond/?show=done").content.decode()
    assert made.notice.ref in html
    assert "withdrew" not in html


def test_strangers_are_turned_away() -> None:
    _, made, _ = noticed()
    from django.test import Client

    assert Client().get("/respond/")["Location"].startswith("/door/login/")
    assert browser(make.actor("buyer")).get("/respond/").status_code == 404
    assert browser(made.desk.worker).get("/respond/").status_code == 404
    other = browser(make.actor("supplier")).get("/respond/")
    assert other.status_code == 200
    assert made.notice.ref not in other.content.decode()
