"""Engagements to test with, made by walking the real moves; crowds of known workers beside them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from ilm.access.actor import Actor, worker
from ilm.cases.models import AffectedWorker, Issue
from ilm.cases.tests.make import at_desk
from ilm.disclosure.models import Notice
from ilm.disclosure.tests import make as disclosures
from ilm.disclosure.tests.make import Told
from ilm.kit import clock
from ilm.ledger.moves import move
from ilm.parties.models import Organisation
from ilm.parties.tests import make
from ilm.remedy import claiming, planning, validation
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Engagement
from ilm.talk import checking_in
from ilm.talk.lifecycle import ASK
from ilm.talk.models import CheckIn, Conversation
from ilm.wall.entering import NoFace, current_face, entering


@dataclass
class Raised:
    """An engagement with everything around it: the desk's side, the partner, the notice."""

    told: Told
    notice: Notice
    engagement: Engagement
    partner: Actor

    @property
    def desk(self):
        return self.told.desk

    @property
    def issue(self) -> Issue:
        with at_desk(self.desk.worker):
            return Issue.objects.select_related("site", "case").get(pk=self.told.issue.pk)

    def fresh(self) -> Engagement:
        """The row as it is now, on the face in force or as the owner."""
        try:
            current_face()
        except NoFace:
            with entering("owner"):
                return self.fresh()
        return Engagement.objects.get(pk=self.engagement.pk)


def partner_of(org_id, role: str = "supplier") -> Actor:
    with entering("owner"):
        org = Organisation.objects.get(pk=org_id)
    return make.actor(role, org)


def raised(
    at: S = S.RAISED, *, affected: int = 30, known: int = 0, workers: int = 30, **opened: object
) -> Raised:  # fmt: skip
    """An engagement as far along as asked; `known` more affected workers can be asked."""
    told = disclosures.told(affected=affected, **opened)
    notice = disclosures.notice(told)
    desk = told.desk
    with at_desk(desk.worker):
        row = planning.open_engagement(notice, by=desk.worker)
    crowd(told, known)
    made = Raised(told, notice, row, partner_of(notice.to_org))
    walk(made, at, workers)
    made.engagement = made.fresh()
    return made


def walk(made: Raised, at: S, workers: int) -> None:
    row, them, me = made.engagement, made.partner, made.desk.worker
    steps = (
        (S.RESPONDED, "respondent", them, lambda: planning.respond(
            row, stance="accepts", text="We will.", by=them)),
        (S.IN_PROGRESS, "respondent", them, lambda: planning.commit(
            row, action="back_pay", due_on=clock.today() + timedelta(days=20), by=them)),
        (S.CLAIMED_DONE, "respondent", them, lambda: claiming.claim(
            row, workers=workers, text="All paid.", by=them)),
        (S.WORKER_CHECK, "desk", me, lambda: validation.put_to_workers(row, by=me)),
    )  # fmt: skip
    order = [status for status, *_ in steps]
    for _, face, by, act in steps[: order.index(at) + 1] if at in order else ():
        with entering(face, by.user_id):
            row = Engagement.objects.get(pk=row.pk)
            act()


def crowd(told: Told, number: int) -> None:
    """So many more workers known to be affected, each with a thread."""
    with entering("owner"):
        for _ in range(number):
            alias = uuid4()
            Conversation.objects.create(
                org_id=told.desk.org_id, alias_id=alias, channel="telegram", key_id=uuid4(),
                ref=uuid4().hex[:10], last_at=clock.now(),
            )  # fmt: skip
            AffectedWorker.objects.create(
                org_id=told.desk.org_id, issue=told.issue, alias_id=alias, consent_level="L1"
            )


def ask(made: Raised) -> list[CheckIn]:
    """The questions went out."""
    with at_desk(made.desk.worker):
        rows = list(CheckIn.objects.filter(about="claim", status="due"))
        return [move(row, ASK, by=made.desk.worker) for row in rows]


def say(made: Raised, answers: str) -> None:
    """Asked and heard: `y`, `n` and `p` for one worker each, `-` for one who says nothing."""
    words = {"y": "yes", "n": "no", "p": "partly"}
    rows = ask(made)
    for row, letter in zip(rows, answers, strict=False):
        if letter in words:
            with at_desk(made.desk.worker):
                validation.hear_spoken(row, answer=words[letter], by=made.desk.worker)


__all__ = ["Raised", "ask", "checking_in", "crowd", "partner_of", "raised", "say", "worker"]
