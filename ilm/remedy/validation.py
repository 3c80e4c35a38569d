"""Putting a claim to the workers: whom to ask, what they say, and sending it back on a no."""

import secrets

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Issue
from ilm.catalog.sampling import CENSUS_UP_TO, sample_size
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.remedy.lifecycle import PUT_TO_WORKERS, SEND_BACK, EngagementStatus
from ilm.remedy.models import Claim, Engagement, Validation
from ilm.remedy.settling import countersign_settlement, is_pending, settle
from ilm.remedy.standing import CLAIM, TwoTruths, latest_claim, reachable, standing
from ilm.remedy.tracing import issue_of
from ilm.talk import checking_in
from ilm.talk.lifecycle import HEAR, CheckInStatus
from ilm.talk.models import CheckIn, Conversation, Message
from ilm.wall.entering import atomic

__all__ = [
    "TwoTruths", "ask_more", "countersign_settlement", "hear", "hear_spoken", "is_pending",
    "latest_claim", "put_to_workers", "send_back", "settle", "standing",
]  # fmt: skip

ANSWERS = ("yes", "no", "partly")
QUESTION = "is_it_fixed"


def put_to_workers(engagement: Engagement, *, by: Actor) -> list[CheckIn]:
    """Ask the affected workers whether the claim is true: all up to ten, else a random sample.

    Questions go out by each one's safe-contact plan. Refused when we know nobody to ask.
    """
    by.must(Permission.CHECK_IN_ASK)
    issue, said = issue_of(engagement), latest_claim(engagement)
    if said is None:
        raise Refused("Nothing was claimed yet: there is nothing to ask about.")
    chosen = _drawn(issue, said, sample_size(issue.affected))
    if not chosen:
        raise Refused("We know no affected worker who can be asked. Find one before you go on.")
    with moving(
        engagement, PUT_TO_WORKERS, by=by, affected=issue.affected, chosen=len(chosen),
        is_census=issue.affected <= CENSUS_UP_TO,
    ):  # fmt: skip
        return _ask(chosen, said, by)


def ask_more(engagement: Engagement, *, by: Actor) -> list[CheckIn]:
    """Draw others for those who could not be asked, until the sample is full or nobody is left."""
    by.must(Permission.CHECK_IN_ASK)
    if engagement.status != EngagementStatus.WORKER_CHECK:
        raise WrongState("Workers are not being asked about this now.")
    issue, said = issue_of(engagement), latest_claim(engagement)
    assert said is not None
    running = CheckIn.objects.filter(about=CLAIM, about_id=said.pk)
    open_ = running.exclude(status=CheckInStatus.CANCELLED).values_list("alias_id", flat=True)
    missing = sample_size(issue.affected) - len(set(open_))
    chosen = _drawn(issue, said, missing)
    if not chosen:
        raise Refused("There is nobody more to ask.")
    with atomic():
        record(engagement, "engagement.asked_more", by=by, chosen=len(chosen))
        return _ask(chosen, said, by)


def hear(message: Message, text: str, *, by: Actor) -> Validation | None:
    """Her answer to the question about a claim; None if it is no answer. In the parse process."""
    answered = checking_in.hear(message, text)
    return _kept(answered, harmed=False, by=by) if answered else None


def hear_spoken(check_in: CheckIn, *, answer: str, harmed: bool = False, by: Actor) -> Validation:
    """What she said on the phone or on a visit. `harmed`: something bad happened since.

    A harm is a reprisal until it was looked into: open an issue `voi.reprisal` for it.
    """
    by.must(Permission.CHECK_IN_ASK)
    if answer not in ANSWERS:
        raise Refused("Her answer is yes, no or partly.")
    if check_in.about != CLAIM:
        raise Refused("She was not asked about a claim here.")
    with moving(check_in, HEAR, by=by, answer=Slug(answer)) as row:
        row.answer, row.answered_on = answer, clock.today()
        _stop_waiting(row)
        return _kept(row, harmed=harmed, by=by)


def send_back(engagement: Engagement, *, by: Actor) -> Engagement:
    """Workers say that it is not fixed: the partner goes on, and may claim again later."""
    with moving(engagement, SEND_BACK, by=by) as row:
        truths = standing(row)
        if truths.answered == truths.confirmed:
            raise Refused("No worker has said that it is not fixed.")
        row.sent_back_on = clock.today()
        said = latest_claim(row)
        assert said is not None
        checking_in.call_off(said.pk, by=by)
    return row


def _drawn(issue: Issue, said: Claim, number: int) -> list[Conversation]:
    """So many workers by lot, of those who were not chosen for this claim before."""
    before = set(
        CheckIn.objects.filter(about=CLAIM, about_id=said.pk).values_list("alias_id", flat=True)
    )
    left = [thread for alias, thread in sorted(reachable(issue).items()) if alias not in before]
    return secrets.SystemRandom().sample(left, min(max(number, 0), len(left)))


def _ask(chosen: list[Conversation], said: Claim, by: Actor) -> list[CheckIn]:
    made: list[CheckIn] = []
    for thread in chosen:
        made += checking_in.plan_check_ins(
            thread, about=CLAIM, about_id=said.pk, question=QUESTION, days=(0,), by=by
        )
    return made


def _kept(answered: CheckIn, *, harmed: bool, by: Actor) -> Validation:
    said = Claim.objects.get(pk=answered.about_id)
    engagement = Engagement.objects.get(pk=said.engagement_id)
    word = Validation(
        org_id=answered.org_id,
        issue=issue_of(engagement),
        claim_id=said.pk,
        alias_id=answered.alias_id,
        check_in_id=answered.pk,
        answer=answered.answer,
        harmed=harmed,
        heard_on=clock.today(),
    )
    word.save(force_insert=True)
    record(word, "validation.heard", by=by, answer=Slug(answered.answer), harmed=harmed)
    return word


def _stop_waiting(check_in: CheckIn) -> None:
    """Her next message is not an answer any more."""
    waiting = Conversation.objects.filter(pk=check_in.conversation_id, about_id=check_in.pk)
    waiting.update(topic="reporting", about_id=None)
