"""Words found outside of messages, in any script, by those who may see them."""

import pytest

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties.tests import make as parties
from ilm.talk.tests import make as talk

pytestmark = pytest.mark.django_db
WHERE = "/desk/search/"
REPLIES = {
    "my": ("လုပ်ခ ၁၂၃", "လုပ်ခ မရသေးပါ ၁၂၃", "123"),
    "km": ("ប្រាក់ឈ្នួល", "ប្រាក់ឈ្នួល ៤៥៦", "456"),
    "th": ("เงินเดือน", "ค่าจ้างรายวัน", "ค่าจ้าง"),
    "lo": ("ຄ່າແຮງ", "ຄ່າແຮງງານ ໗໘", "78"),
    "ne": ("ज्याला", "ज्याला पाइएन", "ज्याला"),
    "bn": ("বেতন", "বেতন ৯১", "91"),
    "vi": ("Lương", "Chưa trả lương tháng này", "LƯƠNG tháng"),
}


def found(client, words: str) -> str:
    return client.post(WHERE, {"do": "search", "words": words}).content.decode()


@pytest.mark.parametrize("language", REPLIES)
def test_a_ready_reply_is_found_in_its_script_and_by_plain_digits(language: str) -> None:
    client, _ = signed_in()
    name, text, words = REPLIES[language]
    assert (
        client.post(
            "/desk/replies/", {"name": name, "language": language, "text": text}
        ).status_code
        == 302
    )
    page = found(client, words)
    assert "Beside messages" in page
    assert name in page
    assert name not in found(client, "quicksilver")


def test_a_case_a_workplace_and_a_thread_are_found_by_who_may_see_them() -> None:
    client, desk = signed_in()
    case = cases.case(desk)
    site = parties.site(name="Zephyr Brickworks")
    thread = talk.conversation(desk, address="959000000777")
    assert f"/desk/cases/{case.ref}/" in found(client, case.ref)
    assert f"/desk/sites/{site.pk}/" in found(client, "brickworks zephyr")
    assert f"/desk/talk/{thread.ref}/" in found(client, f"  {thread.ref.lower()} ")
    other = stranger()
    for words in (case.ref, thread.ref):
        page = found(other, words)
        assert f"/desk/cases/{case.ref}/" not in page
        assert f"/desk/talk/{thread.ref}/" not in page


def test_locked_nothing_is_looked_for() -> None:
    client, desk = signed_in(is_unlocked=False)
    case = cases.case(desk)
    assert f"/desk/cases/{case.ref}/" not in found(client, case.ref)
