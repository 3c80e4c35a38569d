"""Forced labour: what the answers point to, and the finding that a person signs."""

from collections.abc import Mapping

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import changing
from ilm.cases.models import Case
from ilm.catalog import forced_labour
from ilm.catalog.axes import ForcedLabour
from ilm.catalog.forced_labour import Answer
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug


def screen(case: Case, *, answers: Mapping[str, str], by: Actor) -> Case:
    """Keep the answers (`dol.t1.q1` … → yes, no, unknown, not_asked) and what they amount to.

    New answers take an earlier signature away.
    """
    by.must(Permission.ISSUE_VERIFY)
    try:
        given = {question: Answer(answer) for question, answer in answers.items()}
        result = forced_labour.screen(given)
    except ValueError:
        raise Refused("Answer each question with yes, no, unknown or not asked.") from None
    with changing(
        case, "case.screened", needs=Permission.ISSUE_VERIFY, by=by,
        result=result.result, is_incomplete=result.incomplete, indicators=result.indicators,
    ) as row:  # fmt: skip
        row.fl_answers = {question: answer.value for question, answer in given.items()}
        row.fl_assessment, row.fl_is_incomplete = result.result.value, result.incomplete
        row.fl_signed_by, row.fl_signed_on = None, None
    return row


def sign_screening(case: Case, *, assessment: str, by: Actor) -> Case:
    """A person's finding. "May constitute" confirms that the penalty is used to exact work."""
    by.must(Permission.ISSUE_VERIFY)
    if assessment not in list(ForcedLabour) or assessment == ForcedLabour.NOT_ASSESSED:
        raise Refused("Choose the finding you sign.")
    if not case.fl_answers:
        raise Refused("Answer the screening questions before somebody signs.")
    if assessment == ForcedLabour.MAY_CONSTITUTE:
        by.must(Permission.ISSUE_COUNTERSIGN)
    with changing(
        case, "case.screening_signed", needs=Permission.ISSUE_VERIFY, by=by,
        computed=computed(case).result, signed=Slug(assessment),
    ) as row:  # fmt: skip
        row.fl_assessment = assessment
        row.fl_signed_by, row.fl_signed_on = by.user_id, clock.today()
    return row


def computed(case: Case) -> forced_labour.Screening:
    """What the kept answers amount to, beside whatever was signed."""
    return forced_labour.screen({q: Answer(a) for q, a in case.fl_answers.items()})
