import pytest

from ilm.kit.errors import Forbidden, Refused
from ilm.parties.models import Organisation
from ilm.parties.organisations import add_partner, found
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
CENTRE = {"slug": "demo-reed", "name": "Reed Centre (demo)", "country": "th"}


def test_the_operator_founds_an_organisation() -> None:
    with entering("owner"):
        made = found(kind="worker_organisation", languages=["en", "my"], **CENTRE)
        assert Organisation.objects.get(slug="demo-reed") == made
    assert (made.country, made.languages) == ("TH", ["en", "my"])


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"kind": "club"}, {"country": "Thailand"}, {"slug": "taken"}]
)
def test_an_unsound_organisation_is_refused(wrong: dict[str, str]) -> None:
    with entering("owner"), pytest.raises(Refused):
        found(kind="supplier", **{**CENTRE, "slug": "taken"})
        found(**{"kind": "supplier", **CENTRE, **wrong})


def test_a_desk_enters_a_supplier_but_no_worker_organisation() -> None:
    me = make.actor()
    with entering("desk", me.user_id):
        made = add_partner(name="Pier Nine (demo)", kind="supplier", country="TH", by=me)
        assert made.slug.startswith("pier-nine-demo-")
        with pytest.raises(Refused, match="operator"):
            add_partner(name="Other", kind="worker_organisation", country="TH", by=me)


def test_a_supplier_enters_nobody() -> None:
    with pytest.raises(Forbidden):
        add_partner(name="Mine", kind="buyer", country="TH", by=make.actor("supplier"))
