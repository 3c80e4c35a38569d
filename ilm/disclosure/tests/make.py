"""Consents and disclosures to test with, made by walking the real moves."""

from dataclasses import dataclass
from uuid import UUID

from ilm.access.actor import worker
from ilm.cases.models import Issue
from ilm.cases.tests import make as cases
from ilm.cases.tests.make import at_desk
from ilm.catalog.consent import Purpose
from ilm.disclosure import consenting, drafting, release, signing
from ilm.disclosure.keeping import keep, open_words
from ilm.disclosure.lifecycle import DisclosureStatus as S
from ilm.disclosure.models import Consent, Disclosure, Notice
from ilm.parties.models import Site
from ilm.parties.tests import make
from ilm.parties.tests.make import Desk
from ilm.vault import storing

TEXT = "Wages[unit| in {unit}] are paid late. Please pay them by the seventh."
NIGHT = {"unit": "sewing", "shift": "night"}
FROM_MM = NIGHT | {"nationality": "MM"}
WOMEN = FROM_MM | {"gender": "female"}


def plant(**fields: object) -> Site:
    """The site of the oracle: 400 workers, 60 in sewing, 18 at night, 12 from there, 4 women."""
    site = make.site(**fields)
    counted = ((400, {}), (60, {"unit": "sewing"}), (18, NIGHT), (12, FROM_MM), (4, WOMEN))
    for number, traits in counted:
        make.headcount(site, number, **traits)
    return site


@dataclass
class Told:
    """An assessed issue at the plant of the oracle, who told of it, and to whom it may go."""

    desk: Desk
    issue: Issue
    alias_id: UUID
    to_org: UUID

    def grant(self, level: str = "L3", **terms: object) -> Consent:
        terms = {
            "recipient": "supplier_hr",
            "purpose": Purpose.DISCLOSURE_TO_OTHERS,
            "org_id": self.desk.org_id,
            "by": self.desk.worker,
        } | terms
        with at_desk(self.desk.worker):
            return consenting.grant(self.alias_id, level=level, **terms)

    def draft(self, **how: object) -> Disclosure:
        asked = {
            "recipient": "supplier_hr",
            "to_org": self.to_org,
            "text": TEXT,
            "traits": {"unit": "sewing"},
            "alias_id": self.alias_id,
            "by": self.desk.worker,
            "unlocked": self.desk.unlocked,
        }
        with at_desk(self.desk.worker):
            row = drafting.draft(self.issue, **(asked | how))
        return self.read(row)

    def rewrite(self, row: Disclosure, **words: object) -> Disclosure:
        """Other words in their place, sealed as the house does, by nobody's verb."""
        kept = self.read(row)
        with at_desk(self.desk.worker):
            keep(kept, kept.wording._replace(**words), storing.sealer_for(kept.key_id))
            kept.save(update_fields=["words", "mark", "for_reporter"])
        return kept

    def read(self, row: Disclosure) -> Disclosure:
        """The row as it stands now, opened."""
        with at_desk(self.desk.worker):
            rows = Disclosure.objects.select_related("issue", "consent")
            return open_words(rows.get(pk=row.pk), self.desk.unlocked)


def told(desk: Desk | None = None, *, site: Site | None = None, **opened: object) -> Told:
    desk = desk or make.desk()
    issue = cases.issue(desk, site=site or plant(), **opened)
    with at_desk(desk.worker):
        alias = issue.case.reports.first().alias_id
        issue = Issue.objects.select_related("site__owner", "case").get(pk=issue.pk)
    return Told(desk, issue, alias, issue.site.owner_id)


def disclosure(at: S = S.DRAFTED, *, of: Told | None = None, **how: object) -> Disclosure:
    """A disclosure as far along as asked."""
    of = of or told()
    of.grant()
    row = of.draft(**how)
    walk(row, at, of)
    return of.read(row)


def walk(row: Disclosure, at: S, of: Told, *, since: S = S.SHOWN) -> Notice | None:
    """Show, approve, sign, countersign and release, until `at`; from the step to `since` on."""
    desk, her = of.desk, worker(of.alias_id, of.desk.org_id)
    steps = (
        (S.SHOWN, desk.worker, lambda: drafting.show(row, unlocked=desk.unlocked, by=desk.worker)),
        (S.APPROVED, desk.worker, lambda: drafting.approve(row, how="message", by=her)),
        (
            S.SIGNED_ONCE,
            desk.worker,
            lambda: signing.sign(row, unlocked=desk.unlocked, by=desk.worker),
        ),
        (
            S.SIGNED,
            desk.supervisor,
            lambda: signing.countersign(row, unlocked=desk.unlocked_supervisor, by=desk.supervisor),
        ),
        (
            S.RELEASED,
            desk.worker,
            lambda: release.release(row, unlocked=desk.unlocked, by=desk.worker),
        ),
    )
    done: object = None
    order = [status for status, _, _ in steps]
    for _, by, act in steps[order.index(since) : order.index(at) + 1] if at in order else ():
        with at_desk(by):
            done = act()
    if at == S.DECLINED:
        with at_desk(desk.worker):
            drafting.decline(row, by=her)
    return done if isinstance(done, Notice) else None


def notice(of: Told | None = None, **how: object) -> Notice:
    """A released notice, as its partner reads it."""
    of = of or told()
    of.grant()
    notice = walk(of.draft(**how), S.RELEASED, of)
    assert notice
    return notice
