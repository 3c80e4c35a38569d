"""What a partner says and promises about a notice; the clocks that begin with it."""

from datetime import date

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.corrective import CORRECTIVE_ACTIONS
from ilm.catalog.urgency import CLOCKS, Urgency
from ilm.disclosure.models import Notice
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving, record
from ilm.remedy.lifecycle import COMMIT, REOPEN, RESPOND, EngagementStatus
from ilm.remedy.models import Answer, Commitment, Engagement
from ilm.remedy.tracing import ISSUE, issue_of, must_be_addressed, user_of
from ilm.wall.entering import atomic

STANCES = {
    "accepts": "We accept this and will put it right",
    "disputes": "We see it differently",
    "asks": "We have a question first",
}
LONGEST = 5000  # characters
FURTHEST_YEARS = 2


def open_engagement(notice: Notice, *, by: Actor) -> Engagement:
    """Begin what the partner does about a notice. A second call gives the one that exists.

    The answer is due on the notice's day; a respondent's remedy by the clock of the issue's
    urgency. Buyers and authorities owe an answer alone.
    """
    by.must(Permission.DISCLOSURE_SIGN)
    known = Engagement.objects.filter(notice_id=notice.pk, org_id=notice.org_id).first()
    if known is not None:
        return known
    row = Engagement(
        org_id=notice.org_id,
        to_org=notice.to_org,
        notice_id=notice.pk,
        kind=notice.kind,
        leaf=notice.leaf,
        answer_by=notice.answer_by,
        raised_on=notice.released_on,
    )
    if notice.kind == ISSUE:
        urgency = Urgency(issue_of(row).urgency)
        row.remedy_by = CLOCKS[urgency].remedy_by(notice.released_on)
    with atomic():
        row.save(force_insert=True)
        record(row, "engagement.opened", by=by, kind=Slug(notice.kind))
    return row


def respond(engagement: Engagement, *, stance: str, text: str, by: Actor) -> Answer:
    """The partner's answer. The first one stops the clock; later ones are kept beside it."""
    by.must(Permission.NOTICE_ANSWER)
    must_be_addressed(engagement, by.org_id)
    if stance not in STANCES:
        raise Refused("Say whether you accept, see it differently, or have a question.")
    said = _words(text)
    if not said:
        raise Refused("Write your answer in a few words.")
    today = clock.today()
    answer = Answer(
        org_id=engagement.org_id,
        to_org=engagement.to_org,
        engagement=engagement,
        stance=stance,
        text=said,
        said_on=today,
        said_by=user_of(by),
    )
    with atomic():
        if engagement.status == EngagementStatus.RAISED:
            with moving(engagement, RESPOND, by=by, stance=Slug(stance)) as row:
                row.answered_on = row.answered_on or today
        elif engagement.status == EngagementStatus.CLOSED:
            raise Refused("This notice is closed.")
        else:
            record(engagement, "engagement.said_more", by=by, stance=Slug(stance))
        answer.save(force_insert=True)
    return answer


def commit(
    engagement: Engagement, *, action: str, text: str = "", due_on: date, by: Actor
) -> Commitment:
    """A promise: one corrective action of the catalogue, done by a day."""
    by.must(Permission.COMMITMENT_MAKE)
    must_be_addressed(engagement, by.org_id)
    today = clock.today()
    if action not in CORRECTIVE_ACTIONS:
        raise Refused("Choose an action from the list.")
    if due_on < today:
        raise Refused("Choose a day that is still to come.")
    if due_on.year > today.year + FURTHEST_YEARS:
        raise Refused("Choose a day within the next two years.")
    promise = Commitment(
        org_id=engagement.org_id,
        to_org=engagement.to_org,
        engagement=engagement,
        action=action,
        text=_words(text),
        due_on=due_on,
        made_on=today,
        made_by=user_of(by),
    )
    with moving(engagement, COMMIT, by=by, action=Slug(action)) as row:
        row.answered_on = row.answered_on or today
        promise.save(force_insert=True)
    return promise


def reopen(engagement: Engagement, *, answer_by: date, by: Actor) -> Engagement:
    """It is back after it was closed: the partner is asked anew, with a new day to answer by."""
    by.must(Permission.ISSUE_SETTLE)
    if answer_by < clock.today():
        raise Refused("Choose a day that is still to come.")
    with moving(engagement, REOPEN, by=by) as row:
        row.answer_by, row.answered_on, row.claimed_on = answer_by, None, None
        row.claimed_workers, row.closed_on, row.sent_back_on = None, None, None
        row.outcome, row.confirmed_percent = "", None
    return row


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise Refused("This is too long. Keep it under 5,000 characters.")
    return text.strip()
