"""Words on their way out: decided on, kept with what was decided, and shown to the worker."""

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import person
from ilm.cases.lifecycle import ASK_CONSENT, IssueStatus
from ilm.cases.models import Issue
from ilm.cases.wording import must_name_nobody
from ilm.catalog.consent import TO_NAME, RecipientKind
from ilm.disclosure import surroundings
from ilm.disclosure.anonymity import DELAY_DAYS, DELAYED_FROM, KNOWN, SITE, USUALLY_NEEDED, Words
from ilm.disclosure.approving import approve, decline
from ilm.disclosure.asking import asked_in, her_language, must_be_readable, thread_with
from ilm.disclosure.binding import binding
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.deciding import Asked, Decision, covered, decide
from ilm.disclosure.keeping import keep, must_be_open, open_grants, open_words
from ilm.disclosure.lifecycle import REFUSE, SHOW
from ilm.disclosure.models import Consent, Disclosure, Wording
from ilm.disclosure.stating import left_open, repeats, unnamed
from ilm.disclosure.translating import (
    as_written,
    must_be_a_translation,
    must_be_answered_for,
    take_out,
    translate,
)
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import move, moving, record
from ilm.talk.models import Message
from ilm.talk.models.conversing import Topic
from ilm.talk.replying import show_text
from ilm.vault.opening import Reader
from ilm.vault.storing import sealer_for
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

__all__ = ["approve", "decline", "draft", "preview", "show", "translate"]

TO_BE_RAISED = frozenset(
    {
        IssueStatus.ASSESSED,
        IssueStatus.AWAITING_CONSENT,
        IssueStatus.READY_TO_RAISE,
        IssueStatus.RAISED,
    }
)


class How(TypedDict, total=False):
    """`needed`: traits that the fix needs; `unlocked`: compare with her own words as well.

    `language` of the text. `translation`: the same in hers, marked alike; `is_checked`: whoever
    drafts reads both and wrote or checked it.
    """

    needed: Collection[str]
    language: str
    translation: str
    is_checked: bool
    unlocked: Unlocked | None


def preview(
    issue: Issue,
    recipient: str,
    to_org: UUID,
    text: str,
    traits: Mapping[str, str],
    alias_id: UUID | None,
    **how: Unpack[How],
) -> Decision:
    """What the firewall would say to this text, and the text as it would leave. Saves nothing.

    Refused for what would be refused as a draft, but for words that the decision says must leave.
    """
    _may_be_raised(issue)
    asked = _asked(issue, recipient, to_org, text, traits, alias_id, how)
    given = best_grant(asked, alias_id, how.get("unlocked"))
    decision = decide(asked, given, on=clock.today())
    _must_be_fit(issue, asked, decision, given, how)
    return decision


def draft(
    issue: Issue,
    *,
    recipient: str,
    to_org: UUID,
    text: str,
    traits: Mapping[str, str],
    alias_id: UUID | None,
    by: Actor,
    **how: Unpack[How],
) -> Disclosure:
    """Decide and keep the inputs with it. What may not leave is kept as refused.

    `recipient` is a kind of `catalog.consent`; `traits` all that the text states or implies, under
    the names of `anonymity.KNOWN`; phrases may be marked as `stating` says. Refused while the
    issue cannot be raised, while the site is frozen, or where the text names or quotes somebody.
    """
    by.must(Permission.DISCLOSURE_DRAFT)
    _may_be_raised(issue)
    asked = _asked(issue, recipient, to_org, text, traits, alias_id, how)
    given = best_grant(asked, alias_id, how.get("unlocked"))
    decision = decide(asked, given, on=clock.today())
    if decision.goes_on and decision.must_leave:
        raise take_out(decision.must_leave, _ONLY_WITHOUT.format(decision.k))
    _must_be_fit(issue, asked, decision, given, how)
    row = Disclosure(
        org_id=issue.org_id, issue=issue, alias_id=alias_id, consent=given,
        recipient=recipient, to_org=to_org, language=how.get("language", "en"), step=decision.step,
        set_size=decision.set_size, k=decision.k, outcome=decision.outcome,
        drafted_by=person(by), drafted_at=clock.now(), not_before=_not_before(decision),
    )  # fmt: skip
    if decision.translation:
        row.translated_into, row.translated_by = asked.words.languages[-1], row.drafted_by
    keep(row, _wording(decision), sealer_for(issue.case.key_id))
    with atomic():
        row.save(force_insert=True)
        _record(row, decision, asked, by)
        if not decision.goes_on:
            return move(row, REFUSE, by=by, because=Slug(decision.because))
    return row


def _wording(said: Decision) -> Wording:
    return Wording(said.text, said.translation, dict(said.traits), dict(said.dropped))


def _record(row: Disclosure, decision: Decision, asked: Asked, by: Actor) -> None:
    record(
        row,
        "disclosure.drafted",
        by=by,
        outcome=decision.outcome,
        because=Slug(decision.because),
        recipient=asked.recipient,
        traits=sorted(map(Slug, asked.words.traits)),
        needed=sorted(map(Slug, asked.needed)),
        into=Slug(row.translated_into) if row.translated_into else None,
        k=decision.k,
        step=decision.step,
        set_size=decision.set_size,
    )


