"""Both texts, to the letter; and what was shown before the binding was kept."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connections

from ilm.disclosure.binding import binding, is_as_shown
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make
from ilm.wall.entering import entering


def test_one_letter_or_language_changed_is_another() -> None:
    words = {"text": "ab", "language": "en", "translation": "c", "translated_into": "my"}
    changes = ({"text": "abc", "translation": ""}, {"translation": "d"}, {"translated_into": "km"})
    others = {binding(Disclosure(**(words | change))) for change in changes}
    assert len(others | {binding(Disclosure(**words))}) == 4


def test_nothing_shown_is_not_as_shown() -> None:
    assert not is_as_shown(Disclosure(text="a"))


@pytest.mark.django_db
def test_what_was_shown_before_is_bound_as_it_stands() -> None:
    of = make.told()
    make.notice(of)
    drafted = make.disclosure(of=of)
    with entering("owner"):
        Disclosure.objects.update(shown_words="")
        migration = import_module("ilm.disclosure.migrations.0003_her_language")
        migration.bind_what_was_shown(apps, SimpleNamespace(connection=connections["owner"]))
        released = Disclosure.objects.get(status=S.RELEASED)
        assert is_as_shown(released)
        assert Disclosure.objects.get(pk=drafted.pk).shown_words == ""
