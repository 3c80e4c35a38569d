"""The list: works · turned away · cannot tell it exists."""

import pytest
from django.test import Client

from ilm.faces.authority.tests.make import taken_up
from ilm.faces.respondent.tests.make import browser, noticed
from ilm.parties.tests import make

pytestmark = pytest.mark.django_db


def test_what_was_taken_up_is_listed() -> None:
    client, made, _ = taken_up()
    html = client.get("/authority/").content.decode()
    assert made.notice.ref in html
    assert made.notice.site_name in html
    assert "Waiting for your answer" in html


def test_what_went_to_the_supplier_is_not() -> None:
    client, _, _ = taken_up()
    _, sent, _ = noticed()
    assert sent.notice.ref not in client.get("/authority/").content.decode()


def test_strangers_are_turned_away() -> None:
    _, made, _ = taken_up()
    assert Client().get("/authority/")["Location"].startswith("/door/login/")
    assert browser(make.actor("buyer")).get("/authority/").status_code == 404
    other = browser(make.actor("authority")).get("/authority/")
    assert (other.status_code, made.notice.ref in other.content.decode()) == (200, False)
