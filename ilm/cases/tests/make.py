"""Reports, cases and issues to test with, made by walking the real moves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from ilm.access.actor import Actor, clock, member
from ilm.cases import closing, reporting, triage, verification
from ilm.cases.leaves import LeafClaim
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Case, Issue, Report
from ilm.kit import clock as time
from ilm.parties.models import Site
from ilm.parties.tests import make
from ilm.parties.tests.make import Desk
from ilm.talk.models import Contact, Conversation, Message
from ilm.talk.vouching import vouch
from ilm.vault import routing, storing
from ilm.vault.models import Purpose
from ilm.wall.entering import entering

UNPAID = LeafClaim(leaf="wag.not_paid", affected=240)
LATE = LeafClaim(leaf="wag.late", affected=30)


@contextmanager
def at_desk(by: Actor) -> Iterator[None]:
    with entering("desk", by.user_id):
        yield


def interpreter(desk: Desk) -> Actor:
    """Somebody of the desk who may read and write, and nothing else."""
    return member(uuid4(), "interpreter", desk.org_id)


def message(
    desk: Desk, conversation: Conversation | None = None, *, at: datetime | None = None,
    text: str = "They have not paid us", contact: Contact | None = None,
) -> Message:  # fmt: skip
    """Words that came in: a thread of their own, or one more contact in a thread."""
    at = at or time.now()
    with entering("parse"):
        conversation = conversation or _conversation(desk.org_id, at)
        contact = contact or Contact.objects.create(
            org_id=desk.org_id, conversation=conversation, channel="telegram", began_at=at
        )
        sealer = storing.sealer_for(conversation.key_id)
        row = Message(
            org_id=desk.org_id, conversation=conversation, contact=contact, is_inward=True,
            kind="text", key_id=sealer.key_id, generation=sealer.generation, at=at,
            received_at=at,
        )  # fmt: skip
        body = f'{{"text": "{text}"}}'.encode()
        row.sealed = sealer.field("talk_message", row.pk, "body", body)
        row.save(force_insert=True)
    return row


def _conversation(org_id: UUID, at: datetime) -> Conversation:
    sealer, _, _ = storing.new_data_key(org_id, Purpose.TALK)
    met = routing.aliases_for(org_id, "telegram", [str(uuid4().int)[:12]])
    [alias] = met.values()
    row = Conversation(
        org_id=org_id, alias_id=alias.alias_id, channel="telegram", key_id=sealer.key_id,
        ref=uuid4().hex[:8], last_at=at,
    )  # fmt: skip
    vouch(row).save(force_insert=True)
    return row


def report(desk: Desk | None = None, *, said: Message | None = None, **said_as: object) -> Report:
    """What the parse process makes of a message."""
    said = said or message(desk or make.desk(), **said_as)
    with entering("parse"):
        return reporting.hear(said, by=clock())


def case(
    desk: Desk | None = None, *, of: Report | None = None, site: Site | None = None,
    leaves: Sequence[LeafClaim] = (UNPAID,), summary: str = "Wages are late in sewing",
    **told: object,
) -> Case:  # fmt: skip
    """An open case with its issues."""
    desk = desk or make.desk()
    of, site = of or report(desk), site or make.site()
    with at_desk(desk.worker):
        return triage.open_case(
            of, site=site, leaves=list(leaves), summary=summary, by=desk.worker, **told
        )


def issue(
    desk: Desk | None = None, *, at: IssueStatus = IssueStatus.ASSESSED,
    leaf: str = "wag.late", affected: int = 30, **opened: object,
) -> Issue:  # fmt: skip
    """An issue as far along as this room can take it: draft, assessed, closed or reopened."""
    desk = desk or make.desk()
    claim = LeafClaim(leaf=leaf, affected=affected, other_text="x" * leaf.endswith(".other"))
    opened_case = case(desk, leaves=[claim], **opened)
    with at_desk(desk.worker):
        row = Issue.objects.get(case=opened_case)
    if at != IssueStatus.DRAFT:
        assess(desk, row)
    if at in (IssueStatus.CLOSED, IssueStatus.REOPENED):
        with at_desk(desk.supervisor):
            closing.close(
                row, reason="not_remedied", by=desk.supervisor, second_by=desk.worker.user_id
            )
            if at == IssueStatus.REOPENED:
                closing.reopen(row, by=desk.supervisor)
    with at_desk(desk.worker):
        return Issue.objects.select_related("case", "site").get(pk=row.pk)


def assess(desk: Desk, row: Issue) -> None:
    """A finding, countersigned where it must be."""
    with at_desk(desk.worker):
        verdict = verification.give_verdict(row, finding="substantiated", by=desk.worker)
    if verdict.needs_second:
        with at_desk(desk.supervisor):
            verification.countersign(verdict, by=desk.supervisor)
