"""Whether one of us has spoken with a reporter of a case: then the clock of first contact stops."""

from collections.abc import Iterable
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import CaseStatus
from ilm.cases.models import Case
from ilm.wall.entering import ask

SPOKEN = """
select distinct r.case_id from cases_report r join talk_conversation t on t.id = r.conversation_id
 where r.org_id = %(org)s and r.case_id = any(%(cases)s)
   and (t.channel = 'phone' or exists (
     select from talk_message m
      where m.conversation_id = t.id and not m.is_inward and m.author is not null))
"""


def met(actor: Actor, cases: Iterable[Case]) -> set[UUID]:
    """Those of these cases whose clock has stopped so. Closed ones, where no clock runs, are not
    looked up."""
    actor.must(Permission.CASE_READ)
    running = [case.pk for case in cases if case.status != CaseStatus.CLOSED]
    if not running:
        return set()
    return {pk for (pk,) in ask(SPOKEN, {"org": actor.organisation, "cases": running})}
