"""Notes, drafts, claims and handing over, as two colleagues see them on the page of a thread."""

import pytest

from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties.models import Member
from ilm.talk.models import Draft, Note
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
NOTE = "She whispered; somebody was near. @Thida look"


def both():
    """(case worker, supervisor called Thida, thread, its address)."""
    client, desk = signed_in()
    with entering("owner"):
        Member.objects.filter(user_id=desk.supervisor.user_id).update(called="Thida")
    chief, _ = signed_in("supervisor", desk)
    thread = talk.conversation(desk)
    return client, chief, thread, f"/desk/talk/{thread.ref}/"


def shown(client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_note_stands_in_the_thread_and_tells_who_is_named_without_its_words() -> None:
    client, chief, thread, place = both()
    answer = client.post(f"{place}note/", {"text": NOTE})
    assert answer.url.startswith(f"{place}#n-")
    inbox = shown(chief, "/desk/?only=named")
    assert thread.ref in inbox
    assert 'Notes to you <span class="count">1' in inbox
    assert "whispered" not in inbox
    assert NOTE in shown(chief, place)
    assert thread.ref not in shown(chief, "/desk/?only=named")


def test_locked_a_note_is_there_and_says_nothing() -> None:
    client, desk = signed_in()
    place = f"/desk/talk/{talk.conversation(desk).ref}/"
    client.post(f"{place}note/", {"text": NOTE})
    page = shown(signed_in("supervisor", desk, is_unlocked=False)[0], place)
    assert "Internal note" in page
    assert "whispered" not in page


def test_her_own_page_never_shows_a_note() -> None:
    client, _, thread, place = both()
    client.post(f"{place}note/", {"text": NOTE})
    with entering("owner"):
        assert thread.messages.count() == 1  # it is no message at all: nothing can send or show it
        assert Note.objects.count() == 1


def test_a_draft_is_kept_while_she_writes_and_comes_back_after_a_crash() -> None:
    client, chief, _, place = both()
    answer = client.post(f"{place}draft/", {"text": "We are on our"})
    assert answer.status_code == 200
    assert "Draft kept, sealed, at" in answer.content.decode()
    assert "We are on our</textarea>" in shown(client, place)
    assert "We are on our" not in shown(chief, place)
    client.post(place, {"do": "reply", "text": "We are on our way"})
    with entering("owner"):
        assert not Draft.objects.exists()


def test_while_she_answers_a_colleague_is_told_and_takes_over_with_a_reason() -> None:
    client, chief, thread, place = both()
    client.post(f"{place}draft/", {"text": "We are"})
    page = shown(chief, place)
    assert "case_worker is answering her now" in page
    assert "Take it over" in page
    assert chief.post(f"{place}draft/", {"text": "I too"}).status_code == 409
    sent = chief.post(place, {"do": "reply", "text": "Hello"})
    assert sent.status_code == 422
    assert "is answering her" in sent.content.decode()
    assert "Hello</textarea>" in sent.content.decode()  # what was typed is not lost
    assert chief.post(f"{place}take-over/", {"because": ""}).status_code == 409
    assert chief.post(f"{place}take-over/", {"because": "In danger"}).url == place
    assert chief.post(place, {"do": "reply", "text": "Hello"}).status_code == 302
    assert "In danger" in shown(client, place)
    assert "Thida is answering her now" in shown(client, place)
    assert talk.fresh(thread).assigned_to is not None


def test_handed_over_with_what_they_must_know() -> None:
    client, chief, thread, place = both()
    with entering("owner"):
        her = Member.objects.get(called="Thida").user_id
    give = {"do": "give", "who": str(her), "note": "Call after six"}
    assert client.post(f"{place}hand/", give).url == place
    assert talk.fresh(thread).assigned_to == her
    page = shown(chief, place)
    assert "Call after six" in page
    assert "Handed over" in page
    assert "is answering" not in page
    wrong = chief.post(f"{place}hand/", give | {"who": "nobody"})
    assert wrong.status_code == 409
    assert chief.post(f"{place}hand/", {"do": "give", "who": ""}).url == place
    assert talk.fresh(thread).assigned_to is None


def test_a_stranger_finds_none_of_it() -> None:
    _, _, _, place = both()
    other = stranger()
    for act in ("note", "draft", "take-over", "hand"):
        assert other.post(f"{place}{act}/", {"text": "x", "because": "x"}).status_code == 404
        assert other.get(f"{place}{act}/").status_code == 405


def test_locked_no_note_is_written() -> None:
    client, desk = signed_in(is_unlocked=False)
    thread = talk.conversation(desk)
    place = f"/desk/talk/{thread.ref}/"
    assert client.post(f"{place}note/", {"text": "x"}).status_code == 423
    assert "Unlock the vault to write a note" in shown(client, place)


def test_filters_are_kept_and_taken_away() -> None:
    client, _, _, _ = both()
    kept = client.post("/desk/inbox/views/", {"only": "late", "language": "km", "x": "her name"})
    assert kept.url == "/desk/?only=late&language=km"
    page = shown(client, kept.url)
    assert "Waits too long · Khmer" in page
    assert "Keep no longer" in page
    assert "Waits too long · Khmer" in shown(client, "/desk/")
    assert client.post("/desk/inbox/views/", {}).url == "/desk/"
    view = page.split("/desk/inbox/views/")[1].split("/")[0]
    assert stranger().post(f"/desk/inbox/views/{view}/").status_code == 404
    assert client.post(f"/desk/inbox/views/{view}/").url == "/desk/"
    assert "Waits too long · Khmer" not in shown(client, "/desk/")


def test_ready_words_stand_under_the_answer_filled_and_marked() -> None:
    client, chief, thread, place = both()
    with entering("owner"):
        type(thread).objects.filter(pk=thread.pk).update(language="my")
    for language, text in (("en", "This is {me}. We read it."), ("my", "ဖတ်ပြီးပါပြီ။")):
        given = {"name": "First answer", "language": language, "text": text}
        assert client.post("/desk/replies/", given).status_code == 302
    page = shown(chief, place)
    assert page.index("ဖတ်ပြီးပါပြီ။") < page.index("This is Thida. We read it.")
    assert "Not reviewed" in page
    listed = shown(client, "/desk/replies/")
    assert "It is right" not in listed  # she wrote them
    listed = shown(chief, "/desk/replies/")
    reply = listed.split('action="/desk/replies/')[1].split("/")[0]
    assert chief.post(f"/desk/replies/{reply}/", {"do": "review"}).url == "/desk/replies/"
    assert "Reviewed" in shown(chief, "/desk/replies/")
    assert "First answer" in shown(client, f"/desk/replies/?of={reply}&translate")
    assert client.post(f"/desk/replies/{reply}/", {"do": "review"}).status_code == 409
    assert stranger().post(f"/desk/replies/{reply}/", {"do": "drop"}).status_code == 404
    assert client.post(f"/desk/replies/{reply}/", {"do": "drop"}).url == "/desk/replies/"
    wrong = client.post("/desk/replies/", {"name": "x", "language": "en", "text": "{name}"})
    assert wrong.status_code == 422
    locked, _ = signed_in("interpreter", is_unlocked=False)
    assert locked.get("/desk/replies/").status_code == 403
