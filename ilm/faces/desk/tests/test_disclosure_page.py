import re

import pytest

from ilm.disclosure.binding import binding
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
        "written_in": "en",
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
        assert who.post(f"{where}{act}/", read(who, where)).url == where
    assert kept(told).status == S.RELEASED
    with entering("owner"):
        engagement = Engagement.objects.get(org_id=told.desk.org_id)
    assert str(engagement.pk) in client.get(where).content.decode()


def read(client, where: str) -> dict[str, str]:
    """What the page at `where` says that it showed."""
    found = re.search(r'name="words" value="(\w{64})"', client.get(where).content.decode())
    return {"words": found[1]} if found else {}


@pytest.mark.parametrize(
    ("act", "at"), [("approve", S.SHOWN), ("sign", S.APPROVED), ("countersign", S.SIGNED_ONCE)]
)
def test_a_page_that_shows_other_words_or_says_not_which_is_refused(act: str, at: S) -> None:
    told = disclosures.told()
    row = disclosures.disclosure(at, of=told)
    chief, _ = signed_in("supervisor", told.desk)
    for posted in ({}, {"words": ""}, {"words": "0" * 64}):
        no = chief.post(f"/desk/words/{row.pk}/{act}/", posted)
        assert (no.status_code, "have changed since" in no.content.decode()) == (409, True)
    assert kept(told).status == at
    yes = chief.post(f"/desk/words/{row.pk}/{act}/", read(chief, f"/desk/words/{row.pk}/"))
    assert yes.status_code == 302
    assert kept(told).status != at


def test_one_person_does_not_sign_twice() -> None:
    told = disclosures.told()
    row = disclosures.disclosure(S.SIGNED_ONCE, of=told)
    client, _ = signed_in(desk=told.desk)
    answer = client.post(f"/desk/words/{row.pk}/countersign/", {"words": binding(row)})
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


HERS = "လုပ်ခ နောက်ကျတယ်။"


def in_burmese(told, **fields: str):
    """(client, page) of a draft whose worker writes Burmese."""
    told.grant()
    with entering("owner"):
        Conversation.objects.filter(alias_id=told.alias_id).update(language="my")
    client, _ = signed_in(desk=told.desk)
    return client, client.post(draft_place(told), words(told, act="keep", **fields)).url


def test_words_she_cannot_read_are_put_into_her_language_first() -> None:
    told = disclosures.told()
    client, where = in_burmese(told)
    page = client.get(where).content.decode()
    assert "She reads Burmese; the words are English." in page
    assert "Send them to her" not in page
    no = client.post(f"{where}show/")
    assert (no.status_code, "She reads Burmese" in no.content.decode()) == (409, True)
    given = {"do": "translate", "text": HERS}
    again = client.post(where, given)
    assert (again.status_code, HERS in again.content.decode()) == (422, True)
    assert client.post(where, given | {"is_checked": "on"}).status_code == 302
    page = client.get(where).content.decode()
    assert 'lang="my">' + HERS in page
    assert "Send them to her" in page
    row = kept(told)
    assert (row.translated_into, row.translated_by) == ("my", told.desk.worker.user_id)
    assert client.post(f"{where}show/").status_code == 302
    assert "she is asked again" in client.get(where).content.decode()


def test_a_draft_brings_its_translation_along() -> None:
    told = disclosures.told()
    client, where = in_burmese(told, translation=HERS, is_checked="on")
    assert 'lang="my">' + HERS in client.get(where).content.decode()
    again = client.post(draft_place(told), words(told, translation=HERS))
    assert "What a machine wrote" in again.content.decode().replace("\n", " ")


def test_only_who_may_draft_translates_and_strangers_find_nothing() -> None:
    told = disclosures.told()
    _, where = in_burmese(told)
    given = {"do": "translate", "text": HERS, "is_checked": "on"}
    assert stranger().post(where, given).status_code == 404
    assert signed_in("interpreter", told.desk)[0].post(where, given).status_code == 403


def test_the_panel_does_not_pass_while_a_word_that_must_go_stands() -> None:
    told = disclosures.told()
    told.grant()
    client, _ = signed_in(desk=told.desk)
    wrong = words(told, text="Women in sewing are paid late.", gender="female")
    page = client.post(draft_place(told), wrong).content.decode()
    assert "Not yet: these words still say what may not be said" in page
    assert "women" in page[page.index("Take out:") :][:40]
    assert "May leave, after her word" not in page
    assert "Keep the draft" not in page
    assert client.post(draft_place(told), wrong | {"act": "keep"}).status_code == 422
    told.grant(withheld=["sewing"])
    page = client.post(draft_place(told), words(told)).content.decode()
    assert "May leave, after her word" not in page
    assert "Withheld item: sewing" in page


def test_a_locked_desk_sees_how_far_words_are_and_not_what_they_say() -> None:
    told = disclosures.told()
    told.grant(withheld=["dormitory"])
    row = disclosures.disclosure(S.SIGNED, of=told)
    locked, _ = signed_in(desk=told.desk, is_unlocked=False)
    issue = f"/desk/cases/{told.issue.case.ref}/{told.issue.pk}/"
    with entering("owner"):
        consent = f"/desk/talk/{Conversation.objects.get(alias_id=told.alias_id).ref}/consent/"
    for where in (f"/desk/words/{row.pk}/", issue, consent):
        page = locked.get(where).content.decode()
        assert "ealed" in page
        for secret in ("paid late", "dormitory", "sewing"):
            assert secret not in page
    assert "Countersigned" in locked.get(f"/desk/words/{row.pk}/").content.decode()
    for act in ("release", "show", "read-aloud", "override"):
        no = locked.post(f"/desk/words/{row.pk}/{act}/", {"because": "legal_duty"})
        assert no.status_code == 423
    assert "Unlock first" in locked.get(draft_place(told)).content.decode()
    assert locked.post(draft_place(told), words(told, act="keep")).status_code == 423
    opened, _ = signed_in(desk=told.desk)
    assert "paid late" in opened.get(f"/desk/words/{row.pk}/").content.decode()
    assert "paid late" in opened.get(issue).content.decode()
    assert "dormitory" in opened.get(consent).content.decode()


def test_nobody_signs_with_the_vault_locked() -> None:
    told = disclosures.told()
    row = disclosures.disclosure(S.APPROVED, of=told)
    where = f"/desk/words/{row.pk}/"
    for role, before, act in (
        ("case_worker", S.APPROVED, "sign"),
        ("supervisor", S.SIGNED_ONCE, "countersign"),
    ):
        locked, _ = signed_in(role, told.desk, is_unlocked=False)
        assert "Unlock before you sign" in locked.get(where).content.decode()
        no = locked.post(f"{where}{act}/", headers={"referer": f"http://testserver{where}"})
        assert no.status_code == 423
        assert f"/desk/unlock/?next={where.replace('/', '%2F')}" in no.content.decode()
        assert kept(told).status == before
        opened, _ = signed_in(role, told.desk)
        assert opened.post(f"{where}{act}/", read(opened, where)).status_code == 302
    assert kept(told).status == S.SIGNED
