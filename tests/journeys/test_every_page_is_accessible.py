"""axe finds nothing on any page of the house: small and wide, light and dark, in her languages."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.journeys.house import House
from tests.journeys.person import Person
from tests.journeys.test_many_at_once import database

APPEARANCES = ((360, "light"), (360, "dark"), (1280, "dark"), (1280, "light"))
DESK = [
    "", "call/", "unlock/", "cases/", "cases/?view=all", "remedy/", "remedy/?view=all",
    "dashboard/", "sites/", "members/", "channels/", "calls/", "channels/whatsapp/add/", "bursts/",
    "learning/", "replies/", "referrals/", "referrals/?view=ours",
]  # fmt: skip
ID = re.compile(r"/(?:[A-Z0-9]{8}|[0-9a-f]{8}-[0-9a-f-]{27})/")
SECOND = (  # pages with no link of their own from the pages above
    (r"/desk/talk/[A-Z0-9]{8}/$", ("plan/", "consent/", "person/")),
    (r"/desk/cases/[A-Z0-9]{8}/$", ("screening/",)),
    (r"/desk/cases/[A-Z0-9]{8}/[0-9a-f-]{36}/$", ("verify/", "words/", "settle/")),
    (r"/desk/remedy/[0-9a-f-]{36}/$", ("up/",)),
)


def look(person: Person, path: str) -> list[str]:
    """What is wrong with one page in its four appearances, and where it is wider than the window."""
    found: list[str] = []
    person.go(path)
    for width, scheme in APPEARANCES:
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme} {line}" for line in person.barriers()]
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: {person.path} is {wide} wide"] * (wide > width)
    return found


def kind_of(path: str) -> str:
    """Pages that differ by a reference alone are of one kind."""
    return ID.sub("/*/", ID.sub("/*/", path))


def pages_below(person: Person, starts: list[str], prefix: str) -> list[str]:
    """One page of each kind that links lead to, from these."""
    waiting, kinds = list(starts), {}
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in kinds:
            continue
        kinds[kind_of(path)] = path
        person.go(path)
        hrefs = person.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.href)")
        inside = (urlsplit(href).path for href in hrefs if href.startswith(f"{person.url}{prefix}"))
        waiting += [each for each in inside if "/exhibits/" not in each and "/attach" not in each]
        waiting += [path + more for kind, all_ in SECOND if re.search(kind, path) for more in all_]
    return list(kinds.values())


@pytest.fixture
def burst(house: House) -> Iterator[int]:
    """Some of the reports that nobody has looked at yet came in a burst."""
    some = "select id from cases_report where status = 'new' order by received_at desc limit 3"
    mark = "update cases_report set is_burst = true where id in ({some}) returning id"
    with database(house) as admin:
        marked = admin.execute(mark.format(some=some)).fetchall()
        yield len(marked)
        admin.execute("update cases_report set is_burst = false where is_burst")


def test_the_desk(house: House, somebody, burst: int) -> None:
    assert burst
    boss = somebody(called="supervisor").sign_in(house.accounts()["supervisor"]).unlock()
    pages = pages_below(boss, [f"/desk/{each}" for each in DESK], "/desk/")
    assert len(pages) > 20
    assert [line for path in pages for line in look(boss, path)] == []


@pytest.mark.parametrize(
    ("role", "start"), [("supplier", "/respond/"), ("buyer", "/buy/"), ("authority", "/authority/")]
)
def test_partners(house: House, somebody, role: str, start: str) -> None:
    them = somebody(called=role).sign_in(house.accounts()[role])
    pages = pages_below(
        them, [start, f"{start}?show=done", *(["/buy/sites/"] if role == "buyer" else [])], start
    )
    assert [line for path in pages for line in look(them, path)] == []


@pytest.mark.parametrize("language", ["en", "my", "km"])
def test_worker_and_public(house: House, somebody, language: str) -> None:
    anybody = somebody(called="anybody")
    worker = ("", "report/", "report/?org=demo-lantern", "receipt/", "guides/")
    public = ("", "definitions/workers_remedied/", "method/", "living/")
    paths = [f"/w/{each}" for each in worker] + [f"/{each}" for each in public]
    asked = [f"{path}{'&' if '?' in path else '?'}lang={language}" for path in paths]
    assert [line for path in asked for line in look(anybody, path)] == []


def test_the_door(house: House, somebody) -> None:
    anybody = somebody(called="anybody")
    invited = house.invitation("demo-supplier-03", face="respondent", role="supplier")
    found = [line for path in ("/door/login/", invited) for line in look(anybody, path)]
    me = somebody(called="case worker").sign_in(house.accounts()["case_worker"])
    inside = ("account/", "2fa/", "sessions/", "password/change/", "logout/")
    found += [line for path in inside for line in look(me, f"/door/{path}")]
    assert found == []
