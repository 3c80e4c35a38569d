"""One transaction around a request: kept where it went well, and nothing of it where not."""

import pytest
from django.forms import Form
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import include, path

from ilm.faces.addressed import telling
from ilm.faces.desk.tests.make import signed_in
from ilm.faces.door import views as door
from ilm.faces.door.hashing import PepperedArgon2
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.membership import invite
from ilm.parties.models import Invitation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(databases=["owner", "default"])


@pytest.mark.parametrize("address", ["/w/\x00", "/?page=%00"])
def test_an_address_with_a_character_that_no_address_has(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "no address has" in answer.content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/respond/x/", "/buy/", "/door/login/", "/"])
@pytest.mark.parametrize(
    "said", [{"CONTENT_LENGTH": str(32 * 1024 * 1024)}, {"HTTP_TRANSFER_ENCODING": "chunked"}]
)
def test_what_is_too_large_is_told_so_before_anything_is_read(path: str, said: dict) -> None:
    """Django would drop its fields unsaid, and the page would ask for what was sent."""
    given = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": ""} | said
    answer = Client().generic("POST", path, b"", **given)
    assert answer.status_code == 413
    assert "your words are still there" in answer.content.decode()


def test_a_form_that_is_not_ours_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/door/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "was not sent by us" in answer.content.decode()


def test_a_refusal_at_the_door_is_a_page_with_its_words(monkeypatch) -> None:
    def refuse(_token: bytes) -> None:
        raise Refused("Come back in an hour.")

    monkeypatch.setattr(door.doors, "invited", refuse)
    answer = Client().get("/door/invitation/x/")
    assert answer.status_code == Refused.status
    assert "Come back in an hour." in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "kept"),
    [
        (None, 200, 1),
        (RuntimeError("her own words"), 500, 0),
        (Refused("Not like this."), Refused.status, 0),
        (Http404(), 404, 1),
    ],
)
def test_what_breaks_or_is_refused_half_way_leaves_nothing(error, status, kept, settings) -> None:
    def half_way(request) -> HttpResponse:
        invite(request.org_id, face="desk", role="case_worker", by=request.actor)
        if error:
            raise error
        return HttpResponse("whole")

    settings.ROOT_URLCONF = (path("desk/half/", half_way), path("", include("ilm.urls")))
    client, desk = signed_in("supervisor")
    client.raise_request_exception = False
    answer = client.get("/desk/half/")
    assert answer.status_code == status
    assert "her own words" not in answer.content.decode()
    with entering("owner"):
        assert Invitation.objects.filter(org_id=desk.org_id).count() == kept


@pytest.mark.parametrize(
    ("error", "is_said"), [(Refused("Too late."), True), (Forbidden("No."), False)]
)
def test_a_rules_no_lands_on_the_form_and_a_missing_right_does_not(error, is_said) -> None:
    form = Form({})
    try:
        with entering("public"), telling(form):
            raise error
    except Forbidden:
        assert not is_said
    assert bool(form.errors) is is_said


def test_a_password_is_peppered_before_it_is_hashed(settings) -> None:
    hasher = PepperedArgon2()
    hasher.time_cost, hasher.memory_cost = 1, 8  # how long it takes is not asked here
    kept = hasher.encode("six quiet herons", "some-salt")
    assert hasher.verify("six quiet herons", kept)
    assert not hasher.verify("six loud herons", kept)
    settings.PEPPER = b"another file of another deployment"
    assert not hasher.verify("six quiet herons", kept)
