"""Both texts as they were sealed, and no others."""

import pytest

from ilm.disclosure.binding import binding, is_as_shown
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests import make

pytestmark = pytest.mark.django_db


def test_words_sealed_again_are_others_even_the_same() -> None:
    of = make.told()
    row = make.disclosure(of=of)
    bound = {binding(row)}
    for words in ({}, {"text": "Pay more."}, {"translation": "d"}):
        bound.add(binding(of.rewrite(row, **words)))
    assert len(bound) == 4


def test_nothing_shown_is_not_as_shown() -> None:
    assert not is_as_shown(Disclosure())
