"""What goes with her: a partner's files. And what an older back-up brought back goes again."""

import pytest

from ilm.access.actor import operator
from ilm.cases.models import Erasure, Report
from ilm.cases.tests.make import at_desk
from ilm.disclosure import erasing
from ilm.disclosure.models import Disclosure
from ilm.disclosure.tests.test_erasing import begun, furnished, left
from ilm.ledger.models import Entry
from ilm.remedy import evidence
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Exhibit
from ilm.remedy.tests import make as remedy
from ilm.remedy.tests.test_evidence import upload
from ilm.talk.models import CheckIn, Message
from ilm.vault.models import Alias, Grant
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_partners_file_about_her_alone_goes_and_its_row_stays() -> None:
    made = remedy.raised(EngagementStatus.RESPONDED)
    row = upload(made)
    with entering("owner"):
        reports = Report.objects.filter(case=made.issue.case)
        aliases = list(reports.values_list("alias_id", flat=True))
    for number, alias_id in enumerate(aliases, 1):  # with the last of them, not before
        with at_desk(made.desk.supervisor):
            one = erasing.begin(alias_id, because="she_asked", by=made.desk.supervisor)
        with at_desk(made.desk.worker):
            erasing.confirm(one, by=made.desk.worker)
        is_last = number == len(aliases)
        with entering("owner"):
            assert (Exhibit.objects.get(pk=row.pk).record == b"") is is_last
    assert left(Grant, key_id=row.key_id) == 0
    with entering("jobs"):
        assert evidence.remove_files() == 1
        assert evidence.remove_files() == 0
    with entering("respondent", made.partner.user_id):
        assert Exhibit.objects.visible_to(made.partner).coded().get().pk == row.pk


@pytest.mark.parametrize(
    ("verb", "status", "is_readable"),
    [("person.erased", "declined", False), (erasing.ENDS_IDENTITY, "approved", True)],
)
def test_whom_a_back_up_brought_back_is_erased_again(verb, status, is_readable) -> None:
    of = furnished()
    begun(of)
    with entering("owner"):
        erasing.again(of.alias_id, org_id=of.desk.org_id, verb=verb, by=operator(of.desk.org_id))
        assert not Alias.objects.get(pk=of.alias_id).sealed
        assert Disclosure.objects.get(alias_id=of.alias_id).status == status
        assert CheckIn.objects.get(alias_id=of.alias_id).status == "cancelled"
        message = Message.objects.filter(conversation__alias_id=of.alias_id).first()
        assert bool(message.sealed) is is_readable
        entry = Entry.objects.get(verb=verb, subject__endswith=str(of.alias_id))
    assert (entry.actor, entry.facts) == ("operator", {"again": True})
    assert left(Erasure, alias_id=of.alias_id, called_off_at=None) == 0
