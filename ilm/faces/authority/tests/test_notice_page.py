"""One notice: works · form again · turned away · cannot tell it exists."""

import pytest

from ilm.faces.authority.tests.make import taken_up
from ilm.faces.respondent.tests.make import browser
from ilm.parties.tests import make
from ilm.remedy.lifecycle import EngagementStatus as S

pytestmark = pytest.mark.django_db


def test_it_shows_the_words_and_takes_an_answer() -> None:
    client, made, at = taken_up()
    html = client.get(at).content.decode()
    assert made.notice.text in html
    assert "Answer by" in html
    assert "Remedy by" not in html
    done = client.post(f"{at}answer/", {"stance": "asks", "text": "Which line?"}, follow=True)
    assert "Which line?" in done.content.decode()
    assert made.fresh().status == S.RESPONDED


def test_a_form_comes_again_with_what_is_wrong() -> None:
    client, made, at = taken_up()
    again = client.post(f"{at}answer/", {"stance": "asks", "text": " "})
    assert again.status_code == 422
    assert made.fresh().status == S.RAISED
    assert client.get(f"{at}answer/")["Location"] == at


def test_it_owes_an_answer_and_can_claim_nothing() -> None:
    client, _, at = taken_up()
    for act in ("promise", "evidence", "claim"):
        assert client.post(f"{at}{act}/", {}).status_code == 404


def test_others_cannot_tell_that_it_exists() -> None:
    _, made, at = taken_up()
    for who in (
        make.actor("authority"),
        make.actor("buyer"),
        make.actor("supplier"),
        made.desk.worker,
    ):
        assert browser(who).get(at).status_code == 404
        assert browser(who).post(f"{at}answer/", {"stance": "asks"}).status_code == 404
