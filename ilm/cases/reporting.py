"""A message becomes part of a report. Many at once: a burst is heard in a few statements."""

from collections.abc import Sequence, Set
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import CaseStatus, ReportStatus
from ilm.cases.models import Report
from ilm.ledger.moves import record
from ilm.talk.models import Message
from ilm.wall.arrays import Array
from ilm.wall.entering import atomic, bulk

LOCKED = """
select id, org_id, alias_id from talk_conversation where id = any(%s::uuid[]) order by id for update
"""
OPEN = f"""
select r.conversation_id, r.id from cases_report r left join cases_case c on c.id = r.case_id
 where r.conversation_id = any(%s::uuid[])
   and (r.status = '{ReportStatus.NEW}' or (r.status = '{ReportStatus.JOINED}'
        and c.status = '{CaseStatus.OPEN}'))
 order by r.received_at, r.id
"""  # noqa: S608 - statuses of our own
LINKED = """
insert into cases_reportcontact (id, org_id, report_id, contact_id)
select gen_random_uuid(), * from unnest(%s, %s, %s) as new(org, report, contact)
 where not exists (select from cases_reportcontact old
                    where old.report_id = new.report and old.contact_id = new.contact)
on conflict do nothing
"""


def hear(message: Message, *, by: Actor) -> Report:
    """The report this message belongs to: the open one of its conversation, or a new one."""
    return Report.objects.get(pk=hear_all([message], by=by)[0])


def hear_all(
    messages: Sequence[Message], *, by: Actor, burst: Set[UUID] = frozenset()
) -> list[UUID]:
    """The report of each message, in order. Conversations are locked: none is begun twice.

    A report is open while it is new, or while the case it joined is. `burst`: conversations that
    begin among very many at once.
    """
    by.must(Permission.MESSAGE_SEND)
    wanted = Array("uuid", list({m.conversation_id for m in messages}))
    with atomic():
        threads = {pk: (org_id, alias_id) for pk, org_id, alias_id in bulk(LOCKED, [wanted])}
        reports = dict(bulk(OPEN, [wanted]))
        fresh = _begin(messages, threads, reports, burst)
        Report.objects.bulk_create(fresh)
        reports |= {r.conversation_id: r.pk for r in fresh}
        _link(messages, threads, reports)
        for report in fresh:
            record(report, "report.heard", by=by)
    return [reports[m.conversation_id] for m in messages]


def _begin(
    messages: Sequence[Message],
    threads: dict[UUID, tuple[UUID, UUID]],
    known: dict[UUID, UUID],
    burst: Set[UUID],
) -> list[Report]:
    begun: dict[UUID, Report] = {}
    for message in sorted(messages, key=lambda m: m.received_at):
        thread = message.conversation_id
        if thread in known or thread in begun:
            continue
        org_id, alias_id = threads[thread]
        begun[thread] = Report(
            org_id=org_id,
            conversation_id=thread,
            alias_id=alias_id,
            received_at=message.received_at,
            is_burst=thread in burst,
        )
    return list(begun.values())


def _link(
    messages: Sequence[Message],
    threads: dict[UUID, tuple[UUID, UUID]],
    reports: dict[UUID, UUID],
) -> None:
    """Each contact once to the report it feeds; most of a busy day's are linked already."""
    pairs = {
        (reports[m.conversation_id], m.contact_id): threads[m.conversation_id][0]
        for m in messages
        if m.contact_id
    }
    if pairs:
        columns = [pairs.values(), *zip(*pairs, strict=True)]
        bulk(LINKED, [Array("uuid", list(column)) for column in columns])
