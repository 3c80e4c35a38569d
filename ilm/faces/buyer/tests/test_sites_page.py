import pytest

from ilm.faces.buyer.tests.make import taken_up
from ilm.faces.respondent.tests.make import browser
from ilm.parties.tests import make

pytestmark = pytest.mark.django_db


def test_only_workplaces_of_own_notices_are_named() -> None:
    client, made, at = taken_up()
    elsewhere = make.site()
    html = client.get("/buy/sites/").content.decode()
    assert made.notice.site_name in html
    assert at in html
    assert elsewhere.name not in html
    other = browser(make.actor("buyer")).get("/buy/sites/").content.decode()
    assert made.notice.site_name not in other
    assert "No workplace yet" in other
    assert browser(make.actor("supplier")).get("/buy/sites/").status_code == 404
