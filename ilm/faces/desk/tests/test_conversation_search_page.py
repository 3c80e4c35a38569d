"""Threads found by their words at the desk, and what of it is left anywhere else."""

import base64
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connections

from ilm.cases.searching import hashed
from ilm.faces.desk.tests.make import PASSWORD, signed_in, stranger
from ilm.language.finding import words_of
from ilm.ledger.models import Entry
from ilm.talk import catching_up, indexing
from ilm.talk.models import Indexing, Vocabulary
from ilm.talk.tests import make as talk
from ilm.vault.models import SearchKey
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
WHERE, INDEX = "/desk/search/", "/desk/search/index/"
PLANTED = {
    "ပတ်စပို့": "သူတို့က ကျွန်မရဲ့ပတ်စပို့ကိုသိမ်းထားတယ်",
    "หนังสือเดินทาง": "นายจ้างยึดหนังสือเดินทางของเราไว้",
    "លិខិតឆ្លងដែន": "ថៅកែរឹបអូសលិខិតឆ្លងដែនរបស់យើង",
    "राहदानी": "मेरो राहदानी म्यानेजरले लगेर राखेको छ",
    "quicksilverish": "The boss is Quicksilverish with our pay",
}


def search(client, words: str, **more: str):
    return client.post(WHERE, {"do": "search", "words": words, **more})


def opened(client, desk, text: str, **more) -> str:
    thread = talk.conversation(desk, text=text, **more)
    assert client.get(f"/desk/talk/{thread.ref}/").status_code == 200
    return thread.ref


def test_a_thread_is_found_once_it_was_opened() -> None:
    client, desk = signed_in()
    ref = opened(client, desk, PLANTED["ပတ်စပို့"])
    page = search(client, "ပတ်စပို့").content.decode()
    assert f"/desk/talk/{ref}/" in page
    assert "1 found" in page
    assert "Every message can be found." in client.get(INDEX).content.decode()
    assert "Messages that nobody opened yet are not found." in page
    assert PLANTED["ပတ်စပို့"] not in page
    assert "Nothing found" in search(client, "passport").content.decode()
    assert ref not in search(stranger(), "ပတ်စပို့").content.decode()


@pytest.fixture
def index(monkeypatch, django_capture_on_commit_callbacks):
    """Index now, with the thread's work done before the answer."""

    def asked(client):
        monkeypatch.setattr(catching_up, "lend", catching_up.index_all)
        with django_capture_on_commit_callbacks(using="owner", execute=True):
            return client.post(INDEX, follow=True).content.decode()

    return asked


def test_what_was_not_opened_is_counted_and_indexed_when_asked(index) -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk, text="The broker took it")
    assert "1 message was not opened yet" in client.get(INDEX).content.decode()
    assert "Index now" in client.get(INDEX).content.decode()
    assert "Indexing has begun" in index(client)
    assert thread.ref in search(client, "broker").content.decode()
    assert "Every message can be found." in client.get(INDEX).content.decode()
    assert "can be found already" in index(client)


def test_how_far_it_is_and_that_it_stopped_is_shown(monkeypatch) -> None:
    client, desk = signed_in()
    account = talk.account(desk)
    for n in range(3):
        talk.conversation(desk, account=account, address=f"95900000001{n}")
    lent = []
    monkeypatch.setattr(catching_up, "lend", lent.append)
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    monkeypatch.setattr(catching_up, "AT_ONCE", 0.0)
    assert client.post(INDEX).status_code == 302
    with entering("owner"):
        run = Indexing.objects.get()
    assert "0 of 3 threads are done" in client.get(INDEX).content.decode()
    assert client.post(INDEX).status_code == 409
    with entering("owner"):
        Indexing.objects.update(beat_at=run.beat_at - timedelta(minutes=3))
    page = client.get(INDEX).content.decode()
    assert "stopped before its end" in page
    assert "Index now" in page


def test_locked_it_says_plainly_that_messages_are_not_searched() -> None:
    client, _ = signed_in(is_unlocked=False)
    page = client.get(WHERE).content.decode()
    assert "Messages are not searched while the vault is locked" in page
    assert f"/desk/unlock/?next={quote(WHERE)}" in page
    assert search(client, "broker").status_code == 423
    assert client.post(INDEX).status_code == 423
    chief, _ = signed_in("supervisor", is_unlocked=False)
    assert chief.post("/desk/search/key/").status_code == 423


def test_further_down_carries_the_words_in_a_form_and_no_address(index) -> None:
    client, desk = signed_in()
    account = talk.account(desk)
    for n in range(21):
        talk.conversation(desk, text="broker", account=account, address=f"9590000001{n:02}")
    index(client)
    first = search(client, "broker")
    assert "21 found, newest first" in first.content.decode()
    second = search(client, "broker", before=first.context["more"])
    assert len(second.context["found"].hits) == 1
    assert "Further down" not in second.content.decode()
    assert search(client, "broker", before="yesterday~x").status_code == 422


