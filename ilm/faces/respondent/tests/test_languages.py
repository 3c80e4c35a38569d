"""Partners choose a language once; it holds for the session, and a draft says that it is one."""

import pytest
from django.utils.translation import gettext, override

from ilm.faces.authority.tests import make as authority
from ilm.faces.buyer.tests import make as buyer
from ilm.faces.catalogues import LANGUAGES
from ilm.faces.respondent.tests.make import noticed
from ilm.remedy.lifecycle import EngagementStatus as S

pytestmark = pytest.mark.django_db
DRAFT = "The words of this page were translated by machine. No speaker has checked them yet."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_partner_reads_and_is_refused_in_the_language_chosen(language: str) -> None:
    client, made, place = noticed(S.RESPONDED)
    assert "What is wrong" in client.get(place).content.decode()
    page = client.get(f"{place}?lang={language}")
    assert page["Content-Language"] == language
    late = {"action": "back_pay", "due_on": "2020-01-01", "text": ""}
    again = client.post(f"{place}promise/", late).content.decode()
    with override(language):
        for said in ("What is wrong", "Your answer", DRAFT):
            assert gettext(said) in page.content.decode()
            assert gettext(said) != said
        assert gettext("Choose a day that is still to come.") in again
        assert gettext("Notices to you") in client.get("/respond/").content.decode()
    assert "Notices to you" in client.get("/respond/?lang=en").content.decode()
    assert made.notice.text in client.get(place).content.decode()


def test_the_browsers_wish_comes_first_and_an_unknown_language_is_none() -> None:
    client, _, _ = noticed()
    assert client.get("/respond/", headers={"accept-language": "th"})["Content-Language"] == "th"
    assert client.get("/respond/?lang=xx")["Content-Language"] == "en"


@pytest.mark.parametrize("made", [noticed, buyer.taken_up, authority.taken_up])
def test_every_partner_may_choose(made) -> None:
    client, _, place = made()
    page = client.get(f"{place}?lang=km").content.decode()
    assert 'hreflang="ne"' in page
    assert '<html lang="km"' in page
