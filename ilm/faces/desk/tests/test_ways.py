import re

import pytest
from django.urls import reverse

from ilm.faces.desk.templatetags.desk import SELDOM, UNDER, WAYS
from ilm.faces.desk.tests.make import signed_in
from ilm.parties.tests import make

ALL = (*WAYS, *SELDOM)


def test_no_two_ways_have_one_key() -> None:
    keys = [key for _, key, *_ in ALL]
    assert len(keys) == len(set(keys))


def test_what_lies_under_a_way_leads_to_one() -> None:
    assert set(UNDER.values()) <= {name for name, *_ in ALL}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["case_worker", "supervisor"])
def test_each_way_that_they_may_go_is_shown(role: str) -> None:
    client, desk = signed_in(role)
    actor = desk.worker if role == "case_worker" else desk.supervisor
    page = client.get("/desk/").content.decode()
    nav = page[page.index('<nav class="nav"') : page.index("</nav>")]
    shown = set(re.findall(r'href="([^"]+)"', nav))
    assert shown == {reverse(f"desk:{name}") for name, *_, needs in ALL if actor.may(needs)}


@pytest.mark.django_db
def test_says_where_they_are_behind_more() -> None:
    client, _ = signed_in()
    assert (
        '<summary class="here">More: Keys</summary>' in client.get("/desk/keys/").content.decode()
    )
    assert "<summary>More</summary>" in client.get("/desk/").content.decode()


@pytest.mark.django_db
def test_an_interpreter_is_shown_her_own_keys_and_nobody_elses() -> None:
    desk = make.desk()
    client, _ = signed_in("interpreter", desk)
    assert "My keys" in (page := client.get("/desk/locks/").content.decode())
    assert "More: My keys" in page
    assert "/desk/keys/" not in page
    assert client.get("/desk/keys/").status_code == 403
