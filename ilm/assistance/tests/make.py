"""Two organisations, somebody who agreed to be passed on between them, and the verbs of both."""

from dataclasses import replace

from ilm.assistance import passing_on
from ilm.assistance.models import Referral
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk
from ilm.catalog.consent import Purpose
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

NOTE = "She needs a bed from Friday. We stay her contact."


def agree(told, shelter, level: str = "L4", **terms) -> None:
    asked = {
        "recipient": "other_ngo", "purpose": Purpose.DISCLOSURE_TO_OTHERS, "for_org": shelter.org_id
    }  # fmt: skip
    told.grant(level, **(asked | terms))


def hand_on(told, shelter, **how) -> Referral:
    asked = {"alias_id": told.alias_id, "service": "safehouse", "note": NOTE, "with_words": True}
    with at_desk(told.desk.worker):
        return passing_on.pass_on(
            told.issue.case, provider=shelter.org, unlocked=fresh(told.desk), by=told.desk.worker,
            **(asked | how),
        )  # fmt: skip


def fresh(desk):
    """As in another request: nothing was opened yet."""
    return replace(desk.unlocked, opened={})


def received(shelter, row) -> Referral:
    with at_desk(shelter.worker):
        return Referral.objects.addressed_to(shelter.worker).get(pk=row.pk)


def read(shelter, row) -> list[str]:
    with at_desk(shelter.worker):
        row = Referral.objects.addressed_to(shelter.worker).get(pk=row.pk)
        said = passing_on.words_of(row, unlocked=fresh(shelter), by=shelter.worker)
        return [each.text for each in said]


def note(shelter, row) -> str:
    with at_desk(shelter.worker):
        row = Referral.objects.addressed_to(shelter.worker).get(pk=row.pk)
        return passing_on.note_of(row, fresh(shelter))


def thread_of(told) -> Conversation:
    with entering("owner"):
        return Conversation.objects.get(alias_id=told.alias_id)


def she_says(told, text: str) -> None:
    cases.message(told.desk, thread_of(told), text=text)


def act(shelter, verb, row, **how) -> Referral:
    with at_desk(shelter.worker):
        row = Referral.objects.addressed_to(shelter.worker).get(pk=row.pk)
        return verb(row, by=shelter.worker, **how)
