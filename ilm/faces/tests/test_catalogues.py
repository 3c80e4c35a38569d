"""Every word a worker or the public can meet has its place in four catalogues."""

import re
from datetime import date
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override

from ilm.faces import catalogues
from ilm.faces.catalogues import LANGUAGES, Message, catalogue, in_code, in_template, wanted

PLACES = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")
SCRIPT = {
    "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff",
    "ne": "\u0900-\u097f",
    "th": "\u0e00-\u0e7f",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there(language: str) -> None:
    there = {Message(e.msgid, e.msgid_plural) for e in catalogue(language) if e.translated()}
    assert sorted(set(wanted()) - there) == [], "run ./dev manage catalogues, then translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_that_no_page_says(language: str) -> None:
    kept = {Message(e.msgid, e.msgid_plural) for e in catalogue(language)}
    assert kept - set(wanted()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    for entry in catalogue(language):
        for said in [*entry.msgstr_plural.values()] or [entry.msgstr]:
            assert sorted(PLACES.findall(entry.msgid)) == sorted(PLACES.findall(said))
            assert re.search(f"[{SCRIPT[language]}]", said), entry.msgid
            assert said == said.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_drafts_say_that_they_are_drafts(language: str) -> None:
    kept = catalogue(language)
    assert kept.metadata["X-Reviewed"] in ("yes", "no")
    if kept.metadata["X-Reviewed"] == "no":
        assert {e.tcomment for e in kept} == {catalogues.DRAFT}
        assert language not in catalogues.reviewed()


def test_english_needs_no_review() -> None:
    assert "en" in catalogues.reviewed()


def test_messages_of_a_template() -> None:
    page = (
        '{% load i18n %}<c-card title="{% translate \'A “card”\' %}">\n  it\'s "x" 5 %\n'
        "{% blocktranslate with n=name %}Only {{ n }} reads{% endblocktranslate %}"
        "{% blocktranslate count n=1 %}{{ n }} key{% plural %}{{ n }} keys{% endblocktranslate %}"
    )
    assert list(in_template(page)) == [
        Message("A “card”"),
        Message("Only %(n)s reads"),
        Message("%(n)s key", "%(n)s keys"),
    ]


def test_messages_of_code() -> None:
    code = (
        "from django.utils.translation import gettext as now, gettext_lazy as _, ngettext\n"
        "a = _('one ' 'sentence'); b = now('two'); c = ngettext('x', 'xs', 3); d = other('no')\n"
    )
    assert list(in_code(code)) == [Message("one sentence"), Message("two"), Message("x", "xs")]


def test_updating_keeps_translations(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "wanted", lambda: {Message("Open"): {"a.html"}})
    assert catalogues.update("my") == (1, 1)
    kept = catalogue("my")
    kept[0].msgstr, kept[0].tcomment, kept.metadata["X-Reviewed"] = "ဖွင့်ရန်", "", "yes"
    kept.save(str(catalogues.po("my")))
    found = {Message("Open"): {"b.html"}, Message("Close"): {"b.html"}}
    monkeypatch.setattr(catalogues, "wanted", lambda: found)
    assert catalogues.update("my") == (2, 1)
    assert {e.msgid: e.msgstr for e in catalogue("my")} == {"Open": "ဖွင့်ရန်", "Close": ""}
    assert catalogues.reviewed() == {"en", "my"}


def test_compiling_is_done_once_and_a_read_only_house_is_left_alone(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "wanted", lambda: {Message("Open"): {"a.html"}})
    catalogues.update("th")
    catalogues.compile_all()
    made = catalogues.po("th").with_suffix(".mo")
    assert [e.msgid for e in polib.mofile(str(made))] == []
    before = made.stat().st_mtime_ns
    catalogues.compile_all()
    assert made.stat().st_mtime_ns == before
    made.unlink()

    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(polib.POFile, "save_as_mofile", full)
    catalogues.compile_all()
    assert not made.exists()


def test_the_command_says_what_is_left_to_translate(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "wanted", lambda: {Message("%d day", "%d days"): {"a.html"}})
    told = StringIO()
    call_command("catalogues", stdout=told)
    assert told.getvalue().splitlines() == [
        f"{language}: 1 messages, 1 not translated" for language in LANGUAGES
    ]
    assert sorted(catalogue("ne")[0].msgstr_plural) == [0, 1]  # one and many
    assert sorted(catalogue("th")[0].msgstr_plural) == [0]
    assert catalogues.po("th").with_suffix(".mo").exists()


@pytest.mark.parametrize(
    ("language", "day"), [("en", "March 1, 2026"), ("my", "2026 မတ် 1"), ("ne", "2026 मार्च 1")]
)
def test_a_day_is_written_as_its_readers_write_it(language: str, day: str) -> None:
    with override(language):
        assert date_format(date(2026, 3, 1), "DATE_FORMAT") == day


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worker_reads_her_language(language: str) -> None:
    page = Client().get(f"/w/?lang={language}").content.decode()
    with override(language):
        from django.utils.translation import gettext

        assert gettext("Is something wrong at work?") in page
        assert gettext("Is something wrong at work?") != "Is something wrong at work?"
    assert "Is something wrong at work?" not in page
