"""The whole face: no cookie, its headers, five languages, what a first visit costs."""

import re

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from ilm.community.guides import load_guides
from ilm.faces.worker import assets
from ilm.faces.worker.tests import make
from ilm.parties.tests import make as parties
from ilm.vault import receipts
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGES = (
    "home", "guides", "report", "receipt", "thread", "sealed", "replies",
    "call", "call-begun", "call-ended", *assets.BUNDLES,
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types ilm-sw"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_cookie_is_set_and_no_page_kept(client: Client, name: str) -> None:
    make.taker()
    for answer in (client.get(reverse(f"worker:{name}")), client.post(reverse(f"worker:{name}"))):
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
        assert answer.status_code < 500


@pytest.mark.parametrize("name", ["home", "guides", "report", "receipt"])
def test_headers(client: Client, name: str) -> None:
    make.taker()
    found = client.get(reverse(f"worker:{name}")).headers
    assert {key: found.get(key) for key in HEADERS} == HEADERS
    assert "microphone=(self)" in found["Permissions-Policy"]


def test_her_language_stays_in_every_link(client: Client) -> None:
    make.taker(name="Aster House (demo)"), make.taker()
    for name in ("home", "guides", "report", "receipt"):
        page = client.get(reverse(f"worker:{name}"), {"lang": "km"}).content.decode()
        assert '<html lang="km"' in page
        ours = [u for u in re.findall(r'(?:href|action)="([/?][^"]*)"', page) if ".css" not in u]
        assert ours
        assert [u for u in ours if "lang=" not in u] == []


def test_the_chosen_organisation_survives_a_change_of_language(client: Client) -> None:
    org = make.taker()[0]
    make.taker()
    page = client.get(reverse("worker:report"), {"org": org.slug, "lang": "en"}).content.decode()
    assert f'href="?org={org.slug}&amp;lang=my"' in page


def test_the_title_says_nothing(client: Client) -> None:
    make.taker()
    for name in ("home", "guides", "report", "receipt"):
        page = client.get(reverse(f"worker:{name}"), {"lang": "en"}).content.decode()
        assert "<title>Information</title>" in page


def test_guides_are_read_in_her_language_and_say_that_nobody_checked_them(client: Client) -> None:
    by = parties.actor("supervisor")
    with entering("desk", by.user_id):
        load_guides(by)
    url = reverse("worker:guides")
    page = client.get(url, {"lang": "my"}).content.decode()
    assert "ပတ်စပို့" in page
    assert 'class="soft"' in page
    assert 'class="soft"' not in client.get(url, {"lang": "en"}).content.decode()


def test_assets_are_small_kept_and_named_by_their_hash(client: Client) -> None:
    name = "report.js"
    answer = client.get(assets.address(name), headers={"Accept-Encoding": "gzip, br;q=1"})
    assert brotli.decompress(answer.content) == assets.bundle(name).plain
    assert b"/*" not in assets.bundle(name).plain
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'"
    plain = client.get(assets.address(name))
    assert (plain.content, plain.has_header("Content-Encoding")) == (
        assets.bundle(name).plain,
        False,
    )
    worker = client.get(reverse("worker:sw.js"))
    assert (worker["Cache-Control"], worker["Content-Type"]) == ("no-cache", assets.TYPES[".js"])
    assert "connect-src 'self'" in worker["Content-Security-Policy"]


def test_only_pages_without_anything_of_hers_are_pressed(client: Client) -> None:
    org, issued = make.taker()[0], receipts.issue()
    make.thread(org, issued)
    takes = {"Accept-Encoding": "br"}
    get = client.get(reverse("worker:report"), headers=takes)
    assert get["Content-Encoding"] == "br"
    token = re.search(rb'name="token" value="([^"]+)"', brotli.decompress(get.content))[1]
    code = {"token": token.decode(), "receipt": receipts.show(issued.receipt)}
    thread = client.post(reverse("worker:receipt"), code, headers=takes)
    assert thread.status_code == 200
    assert not thread.has_header("Content-Encoding")


@pytest.mark.parametrize("language", ["en", "my", "km", "ne", "th"])
def test_a_first_visit_fits_into_twelve_kilobytes(client: Client, language: str) -> None:
    """Bodies and headers of the page, its sheet and its script, as HTTP/1.1 sends them."""
    make.taker()
    address, takes = f"{reverse('worker:report')}?lang={language}", {"Accept-Encoding": "br"}
    page = client.get(address, headers=takes)
    text = brotli.decompress(page.content).decode()
    urls = re.findall(r'(?:href|src)="(/w/\w+\.(?:css|js)\?[^"]+)"', text)
    assert len(urls) == 2
    answers = [page, *(client.get(url, headers=takes) for url in urls)]
    wire = sum(len(a.content) + sum(len(k) + len(v) + 4 for k, v in a.items()) for a in answers)
    assert wire < 12 * 1024
