"""Legal holds: what a court or an authority needs is kept, by two people, until a day."""

from datetime import date, timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import AffectedWorker, Case, Hold, Report
from ilm.catalog.keeping import HeldFor
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.wall.entering import atomic

LONGEST = timedelta(days=3 * 365)  # then somebody looks again


def set_hold(case: Case, *, because: str, ends_on: date, by: Actor) -> Hold:
    """Ask that nothing of this case's people ends before a day. In force once another confirms."""
    by.must(Permission.HOLD_SET)
    if case.org_id != by.org_id:
        raise Forbidden("This case is another organisation's.")
    if because not in list(HeldFor):
        raise Refused("Choose from the list why this is kept longer.")
    if not clock.today() < ends_on <= clock.today() + LONGEST:
        raise Refused("A hold ends on a day within the next three years. It can be set again then.")
    hold = Hold(
        org_id=case.org_id, case=case, because=because, ends_on=ends_on, set_by=by.person,
        set_at=clock.now(),
    )  # fmt: skip
    with atomic():
        hold.save(force_insert=True)
        record(hold, "hold.set", by=by, because=Slug(because), case=case.pk)
    return hold


def confirm_hold(hold: Hold, *, by: Actor) -> Hold:
    """The second person agrees, and it is in force."""
    by.must(Permission.HOLD_CONFIRM)
    if hold.confirmed_by or hold.lifted_at:
        raise WrongState("This hold waits for nobody.")
    if hold.set_by == by.user_id:
        raise Refused("Another member must confirm: the first word is yours.")
    hold.confirmed_by, hold.confirmed_at = by.person, clock.now()
    with atomic():
        hold.save(update_fields=["confirmed_by", "confirmed_at"])
        record(hold, "hold.confirmed", by=by)
    return hold


def lift_hold(hold: Hold, *, by: Actor) -> Hold:
    """It is over before its day: what waited for it ends as its kind says."""
    by.must(Permission.HOLD_SET)
    if hold.lifted_at:
        raise WrongState("This hold was lifted before.")
    hold.lifted_by, hold.lifted_at = by.person, clock.now()
    with atomic():
        hold.save(update_fields=["lifted_by", "lifted_at"])
        record(hold, "hold.lifted", by=by)
    return hold


def hold_over(alias_id: UUID) -> Hold | None:
    """The hold in force that keeps this person, the one that ends last."""
    of = Report.objects.filter(alias_id=alias_id, case__isnull=False).values("case_id")
    known = AffectedWorker.objects.filter(alias_id=alias_id).values("issue__case_id")
    rows = Hold.objects.in_force(clock.today())
    return (rows.filter(case__in=of) | rows.filter(case__in=known)).order_by("-ends_on").first()
