"""Guides are published in her language, or in English until somebody translates them."""

import pytest

from ilm.community.guides import load_guides, publish, published
from ilm.community.models import Guide
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_first_guides_are_there_in_five_languages_and_only_english_was_read() -> None:
    by = make.actor("supervisor")
    with entering("desk", by.user_id):
        assert load_guides(by) == load_guides(by) == 30
        assert set(Guide.objects.filter(is_reviewed=True).values_list("language", flat=True)) == {
            "en"
        }
    with entering("worker"):
        for language in ("my", "km", "ne", "th", "en"):
            found = published(language)
            assert [g.slug for g in found][:2] == ["emergency", "what_happens"]
            assert {g.language for g in found} == {language}


def test_what_is_not_translated_is_shown_in_english_and_the_country_goes_first() -> None:
    by = make.actor("supervisor")
    words = {"question": "When am I paid?", "answer": "Monthly.", "by": by}
    with entering("desk", by.user_id):
        publish("pay_day", language="en", **words)
        publish("pay_day", language="en", country="TH", **words | {"answer": "Twice a month."})
        assert [g.answer for g in published("my", country="TH")] == ["Twice a month."]
        assert [g.answer for g in published("my")] == ["Monthly."]


def test_it_refuses_an_empty_answer_and_whoever_may_not_publish() -> None:
    by, other = make.actor("supervisor"), make.actor("case_worker")
    with entering("desk", by.user_id):
        with pytest.raises(Refused, match="both a question and an answer"):
            publish("x", language="en", question="Why?", answer=" ", by=by)
        with pytest.raises(Forbidden):
            publish("x", language="en", question="Why?", answer="So.", by=other)
