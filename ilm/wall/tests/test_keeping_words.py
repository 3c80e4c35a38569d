"""A word cannot be kept beside an erasing that is going on: whoever writes it waits, then looks."""

from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest
from django.conf import settings

from ilm.talk.models import Vocabulary
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = (
    "insert into talk_vocabulary (id, org_id, conversation_id, month, version, messages, last_at,"
    " tokens) values (gen_random_uuid(), %s, %s, '2026-11-01', 1, 1, now(), '{1}')"
)


def link() -> psycopg.Connection:
    owner = settings.DATABASES["owner"]
    return psycopg.connect(host=owner["HOST"], dbname=owner["NAME"], user="ilm_owner")


@pytest.mark.parametrize("is_erased", [True, False])
def test_a_word_waits_for_the_end_of_an_erasing(is_erased: bool) -> None:
    thread = talk.conversation()

    def index() -> int:
        with link() as writer:
            return writer.execute(WORDS, [thread.org_id, thread.pk]).rowcount

    with link() as eraser, ThreadPoolExecutor(1) as beside:
        eraser.execute("select 1 from talk_conversation where id = %s for update", [thread.pk])
        eraser.execute("delete from vault_grant where key_id = %s", [thread.key_id])
        eraser.execute("delete from vault_datakey where id = %s", [thread.key_id])
        writing = beside.submit(index)
        assert not wait([writing], 0.5).done  # it waits
        eraser.commit() if is_erased else eraser.rollback()
        assert writing.result(5) == (not is_erased)
    with entering("owner"):
        assert Vocabulary.objects.count() == (not is_erased)