def show(
    disclosure: Disclosure, *, unlocked: Unlocked | None, by: Actor, is_read_aloud: bool = False
) -> Disclosure:
    """Show her the exact words and ask. `is_read_aloud`: staff read them to her, nothing is sent.

    Refused where they are not in her language and nobody has put them into it.
    """
    by.must(Permission.DISCLOSURE_DRAFT)
    must_be_open(unlocked, "Unlock the vault first: she is shown what you can read yourself.")
    thread = thread_with(disclosure.alias_id)
    if thread is None:
        raise Refused("We have no conversation with anybody about this. Nobody can be asked.")
    with moving(disclosure, SHOW, by=by, is_read_aloud=is_read_aloud) as row:
        open_words(row, unlocked)
        must_be_readable(row)
        row.shown_words = binding(row)
        if row.issue.status in ASK_CONSENT.source - {IssueStatus.RAISED}:
            move(row.issue, ASK_CONSENT, by=by)
        if not is_read_aloud:
            show_text(
                thread,
                text=asked_in(thread.language, row),
                by=by,
                topic=Topic.APPROVING,
                about_id=row.pk,
                unlocked=unlocked,
            )
    return row


def best_grant(asked: Asked, alias_id: UUID | None, unlocked: Unlocked | None) -> Consent | None:
    """Of her live grants: one whose withheld item stands in the text, else the highest.

    Locked where she keeps something back and nobody can read what it is.
    """
    if alias_id is None:
        return None
    today = clock.today()
    live = open_grants(live_grants(alias_id, on=today), unlocked)
    grants = sorted(live, key=lambda g: g.level, reverse=True)
    told = [(covered(g, asked, on=today), g) for g in grants]
    for wanted in ("withheld_item", "", "level_too_low"):
        for because, given in told:
            if because == wanted:
                return given
    return grants[0] if grants else None


def _asked(
    issue: Issue,
    recipient: str,
    to_org: UUID,
    text: str,
    traits: Mapping[str, str],
    alias_id: UUID | None,
    how: How,
) -> Asked:
    if recipient not in list(RecipientKind):
        raise Refused("Choose whom to tell from the list.")
    if not text.strip():
        raise Refused("Write the words that may leave.")
    said = {name: value.strip() for name, value in traits.items() if value.strip()}
    if set(said) - KNOWN:
        raise Refused("A text can state unit, shift, date, event and a person's traits; no others.")
    into = her_language(alias_id)
    words = Words(
        text=text.strip(), translation=as_written(how.get("translation", ""), into),
        traits=said | {SITE: issue.site.name}, languages=(how.get("language", "en"), into),
    )  # fmt: skip
    return Asked(
        recipient=RecipientKind(recipient), to_org=to_org, own=surroundings.own(issue),
        words=words, leaf=issue.leaf, label=issue.kind.label,
        self_identifying=issue.kind.self_identifying,
        needed=frozenset(how.get("needed", USUALLY_NEEDED)),
        crowd=surroundings.crowd(issue), earlier=surroundings.earlier(issue),
    )  # fmt: skip


def _may_be_raised(issue: Issue) -> None:
    if issue.status not in TO_BE_RAISED:
        raise WrongState("This issue cannot be raised now. Give a finding on it first.")
    surroundings.must_not_be_frozen(issue)


_ONLY_WITHOUT = "only without it are there {} people or more whom it could be about."


def _must_be_fit(
    issue: Issue, asked: Asked, decision: Decision, given: Consent | None, how: How
) -> None:
    _must_say_what_it_states(issue, asked, decision)
    if given is None or given.level != TO_NAME:
        for text in (decision.text, decision.translation):
            must_name_nobody(text, country=issue.site.country)
    if decision.translation:
        language, into = asked.words.languages
        must_be_a_translation(decision.translation, of=decision.text, language=language, into=into)
        must_be_answered_for(is_checked=how.get("is_checked", False))
    if unlocked := how.get("unlocked"):
        _must_not_quote(issue, decision.text, unlocked)


def _must_say_what_it_states(issue: Issue, asked: Asked, decision: Decision) -> None:
    """Who it could be about is counted by the traits given beside, not by reading."""
    if any(map(left_open, (decision.text, decision.translation))):
        raise Refused("A bracket is not closed. A phrase that may go is marked [gender| (women)].")
    groups = surroundings.groups(issue)
    found = unnamed(
        decision.text, traits=asked.words.traits, groups=groups, home=issue.site.country
    )
    if found:
        raise Refused(
            f"The words tell more than what is filled in beside: {', '.join(found[:5])}."
            " Fill it in, so that we can count how many share it, or take it out."
        )


def _must_not_quote(issue: Issue, text: str, unlocked: Unlocked) -> None:
    reader = Reader(unlocked)
    threads = issue.case.reports.values("conversation_id")
    for message in Message.objects.filter(conversation_id__in=threads, is_inward=True):
        raw = reader.field(
            message.key_id, message.generation, "talk_message", message.pk, "body",
            bytes(message.sealed),
        )  # fmt: skip
        if repeats(text, message=str(json.loads(raw).get("text", ""))):
            raise Refused("Say it in your own words: these are the worker's, and known by others.")


def _not_before(decision: Decision) -> date | None:
    if decision.step < DELAYED_FROM or not decision.goes_on:
        return None
    least, most = DELAY_DAYS
    return clock.today() + timedelta(days=least + secrets.randbelow(most - least + 1))
