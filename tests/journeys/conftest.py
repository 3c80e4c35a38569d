"""One house for all journeys, and people with browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.house import House
from tests.journeys.person import Person

CHROMIUM = "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("house"))
    try:
        built.build(contacts=240, walks=40, seed=7)
        built.open()
        yield built
    finally:
        built.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    here = CHROMIUM if Path(CHROMIUM).exists() else None
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=here, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def somebody(house: House, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Somebody with a browser of their own; afterwards nothing may have gone wrong in it."""
    people: list[Person] = []

    def arrives(**wishes: object) -> Person:
        people.append(Person(browser, house.url, **wishes))
        return people[-1]

    yield arrives
    wrong = [line for person in people for line in person.wrong]
    for person in people:
        person.leave()
    assert wrong == []