def test_a_question_without_rare_words_comes_back_with_the_form() -> None:
    client, _ = signed_in()
    answer = search(client, "the")
    assert answer.status_code == 422
    assert "Look for rarer ones." in answer.content.decode()
    assert search(client, "").status_code == 422


def test_an_address_with_words_finds_nothing() -> None:
    client, desk = signed_in()
    ref = opened(client, desk, "The broker took it")
    page = client.get(WHERE, {"words": "broker", "do": "search"}).content.decode()
    assert ref not in page
    assert "broker" not in page


def test_the_page_is_for_those_who_read_every_conversation() -> None:
    client, desk = signed_in()
    assert client.post("/desk/search/key/").status_code == 403
    assert signed_in("interpreter", desk)[0].get(WHERE).status_code == 403
    assert signed_in("supplier")[0].get(WHERE).status_code in (403, 404)


def test_a_supervisor_renews_the_key_and_old_words_are_still_found(index) -> None:
    client, desk = signed_in()
    ref = opened(client, desk, "The broker took it")
    chief, _ = signed_in("supervisor", desk)
    assert "Make a new search key" in chief.get(INDEX).content.decode()
    assert chief.post("/desk/search/key/").url == INDEX
    assert ref in search(client, "broker").content.decode()
    assert "under a search key that is over" in client.get(INDEX).content.decode()
    index(client)
    assert "under a search key" not in client.get(WHERE).content.decode()
    assert ref in search(client, "broker").content.decode()
    with entering("owner"):
        assert [key.version for key in SearchKey.objects.filter(org_id=desk.org_id)] == [2]
        assert Entry.objects.filter(verb="search_key.renewed", org_id=desk.org_id).count() == 1
    assert client.get("/desk/search/key/").status_code == 405


def test_unlocking_makes_the_key_of_an_organisation_that_has_none() -> None:
    client, desk = signed_in(is_unlocked=False)
    with entering("owner"):
        SearchKey.objects.all().delete()
    client.post("/desk/unlock/", {"password": PASSWORD})
    with entering("owner"):
        assert SearchKey.objects.filter(org_id=desk.org_id).count() == 1


def test_a_supervisor_without_a_key_is_told_so() -> None:
    chief, desk = signed_in("supervisor")
    from ilm.vault.models import Wrap

    with entering("owner"):
        Wrap.objects.filter(holder=desk.supervisor.user_id).delete()
    assert "hold no key" in chief.post("/desk/search/key/").content.decode()


def everything() -> str:
    """Every row of every table, as PostgreSQL writes it (bytes in hex)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
            " where schemaname in ('public', 'wall')"
        )
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"select t::text from {table} t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows).casefold()


def spellings(word: str) -> list[str]:
    """As text, hex and base64 at each of its three places."""
    raw = word.encode()
    inner = [base64.b64encode(b"\0" * n + raw).decode()[4 * bool(n) : -4] for n in range(3)]
    return [word, raw.hex(), word.encode("utf-16-le").hex(), *(i for i in inner if len(i) > 7)]


def test_no_word_and_no_number_of_a_word_without_its_key_is_in_any_table() -> None:
    client, desk = signed_in()
    account = talk.account(desk)
    for n, text in enumerate(PLANTED.values()):
        opened(client, desk, text, account=account, address=f"9590000001{n:02}")
    for word in PLANTED:
        answer = search(client, word)
        assert len(answer.context["found"].hits) == 1
        assert "Location" not in answer
    with entering("owner"):
        kept = {number for row in Vocabulary.objects.all() for number in row.tokens}
        assert len(kept) == 5 * 16
        assert {e.verb for e in Entry.objects.filter(facts__has_key="words")} == set()
    there = everything()
    assert "conversation.read" in there
    for text in PLANTED.values():
        for word in words_of(text):
            if len(word) < 4:
                continue
            for spelled in spellings(word):
                assert spelled.casefold() not in there
            assert not set(hashed([word])) & kept
            assert str(hashed([word])[0]) not in there


def test_nothing_of_a_question_is_in_a_statement_or_a_log(caplog) -> None:
    client, desk = signed_in()
    opened(client, desk, PLANTED["quicksilverish"])
    statements = []

    def listen(execute, sql, params, many, context):
        statements.append(str(sql))
        return execute(sql, params, many, context)

    with connections["owner"].execute_wrapper(listen), caplog.at_level(0):
        assert len(search(client, "quicksilverish").context["found"].hits) == 1
    assert len(statements) > 3
    assert "quicksilverish" not in " ".join(statements) + caplog.text
