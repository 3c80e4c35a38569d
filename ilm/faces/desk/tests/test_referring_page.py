"""Somebody is passed on at one desk and read at another, until she is taken back."""

import pytest

from ilm.assistance.models import Referral
from ilm.disclosure.tests import make as disclosures
from ilm.faces.desk.tests.make import signed_in
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
SAID = "They have not paid us"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def two():
    ours, desk = signed_in()
    theirs, shelter = signed_in(desk=make.desk(name="Demo shelter network"))
    return ours, disclosures.told(desk), theirs, shelter


def grant(told, shelter, level: str = "L4") -> str:
    purpose = {"recipient": "other_ngo", "for_org": shelter.org_id, "purpose": "services"}
    return str(told.grant(level, **purpose).pk)


def sent(consent: str, **how: str) -> dict[str, str]:
    return {"consent": consent, "service": "legal", "note": "Please call her lawyer."} | how


def the_referral() -> Referral:
    with entering("owner"):
        return Referral.objects.get()


def test_from_one_desk_to_the_other_and_back(two) -> None:
    ours, told, theirs, shelter = two
    place = f"/desk/cases/{told.issue.case.ref}/pass-on/"
    assert "Nobody agreed to it yet" in text(ours.get(place))
    consent = grant(told, shelter)
    assert "Demo shelter network" in text(ours.get(place))
    made = ours.post(place, sent(consent, with_words="on"))
    row = the_referral()
    assert made.url == f"/desk/referrals/{row.pk}/"
    mine = text(ours.get(made.url))
    assert "They read our note and her conversation" in mine
    assert "Not yet" in mine
    assert "Demo shelter network" in text(ours.get("/desk/referrals/?view=ours"))
    assert told.desk.org.name in text(theirs.get("/desk/referrals/"))
    page = text(theirs.get(made.url))
    assert SAID in page
    assert "Please call her lawyer." in page
    assert told.issue.case.ref not in page
    assert theirs.post(f"{made.url}accept/").url == made.url
    assert "It is done" in text(theirs.get(made.url))
    assert theirs.post(f"{made.url}take-back/").status_code == 403
    assert ours.post(f"{made.url}finish/").status_code == 403
    assert ours.post(f"{made.url}take-back/").url == made.url
    page = text(theirs.get(made.url))
    assert "Nothing can be opened any more" in page
    assert SAID not in page


def test_what_does_not_fit_stands_on_the_form(two) -> None:
    ours, told, _, shelter = two
    consent, place = grant(told, shelter, "L3"), f"/desk/cases/{told.issue.case.ref}/pass-on/"
    again = ours.post(place, sent(consent, with_words="on"))
    assert again.status_code == 422
    assert "her own words may say it" in text(again)
    assert "Please call her lawyer." in text(again)
    assert ours.post(place, sent(consent, note=" ")).status_code == 422
    assert ours.post(place, sent("7" * 32)).status_code == 422
    with entering("owner"):
        assert not Referral.objects.exists()


def test_they_say_no_with_a_reason(two) -> None:
    ours, told, theirs, shelter = two
    place = f"/desk/cases/{told.issue.case.ref}/pass-on/"
    url = ours.post(place, sent(grant(told, shelter))).url
    again = theirs.post(f"{url}reject/")
    assert again.status_code == 422
    assert "Say why it ended" in text(again)
    assert theirs.post(f"{url}reject/", {"because": "service_unavailable"}).url == url
    assert "Service unavailable" in text(ours.get(url))


def test_a_locked_desk_says_so_and_another_finds_nothing(two) -> None:
    ours, told, _, shelter = two
    place = f"/desk/cases/{told.issue.case.ref}/pass-on/"
    url = ours.post(place, sent(grant(told, shelter), with_words="on")).url
    locked, _ = signed_in(desk=shelter, is_unlocked=False)
    assert "Unlock the vault to read this" in text(locked.get(url))
    assert SAID not in text(locked.get(url))
    stranger, _ = signed_in()
    assert stranger.get(url).status_code == 404
    assert stranger.post(f"{url}accept/").status_code == 404
    assert theirs_file(stranger, url) == 404
    assert theirs_file(ours, url) == 404
    assert ours.post(f"{url}eat/").status_code == 404


def theirs_file(client, url: str) -> int:
    return client.get(f"{url}files/{'7' * 32}/").status_code
