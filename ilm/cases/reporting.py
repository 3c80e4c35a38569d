"""A message becomes part of a report. Many at once: a burst is heard in a few statements."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import CaseStatus, ReportStatus
from ilm.cases.models import Report, ReportContact
from ilm.ledger.moves import record
from ilm.talk.models import Conversation, Message
from ilm.wall.entering import atomic


def hear(message: Message, *, by: Actor) -> Report:
    """The report this message belongs to: the open one of its conversation, or a new one."""
    return hear_all([message], by=by)[0]


def hear_all(messages: Sequence[Message], *, by: Actor) -> list[Report]:
    """One report per message, in order. Conversations are locked: no report is begun twice.

    A report is open while it is new, or while the case it joined is.
    """
    by.must(Permission.MESSAGE_SEND)
    wanted = {m.conversation_id for m in messages}
    with atomic():
        threads = {
            row.pk: row
            for row in Conversation.objects.select_for_update()
            .filter(pk__in=wanted)
            .only("id", "org_id", "alias_id")
            .order_by("pk")
        }
        reports = _open_reports(wanted)
        fresh = _begin(messages, threads, reports)
        Report.objects.bulk_create(fresh)
        reports |= {r.conversation_id: r for r in fresh}
        _link(messages, reports)
        for report in fresh:
            record(report, "report.heard", by=by)
    return [reports[m.conversation_id] for m in messages]


def _open_reports(conversations: Iterable[UUID]) -> dict[UUID, Report]:
    is_open = Q(status=ReportStatus.NEW) | Q(
        status=ReportStatus.JOINED, case__status=CaseStatus.OPEN
    )
    rows = Report.objects.filter(is_open, conversation_id__in=conversations)
    return {r.conversation_id: r for r in rows.order_by("received_at", "id")}


def _begin(
    messages: Sequence[Message],
    threads: dict[UUID, Conversation],
    known: dict[UUID, Report],
) -> list[Report]:
    begun: dict[UUID, Report] = {}
    for message in sorted(messages, key=lambda m: m.received_at):
        thread = threads[message.conversation_id]
        if thread.pk in known or thread.pk in begun:
            continue
        begun[thread.pk] = Report(
            org_id=thread.org_id,
            conversation_id=thread.pk,
            alias_id=thread.alias_id,
            received_at=message.received_at,
        )
    return list(begun.values())


def _link(messages: Sequence[Message], reports: dict[UUID, Report]) -> None:
    pairs = {(reports[m.conversation_id], m.contact_id) for m in messages if m.contact_id}
    links = [
        ReportContact(org_id=report.org_id, report=report, contact_id=contact)
        for report, contact in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1]))
    ]
    ReportContact.objects.bulk_create(links, ignore_conflicts=True)
