import pytest

from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.remedy import evidence
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Exhibit
from ilm.remedy.settling import settle
from ilm.remedy.tests import make
from ilm.remedy.tests.test_cleaning import photo
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def upload(made, **how: object) -> Exhibit:
    asked = {"kind": "photo", "upload_bytes": photo(), "name": "../pay slip.jpg"} | how
    with entering("respondent", made.partner.user_id):
        return evidence.add_exhibit(made.engagement, by=made.partner, **asked)


def test_an_upload_is_opened_by_the_worker_organisation_alone() -> None:
    made = make.raised(S.RESPONDED)
    row = upload(made)
    assert "where it was taken" in row.removed
    lying = evidence.place_of(row.pk).read_bytes()
    assert b"JFIF" not in lying
    with entering("desk", made.desk.worker.user_id):
        kept = Exhibit.objects.get(pk=row.pk)
        content, media_type, name = evidence.open_exhibit(kept, Reader(made.desk.unlocked))
    assert content.startswith(b"\xff\xd8\xff")
    assert (media_type, name) == ("image/jpeg", "pay slip.jpg")
    other = make.make.desk()
    with entering("desk", other.worker.user_id):
        assert not Exhibit.objects.filter(pk=row.pk).exists()
        with pytest.raises(Denied):
            evidence.open_exhibit(kept, Reader(other.unlocked))
        with pytest.raises(Locked):
            Reader(None)


def test_the_uploader_cannot_read_it_back() -> None:
    from django.db.utils import ProgrammingError

    made = make.raised(S.RESPONDED)
    upload(made)
    with entering("respondent", made.partner.user_id):
        row = Exhibit.objects.visible_to(made.partner).coded().get()
        assert row.kind == "photo"
    with pytest.raises(ProgrammingError), entering("respondent", made.partner.user_id):
        Exhibit.objects.get()


def test_what_is_not_accepted_is_refused() -> None:
    made = make.raised(S.RESPONDED)
    for wrong in ({"kind": "magic"}, {"upload_bytes": b"PK\x03\x04"}):
        with pytest.raises(Refused):
            upload(made, **wrong)


def test_a_closed_notice_takes_no_file() -> None:
    made = make.raised(S.RESPONDED)
    with entering("desk", made.desk.worker.user_id):
        settle(made.issue, reason="worker_withdrew", by=made.desk.worker)
    made.engagement = made.fresh()
    with pytest.raises(Refused, match="closed"):
        upload(made)


def test_only_the_one_it_went_to_adds_files() -> None:
    made, other = make.raised(S.RESPONDED), make.raised(S.RESPONDED)
    with entering("respondent", other.partner.user_id), pytest.raises(Forbidden):
        evidence.add_exhibit(
            made.engagement, kind="photo", upload_bytes=photo(), name="x", by=other.partner
        )
    with entering("desk", made.desk.worker.user_id), pytest.raises(Forbidden):
        evidence.add_exhibit(
            made.engagement, kind="photo", upload_bytes=photo(), name="x", by=made.desk.worker
        )
