import pytest

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in
from ilm.parties.models import Kind
from ilm.parties.tests import make

pytestmark = pytest.mark.django_db


def test_shows_exact_figures_of_the_own_organisation_alone() -> None:
    client, desk = signed_in()
    cases.case(desk)
    cases.case()
    page = client.get("/desk/dashboard/")
    assert page.context["found"].contacts == 1
    assert "240" in page.content.decode()
    assert signed_in("interpreter", desk)[0].get("/desk/dashboard/").status_code == 403


def test_a_wrong_period_comes_back_with_the_form() -> None:
    client, _ = signed_in()
    assert client.get("/desk/dashboard/?starts=soon&ends=2026-01-01").status_code == 422


def test_the_risk_report_is_a_download() -> None:
    client, _ = signed_in("supervisor")
    buyer = make.organisation(Kind.BUYER)
    where = f"/desk/dashboard/risk/{buyer.slug}/"
    assert client.get(where).status_code == 200
    period = "?starts=2026-01-01&ends=2026-06-30"
    book = client.get(f"{where}{period}&kind=xlsx")
    assert book["Content-Disposition"].startswith("attachment")
    assert book.content[:2] == b"PK"
    assert client.get(f"{where}{period}&kind=exe").status_code == 404
    for starts, ends in (("2026-01-02", "2026-06-30"), ("2026-01-01", "2026-06-29"),
                         ("2026-07-01", "2026-06-30"), ("2026-01-01", "2099-06-30")):  # fmt: skip
        again = client.get(f"{where}?starts={starts}&ends={ends}&kind=pdf")
        assert again.status_code == 422
        assert "whole months" in again.content.decode()
    assert signed_in()[0].get(where).status_code == 403
    assert client.get("/desk/dashboard/risk/nobody/").status_code == 404
