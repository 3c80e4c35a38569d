"""What the migrations seal, with a copy of our own sealing, opens as if the house had sealed it."""

import hashlib
from importlib import import_module

import pytest
from django.apps import apps

from ilm.cases.tests.make import at_desk
from ilm.disclosure.keeping import open_words
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.vault.models import DataKey
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
SAID = {"text": "စာ", "translation": "", "traits": {"unit": "A"}, "dropped": {}}


def test_words_that_lay_in_clear_open_and_carry_their_mark() -> None:
    old = import_module("ilm.disclosure.migrations.0004_sealed_words")
    of = make.told()
    row = make.disclosure(of=of)
    with entering("owner"):
        key = DataKey.objects.get(pk=row.key_id)
        place = ("field", "disclosure_disclosure", row.pk, "words", key.pk, key.generation)
        words = old.seal(key.public, SAID, old.bind(*place))
        parts = (hashlib.sha256(words).digest(), row.language, row.translated_into)
        mark = hashlib.sha256(old.bind("mark", row.pk, *parts)).hexdigest()
        Disclosure.objects.filter(pk=row.pk).update(words=words, mark=mark)
    with at_desk(of.desk.worker):
        assert (
            open_words(Disclosure.objects.get(pk=row.pk), of.desk.unlocked).wording._asdict()
            == SAID
        )


def test_a_key_of_its_own_is_granted_to_the_organisation_alone() -> None:
    old = import_module("ilm.disclosure.migrations.0004_sealed_words")
    of = make.told()
    with entering("owner"):
        key = old.a_key_of_its_own(apps, "owner", of.desk.org_id)
    sealed = old.seal(key.public, ["x"], old.bind("field", "t", key.pk, "f", key.pk, 1))
    with at_desk(of.desk.worker):
        assert Reader(of.desk.unlocked).field(key.pk, 1, "t", key.pk, "f", sealed) == b'["x"]'


def test_remarks_that_lay_in_clear_open() -> None:
    old = import_module("ilm.cases.migrations.0004_sealed_remarks")
    of = make.told()
    with at_desk(of.desk.worker):
        key = DataKey.objects.get(pk=of.issue.case.key_id)
        place = old.bind("field", "cases_remark", key.pk, "text", key.pk, 1)
        sealed = old.seal(key.public, "စာ".encode(), place)
        opened = Reader(of.desk.unlocked).field(key.pk, 1, "cases_remark", key.pk, "text", sealed)
    assert opened.decode() == "စာ"
