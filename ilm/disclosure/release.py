"""The moment words leave: everything is looked at once more, then the partner's notice is made."""

from datetime import date

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import RAISE, RAISE_IN_EMERGENCY, IssueStatus
from ilm.cases.models import Issue
from ilm.cases.references import new_ref
from ilm.catalog.consent import RecipientKind as To
from ilm.catalog.safe_contact import CHECK_IN_DAYS
from ilm.catalog.urgency import CLOCKS, Urgency
from ilm.disclosure import surroundings
from ilm.disclosure.anonymity import NO_K, POOLED_FROM, Words, first_day, scope_of
from ilm.disclosure.asking import stop_asking, thread_with
from ilm.disclosure.binding import must_be_as_shown
from ilm.disclosure.deciding import Asked, Outcome, covered
from ilm.disclosure.drafting import best_grant
from ilm.disclosure.keeping import must_be_open, open_words
from ilm.disclosure.lifecycle import RELEASE
from ilm.disclosure.models import Disclosure, Notice
from ilm.disclosure.narrowing import narrows
from ilm.disclosure.signing import OVERRIDDEN
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import moving
from ilm.parties.models import Organisation
from ilm.talk.checking_in import plan_check_ins
from ilm.vault.unlocking import Unlocked

SEVERAL = "Several sites"


def release(disclosure: Disclosure, *, unlocked: Unlocked | None, by: Actor) -> Notice:
    """Send it: a notice for the partner, the issue raised, check-ins with her planned.

    Refused before its day, after consent ended, while the site is frozen, or where it would now
    narrow what was said since. Locked without an unlocked vault: the words lie sealed until now.
    """
    by.must(Permission.DISCLOSURE_SIGN)
    must_be_open(unlocked, "Unlock the vault first: these words lie sealed until they leave.")
    with moving(disclosure, RELEASE, by=by, rung=disclosure.step, k=disclosure.k) as row:
        issue = Issue.objects.select_related("site", "case").get(pk=row.issue_id)
        open_words(row, unlocked)
        _may_leave(row, issue, unlocked)
        today = clock.today()
        notice = _notice(row, issue, today)
        notice.save(force_insert=True)
        row.released_on, row.notice_id, row.told = today, notice.pk, dict(row.traits)
        stop_asking(row)
        step = RAISE if row.approved_at or issue.status in RAISE.source else RAISE_IN_EMERGENCY
        with moving(issue, step, by=by) as raised:
            raised.raised_on = raised.raised_on or today
        _check_in(row, by)
    return notice


def _may_leave(row: Disclosure, issue: Issue, unlocked: Unlocked | None) -> None:
    if issue.status == IssueStatus.CLOSED:
        raise Refused("This issue is closed. Reopen it before you raise it.")
    if row.outcome == OVERRIDDEN:
        return
    must_be_as_shown(row)
    if row.not_before and clock.today() < row.not_before:
        raise Refused(f"This waits until {row.not_before:%d %B %Y}, so that no day gives her away.")
    surroundings.must_not_be_frozen(issue)
    asked = _asked(row, issue)
    given = best_grant(asked, row.alias_id, unlocked)
    if because := covered(given, asked, on=clock.today()):
        raise Refused(_WHY.get(because, _WHY["no_live_grant"]))
    if row.outcome == Outcome.SEND_AFTER and narrows(
        surroundings.said(row), earlier=asked.earlier, crowd=asked.crowd, k=row.k
    ):
        raise Refused("Beside what was said since, this would single people out. Draft it anew.")


_WHY = {
    "no_live_grant": "Her consent does not cover this any more. Ask her again.",
    "withheld_item": "The text holds something that she wants kept back.",
}


def _asked(row: Disclosure, issue: Issue) -> Asked:
    return Asked(
        recipient=To(row.recipient), to_org=row.to_org, own=surroundings.own(issue),
        words=Words(
            text=row.text, translation=row.translation, traits=row.traits,
            scope=scope_of(row.step),
        ),
        leaf=issue.leaf, label=issue.kind.label, self_identifying=issue.kind.self_identifying,
        needed=frozenset(), crowd=surroundings.crowd(issue), earlier=surroundings.earlier(issue),
    )  # fmt: skip


def _notice(row: Disclosure, issue: Issue, today: date) -> Notice:
    site, by = issue.site, Organisation.objects.get(pk=row.org_id)
    when = first_day(row.traits.get("date", "")) or today
    answer_by = CLOCKS[Urgency(issue.urgency)].first_reply_by(
        today, country=site.country, rest_days=frozenset(site.rest_days) or None
    )
    return Notice(
        ref=new_ref(), org_id=row.org_id, to_org=row.to_org, kind=kind_for(row.recipient),
        leaf=issue.leaf, text=row.text, language=row.language,
        site_name=SEVERAL if row.step >= POOLED_FROM else site.name, site_country=site.country,
        month=when.replace(day=1), released_on=today, answer_by=answer_by, from_name=by.name,
    )  # fmt: skip


def kind_for(recipient: str) -> str:
    """What a notice is to its reader: an issue, an escalation (buyers), a consultation."""
    if recipient == To.BRAND:
        return "escalation"
    return "consultation" if recipient in NO_K else "issue"


def _check_in(row: Disclosure, by: Actor) -> None:
    """Harm for speaking up shows later: ask her on each day of the plan."""
    if thread := thread_with(row.alias_id):
        plan_check_ins(
            thread,
            about="disclosure",
            about_id=row.pk,
            question="are_you_well",
            days=CHECK_IN_DAYS,
            by=by,
        )
