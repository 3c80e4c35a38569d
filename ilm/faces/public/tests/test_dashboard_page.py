"""The page, the files and the definitions say the same, to everybody, without a cookie or script."""

import csv
import io
import json
import re
import time
from datetime import date

import pytest
import time_machine
from django.test import Client

from ilm.faces import wording
from ilm.insight.figures import PUBLIC_METRICS
from ilm.insight.tests import rows
from ilm.insight.tests.test_publication import frozen, seen, signed
from ilm.parties.tests import make
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)


@pytest.fixture
def figures(client: Client):
    signed()
    org, _, _ = rows.crowd(60, sites=4, contacts=2)
    rows.crowd(40, sites=4, nationality="NP", on=date(2026, 4, 2), org=org)
    rows.crowd(4, sites=3, nationality="KH", on=date(2025, 4, 2), org=org)
    assert frozen(AS_OF).has_passed
    return seen()


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def test_nothing_is_published_yet(client: Client) -> None:
    page = client.get("/")
    assert "No figures have been published yet" in words(page)
    assert client.get("/data.json").status_code == 404
    assert not page.cookies


def test_the_page_shows_cards_issues_remedy_and_trend(client: Client, figures) -> None:
    page = client.get("/")
    said = words(page)
    for metric in PUBLIC_METRICS[:4]:
        assert metric.label in said
    for metric in PUBLIC_METRICS:
        assert f"/definitions/{metric.slug}/" in page.content.decode()
    assert "As of" in said or "as of June 30, 2026" in said
    assert "Wages not paid" in said
    assert "Mar 2026" in said
    assert "Demo data" not in said
    assert not page.cookies


def test_a_filter_picks_the_cell_of_a_table(client: Client, figures) -> None:
    from ilm.insight.metrics import WORKERS_REACHED

    due = figures.pick(WORKERS_REACHED, {"nationality": "NP"}).shown
    page = client.get("/?nationality=NP")
    card = re.search(
        r'id="workers_reached".*?</div></div>|id="workers_reached".*', page.content.decode(), re.S
    )
    assert f">{due}<" in card[0].replace(" ", "")
    assert "these filters do not apply" in words(page)


def test_filters_that_no_table_combines_are_named(client: Client, figures) -> None:
    said = words(client.get("/?industry=garment&year=2026"))
    assert (
        "No table cuts this by Industry + Year. You can combine: Country of work + Industry" in said
    )


def test_an_invented_filter_and_a_small_group_are_no_filter(client: Client, figures) -> None:
    for query in ("nationality=KH", "nationality=XX", "country=%27--", "year=2025"):
        page = client.get(f"/?{query}")
        assert page.status_code == 200
        assert "Shown for:" not in words(page)
    assert "Cambodia" not in words(client.get("/"))


def test_page_json_and_csv_agree(client: Client, figures) -> None:
    told = json.loads(client.get("/data.json").content)
    lines = list(csv.DictReader(io.StringIO(client.get("/data.csv").content.decode())))
    assert len(told["figures"]) == len(lines) == len(figures.figures)
    for one, line in zip(told["figures"], lines, strict=True):
        assert line["shown"] == ("" if one["shown"] is None else str(one["shown"]))
        assert {k: str(v) for k, v in one.items() if k != "shown"}.items() <= line.items()
    assert told["as_of"] == lines[0]["release_as_of"] == "2026-06-30"
    page = words(client.get("/"))
    for one in told["figures"]:
        if len(one) == 5 and one["shown"]:
            assert wording.number(one["shown"]) in page
    assert {d["slug"] for d in told["definitions"]} == {str(m.slug) for m in PUBLIC_METRICS}


def test_no_file_shows_nought_to_ten(client: Client, figures) -> None:
    told = json.loads(client.get("/data.json").content)["figures"]
    people = [f["shown"] for f in told if f["metric"] != "organisations_contributing"]
    assert min(n for n in people if n is not None) >= 15


def test_the_share_is_computed_from_shown_numbers(client: Client) -> None:
    signed()
    _, cases, _ = rows.crowd(80, sites=5)
    for case in cases[:4]:
        rows.settle(rows.issue(case), headline=12, claimed=12, on=rows.DAY)
    frozen(AS_OF)
    now = seen()
    from ilm.insight.metrics import PEOPLE_BY_REMEDY, WORKERS_REACHED

    part = now.by(PEOPLE_BY_REMEDY, "status", {})["remedied"].shown
    ratio = min(1, part / now.pick(WORKERS_REACHED, {}).shown)
    assert f"Confirmed as remedied: {ratio:.0%}" in words(client.get("/"))


@pytest.mark.parametrize(
    ("language", "digit"), [("my", "၀"), ("ne", "०"), ("km", "0"), ("th", "0")]
)
def test_every_language_has_its_digits_and_says_it_is_a_draft(
    client: Client, figures, language, digit
) -> None:
    page = client.get(f"/?lang={language}")
    assert f'<html lang="{language}"' in page.content.decode()
    assert digit in re.search(r'id="workers_reached".*', page.content.decode(), re.S)[0]


@pytest.mark.parametrize("metric", PUBLIC_METRICS, ids=lambda m: m.slug)
def test_each_figure_opens_its_definition_word_for_word(client: Client, metric) -> None:
    import html

    page = client.get(f"/definitions/{metric.slug}/")
    assert metric.explains in html.unescape(page.content.decode())
    assert f"Version {metric.version}" in words(page)


@pytest.mark.parametrize("path", ["/definitions/remedy_gap/", "/definitions/no-such/", "/data.xml"])
def test_what_is_not_public_does_not_exist(client: Client, path: str, figures) -> None:
    assert client.get(path).status_code == 404


def test_the_method_names_its_numbers(client: Client) -> None:
    said = words(client.get("/method/"))
    for part in ("at least 11 people at 3 workplaces", "80%", "rounded to 5", "33 changed people"):
        assert part in said


def test_the_living_page_is_closed_in_production(client: Client, settings) -> None:
    assert client.get("/living/").status_code == 200
    settings.TESTING = settings.DEVELOPMENT = False
    assert client.get("/living/").status_code == 404


def test_demo_figures_are_marked(client: Client) -> None:
    signed()
    with entering("owner"):
        tell("update parties_organisation set is_demo = true")
    rows.crowd(40, org=make.organisation(is_demo=True))
    frozen(AS_OF)
    assert "Every name and figure on this page is invented." in words(client.get("/"))


def test_the_second_look_is_quick(client: Client, figures) -> None:
    client.get("/")
    began = time.perf_counter()
    with time_machine.travel(date(2026, 7, 1)):
        client.get("/")
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("language", ["my", "km", "ne", "th"])
def test_every_public_word_has_a_draft_in_every_language(language: str) -> None:
    from django.utils.translation import gettext, override

    from ilm.catalog.issues import AREAS
    from ilm.insight.facts import STATUSES

    said = [*STATUSES.values(), *(a.label for a in AREAS.values())]
    said += [words for m in PUBLIC_METRICS for words in (m.label, m.explains, m.unit)]
    with override(language):
        assert [words for words in said if gettext(words) == words] == []
