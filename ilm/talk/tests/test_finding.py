"""A thread is found by what was said in it, by those who may read it, while the vault is open."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from ilm.access.actor import member
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.language.normalise import to_zawgyi
from ilm.ledger.models import Entry
from ilm.parties.tests.make import Desk, desk
from ilm.talk import finding
from ilm.talk.finding import Narrow
from ilm.talk.models import Conversation, Vocabulary
from ilm.talk.tests import make
from ilm.talk.tests.test_indexing import catch_up, found
from ilm.vault import searching
from ilm.vault.models import Wrap
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, entering, tell

pytestmark = pytest.mark.django_db
FIND = "select id from wall.find_words(%s, %s::bigint[], null, null, 50, null, null, null, null)"


def said(one: Desk, *texts: str) -> list[str]:
    """The references of as many threads, opened, the oldest first."""
    account, now = make.account(one), clock.now()
    refs = [
        make.conversation(
            one,
            text=text,
            account=account,
            address=f"9590000{n:05}",
            at=now - timedelta(minutes=99 - n),
        ).ref
        for n, text in enumerate(texts)
    ]
    catch_up(one)
    return refs


def test_a_word_is_found_in_each_language() -> None:
    one = desk()
    refs = said(
        one,
        "သူတို့က ကျွန်မရဲ့ပတ်စပို့ကိုသိမ်းထားတယ်",
        "นายจ้างยึดหนังสือเดินทางของเราไว้",
        "ថៅកែរឹបអូសលិខិតឆ្លងដែនរបស់យើង",
        "ນາຍຈ້າງຍຶດໜັງສືຜ່ານແດນຂອງພວກເຮົາ",
        "मेरो राहदानी म्यानेजरले लगेर राखेको छ",
        "They keep our Passports",
        to_zawgyi("အလုပ်ရှင်က ညဘက်မှာ အဆောင်တံခါးကို ပိတ်ထားတယ်"),
    )
    questions = ("ပတ်စပို့", "หนังสือเดินทาง", "លិខិតឆ្លងដែន", "ໜັງສືຜ່ານແດນ", "राहदानी", "passport")
    assert [found(one, q) for q in questions] == [[ref] for ref in refs[:6]]
    assert found(one, to_zawgyi("ပတ်စပို့")) == [refs[0]]
    assert found(one, "အဆောင်") == found(one, to_zawgyi("အဆောင်")) == [refs[6]]


def test_every_word_must_be_there_and_the_newest_comes_first() -> None:
    one = desk()
    refs = said(one, "broker fee", "broker", "fee of the broker")
    assert found(one, "broker") == refs[::-1]
    assert found(one, "broker fee") == [refs[2], refs[0]]
    assert found(one, "broker passport") == []


def test_pages_follow_each_other() -> None:
    one = desk()
    refs = said(one, *["broker"] * 5)
    seen, place = [], None
    with entering("desk", one.worker.user_id):
        for _ in range(3):
            page = finding.search(
                "broker", by=one.worker, unlocked=one.unlocked, before=place, limit=2
            )
            seen += [hit.conversation.ref for hit in page.hits]
            place = page.place
            assert page.count == 5
    assert (seen, place) == (refs[::-1], None)
    with entering("owner"):
        assert [e.facts for e in Entry.objects.filter(verb="messages.searched")] == [{}]


def test_many_hits_are_walked_and_counted_to_a_thousand(monkeypatch) -> None:
    one = desk()
    [ref] = said(one, "broker fee")
    with entering("owner"):
        tell(
            "create temp table many on commit drop as"
            " select * from talk_conversation, generate_series(1, 1100) n"
        )
        tell(
            "insert into talk_conversation select (jsonb_populate_record(null::talk_conversation,"
            " to_jsonb(m) || jsonb_build_object('id', gen_random_uuid(), 'ref', 'R' || n,"
            " 'alias_id', gen_random_uuid()))).* from many m"
        )
        tell(
            "insert into talk_vocabulary select (jsonb_populate_record(null::talk_vocabulary,"
            " to_jsonb(v) || jsonb_build_object('id', gen_random_uuid(), 'conversation_id', c.id,"
            " 'last_at', v.last_at + random() * interval '1 day'))).*"
            " from talk_vocabulary v, talk_conversation c where c.ref like 'R%%' and c.ref <> %s",
            [ref],
        )
    with entering("desk", one.worker.user_id):
        page = finding.search("broker fee", by=one.worker, unlocked=one.unlocked)
        more = finding.search(
            "broker", by=one.worker, unlocked=one.unlocked, before=page.place, limit=50
        )
    times = [hit.at for hit in page.hits + more.hits]
    assert (page.count, len(page.hits), len(more.hits)) == (1000, 20, 50)
    assert times == sorted(times, reverse=True)
    assert len({hit.id for hit in page.hits + more.hits}) == 70


def test_a_locked_vault_finds_nothing() -> None:
    one = desk()
    with entering("desk", one.worker.user_id), pytest.raises(Locked):
        finding.search("broker", by=one.worker, unlocked=None)


def test_a_member_who_waits_to_be_let_in_is_told_so() -> None:
    one = desk()
    with entering("owner"):
        Wrap.objects.filter(holder=one.worker.user_id).delete()
    waiting = Unlocked(one.worker.user_id, one.org_id, one.unlocked.ring)
    with entering("desk", one.worker.user_id), pytest.raises(Refused, match="no key"):
        finding.search("broker", by=one.worker, unlocked=waiting)


@pytest.mark.parametrize("words", ["", "the and", "😀", "x" * 201])
def test_a_question_without_a_word_of_its_own_is_refused(words: str) -> None:
    one = desk()
    with entering("desk", one.worker.user_id), pytest.raises(Refused):
        finding.search(words, by=one.worker, unlocked=one.unlocked)


def test_a_role_without_the_right_is_turned_away() -> None:
    one = desk()
    stranger = member(uuid4(), "supplier", one.org_id)
    with entering("desk", one.worker.user_id), pytest.raises(Forbidden):
        finding.search("broker", by=stranger, unlocked=one.unlocked)


def test_the_function_repeats_the_policy() -> None:
    mine, theirs = desk(), desk()
    said(theirs, "broker")
    with entering("owner"):
        [row] = Vocabulary.objects.all()
    with entering("desk", theirs.worker.user_id):
        [key] = searching.finders(theirs.unlocked)
        numbers = key.numbers(["broker"])
        assert ask(FIND, [theirs.org_id, numbers]) == [(row.pk,)]
        assert ask(FIND, [theirs.org_id, []]) == []
        assert ask(FIND, [None, numbers]) == []
    with entering("desk", mine.worker.user_id):
        assert ask(FIND, [theirs.org_id, numbers]) == []
        assert ask(FIND, [mine.org_id, numbers]) == []
        assert not Vocabulary.objects.exists()
    with entering("desk"):
        assert ask(FIND, [theirs.org_id, numbers]) == []


def test_in_one_channel_one_language_or_some_months_alone() -> None:
    one = desk()
    [here, there] = said(one, "They keep our passports", "My passport is with the broker")
    [other] = make.messages(
        make.account(one, "telegram"), make.said("My passport is gone", address="42")
    )
    catch_up(one)
    with entering("owner"):
        Conversation.objects.filter(ref=there).update(language="my")
        Vocabulary.objects.filter(conversation__ref=here).update(month=date(2026, 3, 1))

    def refs(**within: object) -> set[str]:
        with entering("desk", one.worker.user_id):
            known = finding.search(
                "passport", within=Narrow(**within), by=one.worker, unlocked=one.unlocked
            )
        assert known.count == len(known.hits)
        return {hit.conversation.ref for hit in known.hits}

    chat = other.conversation.ref
    assert refs() == {here, there, chat}
    assert refs(channel="telegram") == {chat}
    assert refs(channel="whatsapp", language="my") == {there}
    assert refs(until=date(2026, 3, 31)) == {here}
    assert refs(since=date(2026, 3, 31), until=date(2026, 3, 31)) == {here}
    assert refs(since=date(2026, 4, 1)) == {there, chat}
