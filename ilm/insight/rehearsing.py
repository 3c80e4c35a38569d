"""What would go out under terms that nobody has signed yet: made like a release, served to nobody
but those who may sign."""

from datetime import timedelta

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.insight.cubes import CUBES
from ilm.insight.models import Rehearsal
from ilm.insight.publication import prepare, told
from ilm.insight.signing import mark_of, terms
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.wall.entering import atomic

HOLDS = timedelta(days=7)  # looking daily would tell on which day somebody spoke


def ask_rehearsal(*, by: Actor) -> Rehearsal:
    """Ask the clock to rehearse today's terms. Refused while one is being made, and for seven days
    after one of the same terms that passed."""
    by.must(Permission.PUBLICATION_SIGN)
    last = newest_rehearsal()
    if last is not None and last.made_at is None:
        raise Refused("A rehearsal is being made already. Look again in a few minutes.")
    if holds(last):
        raise Refused("These tables were rehearsed within the last seven days. Look at that one.")
    row = Rehearsal(
        org_id=by.organisation, mark=mark_of(terms()), asked_by=by.person, asked_at=clock.now()
    )
    with atomic():
        row.save(force_insert=True)
        record(row, "publication.rehearsal_asked", by=by)
    return row


def holds(last: Rehearsal | None) -> bool:
    """Whether this one passed within the last seven days, so that no other is made."""
    return bool(last and last.has_passed and last.asked_at > clock.now() - HOLDS)


def newest_rehearsal() -> Rehearsal | None:
    """The last one of today's terms; its figures are not read."""
    rows = Rehearsal.objects.filter(mark=mark_of(terms())).defer("figures")
    return rows.order_by("-asked_at").first()


def rehearse(*, by: Actor) -> Rehearsal | None:
    """Make the oldest rehearsal that waits; None where none does. One whose terms this version of
    the house no longer knows is answered with a reason and no figures."""
    by.must(Permission.TIME_PASS)
    row = Rehearsal.objects.filter(made_at=None).order_by("asked_at").first()
    if row is None:
        return None
    row.made_at, row.as_of, row.has_passed = clock.now(), clock.today(), False
    if row.mark != mark_of(terms()):
        row.reasons = ["What is published has changed since. Ask again."]
    else:
        made = prepare(CUBES, as_of=row.as_of, by=by)
        row.has_passed, row.is_demo = made.verdict.passed, made.is_demo
        row.reasons = list(made.verdict.reasons)
        if row.has_passed:
            cells = (cell for table in made.frozen for cell in told(table, row.as_of))
            row.figures = [{**c, "as_of": f"{c['as_of']}"} for c in cells]
    row.save(update_fields=["made_at", "as_of", "has_passed", "reasons", "figures", "is_demo"])
    return row
