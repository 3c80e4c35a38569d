"""A notice that was taken up, and a browser of whom it went to."""

from django.test import Client

from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.disclosure.tests import make as disclosures
from ilm.faces.respondent.tests.make import browser
from ilm.remedy import planning
from ilm.remedy.tests import make
from ilm.remedy.tests.test_escalation import words_for
from ilm.wall.entering import entering


def taken_up() -> tuple[Client, make.Raised, str]:
    """(client, the engagement above with what is around it, address of its page)."""
    made = make.raised()
    org, row = words_for(made, "brand", "buyer")
    notice = disclosures.walk(row, DisclosureStatus.RELEASED, made.told)
    with entering("desk", made.desk.worker.user_id):
        above = planning.open_engagement(notice, by=made.desk.worker)
    who = make.partner_of(org.pk, "buyer")
    return browser(who), make.Raised(made.told, notice, above, who), f"/buy/{notice.ref}/"
