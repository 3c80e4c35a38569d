"""A twin that knocks at a door of ours, and the way out that an adapter is given."""

from collections.abc import Iterator

import pytest

from ilm.channels.http import HttpxClient
from tests.twins import Twin
from tests.twins.inbox import Inbox

HERE = ("127.0.0.1",)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as box:
        yield box


@pytest.fixture
def twin(inbox: Inbox) -> Iterator[Twin]:
    with Twin(target=inbox.url) as running:
        yield running


@pytest.fixture
def http() -> Iterator[HttpxClient]:
    with HttpxClient(connect=2, answer=2, reaches=HERE) as client:
        yield client
