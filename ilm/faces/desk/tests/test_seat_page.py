"""Taking calls in a browser: the page, the offer that becomes a seat, who may, what is refused."""

import pytest

from ilm.channels.base import Answer
from ilm.channels.errors import Retry
from ilm.channels.tests.made import Scripted
from ilm.faces.desk.tests.make import signed_in
from ilm.faces.desk.views import seats
from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk import phoning
from ilm.talk.models import Taking
from ilm.talk.seating import sit
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE, SIT = "/desk/calls/seat/", "/desk/calls/seat/sit/"
TAKEN = Answer(201, b'{"sid": "CA1", "answer": "v=0 answer"}')


class Gateway(Scripted):
    """In place of the client that the page opens."""

    def __call__(self, **_: object) -> "Gateway":
        return self

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def test_a_browser_sits_down_and_stands_up(desk, monkeypatch) -> None:
    make.account(desk, "voice")
    monkeypatch.setattr(seats, "HttpxClient", gateway := Gateway([TAKEN]))
    client, desk = signed_in("case_worker", desk)
    page = client.get(PAGE)
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert client.post(SIT).status_code == 422
    assert client.post(SIT, {"offer": "v=0 offer"}).json() == {"answer": "v=0 answer"}
    [(url, (method, fields, _headers))] = gateway.asked
    assert (url.rpartition("/")[2], method, fields["Offer"]) == ("Pages.json", "POST", "v=0 offer")
    with entering("desk", desk.worker.user_id):
        row = Taking.objects.visible_to(desk.worker).get()
        assert row.is_on
        assert phoning.opened_address(desk.worker.user_id, bytes(row.address)) == fields["From"]
        assert phoning.my_address(desk.worker) == ""
    assert len(fields["From"]) > 40
    assert client.post(PAGE).status_code == 200
    with entering("desk", desk.worker.user_id):
        assert not Taking.objects.visible_to(desk.worker).get().is_on


@pytest.mark.parametrize(
    "answer", [Retry(), Answer(404, b""), Answer(486, b'{"code": 31486}'), Answer(201, b"{}")]
)
def test_a_gateway_that_takes_no_browser_is_told_in_a_sentence(desk, answer) -> None:
    make.account(desk, "voice")
    with (
        entering("desk", desk.worker.user_id),
        pytest.raises(Refused, match="takes no browsers"),
    ):
        sit("v=0", by=desk.worker, http=Scripted([answer]))


def test_without_a_number_or_an_offer_nobody_is_asked(desk) -> None:
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="No hotline"):
            sit("v=0", by=desk.worker, http=Scripted([]))
        for offer in ("", "v" * 40_000):
            with pytest.raises(Refused, match="offers no call"):
                sit(offer, by=desk.worker, http=Scripted([]))
