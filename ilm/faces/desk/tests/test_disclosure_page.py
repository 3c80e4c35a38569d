import pytest

from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Consent, Disclosure
from ilm.disclosure.tests import make as disclosures
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.remedy.models import Engagement
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def words(told, **fields: str) -> dict[str, object]:
    return {
        "to": f"supplier_hr:{told.to_org}",
        "alias_id": str(told.alias_id),
        "text": disclosures.TEXT,
        "needed": ["unit"],
        "unit": "sewing",
        "act": "check",
    } | fields


def draft_place(told) -> str:
    return f"/desk/cases/{told.issue.case.ref}/{told.issue.pk}/words/"


def kept(told) -> Disclosure:
    with entering("owner"):
        return Disclosure.objects.get(org_id=told.desk.org_id)


def test_checking_shows_the_decision_and_keeps_nothing() -> None:
    told = disclosures.told()
    told.grant()
    client, _ = signed_in(desk=told.desk)
    page = client.post(draft_place(told), words(told))
    assert page.status_code == 200
    text = page.content.decode()
    assert "after her word and two signatures" in text
    assert "Wages in sewing are paid late" in text
    with entering("owner"):
        assert not Disclosure.objects.filter(org_id=told.desk.org_id).exists()


def test_without_consent_the_firewall_refuses() -> None:
    told = disclosures.told()
    client, _ = signed_in(desk=told.desk)
    assert "No live grant" in client.post(draft_place(told), words(told)).content.decode()


def test_the_whole_road_to_an_engagement() -> None:
    told = disclosures.told()
    told.grant()
    client, _ = signed_in(desk=told.desk)
    chief, _ = signed_in("supervisor", told.desk)
    where = client.post(draft_place(told), words(told, act="keep")).url
    for who, act in (
        (client, "read-aloud"),
        (client, "approve"),
        (client, "sign"),
        (chief, "countersign"),
        (client, "release"),
    ):
        assert who.get(where).status_code == 200
        assert who.post(f"{where}{act}/").url == where
    assert kept(told).status == S.RELEASED
    with entering("owner"):
        engagement = Engagement.objects.get(org_id=told.desk.org_id)
    assert str(engagement.pk) in client.get(where).content.decode()


def test_one_person_does_not_sign_twice() -> None:
    told = disclosures.told()
    row = disclosures.disclosure(S.SIGNED_ONCE, of=told)
    client, _ = signed_in(desk=told.desk)
    answer = client.post(f"/desk/words/{row.pk}/countersign/")
    assert answer.status_code == 409
    assert "Another person must countersign" in answer.content.decode()
    assert kept(told).status == S.SIGNED_ONCE
    assert client.post(f"/desk/words/{row.pk}/publish/").status_code == 404


def test_another_organisation_cannot_tell_it_exists() -> None:
    row, outside = disclosures.disclosure(), stranger()
    assert outside.get(f"/desk/words/{row.pk}/").status_code == 404
    assert outside.post(f"/desk/words/{row.pk}/show/").status_code == 404


def test_her_consent_is_recorded_and_taken_back() -> None:
    told = disclosures.told()
    client, desk = signed_in(desk=told.desk)
    with entering("owner"):
        where = f"/desk/talk/{Conversation.objects.get(alias_id=told.alias_id).ref}/consent/"
    grant = {
        "form": "spoken",
        "level": "L3",
        "recipient": "supplier_hr",
        "purpose": "disclosure_to_others",
        "withheld": "nationality\n",
        "language": "my",
    }
    assert client.post(where, {"do": "grant"} | grant).status_code == 302
    assert "nationality" in client.get(where).content.decode()
    assert client.post(where, {"do": "grant"} | grant | {"recipient": "brand"}).status_code == 422
    assert client.post(where, {"do": "withdraw"}).status_code == 302
    with entering("owner"):
        assert not Consent.objects.filter(org_id=desk.org_id, withdrawn_at=None).exists()


def test_the_desk_is_warned_when_she_writes_another_language() -> None:
    told = disclosures.told()
    told.grant()
    client, _ = signed_in(desk=told.desk)
    client.post(draft_place(told), words(told, act="keep"))
    with entering("owner"):
        thread = Conversation.objects.get(alias_id=told.alias_id)
        Conversation.objects.filter(pk=thread.pk).update(language="my")
    page = client.get(f"/desk/words/{kept(told).pk}/").content.decode()
    assert "She writes Burmese; the words are English." in page
