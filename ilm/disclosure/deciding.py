"""Whether words may leave, and in which form: the disclosure firewall. Pure, and fails closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from ilm.catalog.consent import NAMED_KINDS, TO_NAME, TO_RAISE, Level, Purpose
from ilm.catalog.consent import RecipientKind as To
from ilm.disclosure.anonymity import (
    LADDER,
    NO_K,
    NOT_RAISED,
    OF_THE_WORKER,
    Crowd,
    Fix,
    K,
    Traits,
    Words,
)
from ilm.disclosure.models import Consent
from ilm.disclosure.narrowing import Said, narrows
from ilm.disclosure.stating import stated, still_stated, withheld_in


class Outcome(StrEnum):
    """What the firewall says. The first two end here; the others want her word and two people."""

    REFUSE = "refuse"
    DO_NOT_RAISE = "do_not_raise"
    TWO_PERSON_REVIEW = "two_person_review"
    SEND_AFTER = "send_after"


GOES_ON: Final = frozenset({Outcome.TWO_PERSON_REVIEW, Outcome.SEND_AFTER})

PURPOSE_OF: Final[Mapping[To, Purpose]] = MappingProxyType(
    dict.fromkeys(To, Purpose.DISCLOSURE_TO_OTHERS)
    | {To.SERVICE: Purpose.SERVICES, To.MEDIA_RESEARCH: Purpose.NON_IDENTIFYING_REPORTING}
)
"""What a grant must be for, to cover each kind of recipient."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A text on its way to one recipient.

    `own` are the organisations the issue is about: a grant for "the supplier" means one of them.
    """

    recipient: To
    to_org: UUID
    own: frozenset[UUID]
    words: Words
    leaf: str
    label: str
    self_identifying: bool
    needed: frozenset[str]
    crowd: Crowd
    earlier: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`text` as it may leave and what it states; `because` a slug.

    `must_leave` are words of the text or its translation that still give a dropped trait away, or
    that she keeps back: take them out first. `dropped` are the traits that may not be stated.
    `set_size` is how many people the text fits, `k` how many it must (0: no such rule).
    """

    outcome: Outcome
    because: str
    text: str
    traits: Traits
    step: int = 0
    set_size: int = 0
    k: int = 0
    must_leave: tuple[str, ...] = ()
    translation: str = ""
    dropped: Traits = field(default_factory=dict)

    @property
    def goes_on(self) -> bool:
        return self.outcome in GOES_ON

    @property
    def passes(self) -> bool:
        """It may go on, and nothing has to be taken out of it first."""
        return self.goes_on and not self.must_leave


def covered(grant: Consent | None, asked: Asked, *, on: date) -> str:
    """Empty when the grant covers recipient, purpose and level; otherwise why it does not."""
    if grant is None or not is_live(grant, on=on):
        return "no_live_grant"
    if grant.recipient != asked.recipient or not _means(grant, asked):
        return "other_recipient"
    if grant.purpose != PURPOSE_OF[asked.recipient]:
        return "other_purpose"
    if Level(grant.level) < TO_RAISE:
        return "level_too_low"
    return "withheld_item" if _kept_back(grant, asked.words) else ""


def _kept_back(grant: Consent, words: Words) -> tuple[str, ...]:
    """What she keeps back and either text says."""
    texts = "\n".join(_both(words))
    return withheld_in(texts, words.traits, withheld=grant.withheld)


def is_live(grant: Consent, *, on: date) -> bool:
    """Begun, not over, not withdrawn."""
    return grant.withdrawn_at is None and grant.valid_from <= on <= grant.valid_until


def decide(asked: Asked, grant: Consent | None, *, on: date) -> Decision:
    """The rule of the domain, in its order. What goes on still needs her word and two people."""
    words, k = asked.words, K.get(asked.recipient, 0)
    if because := covered(grant, asked, on=on):
        kept_back = _kept_back(grant, words) if grant and because == "withheld_item" else ()
        return _no(Outcome.REFUSE, because, words, k, must_leave=kept_back)
    assert grant is not None
    level = Level(grant.level)
    if because := _for_review(asked, level):
        size = asked.crowd.size(words.traits)
        return Decision(
            outcome=Outcome.TWO_PERSON_REVIEW, because=because, text=_plain(words),
            translation=_translated(words), traits=words.traits, set_size=size, k=k,
        )  # fmt: skip
    return _climb(asked, level, k)


def _for_review(asked: Asked, level: Level) -> str:
    if level == TO_NAME:
        return "named_by_choice"
    if asked.recipient in NO_K:
        return "by_grant_only"
    return "self_identifying" if asked.self_identifying else ""


def _climb(asked: Asked, level: Level, k: int) -> Decision:
    general = level == TO_RAISE
    fix = Fix(needed=asked.needed - OF_THE_WORKER if general else asked.needed, label=asked.label)
    words = asked.words
    for step in LADDER[1:] if general else LADDER:
        words = step.change(words, fix)
        size = asked.crowd.size(words.traits, words.scope)
        new = Said(leaf=asked.leaf, traits=words.traits, scope=words.scope, size=size)
        if size >= k and not narrows(new, earlier=asked.earlier, crowd=asked.crowd, k=k):
            return _send(asked, words, step.number, size, k)
    return _no(Outcome.DO_NOT_RAISE, "too_few_people", asked.words, k, step=NOT_RAISED)


def _send(asked: Asked, words: Words, step: int, size: int, k: int) -> Decision:
    kept = words.traits
    dropped = {n: v for n, v in asked.words.traits.items() if kept.get(n) != v}
    still = still_stated("\n".join(_both(words)), dropped=dropped, languages=words.languages)
    return Decision(
        outcome=Outcome.SEND_AFTER, because="enough_people", text=_plain(words), traits=kept,
        translation=_translated(words), dropped=dropped, step=step, set_size=size, k=k,
        must_leave=still,
    )  # fmt: skip


def _no(
    outcome: Outcome, because: str, words: Words, k: int, step: int = 0,
    must_leave: tuple[str, ...] = (),
) -> Decision:  # fmt: skip
    return Decision(
        outcome=outcome, because=because, text=_plain(words), translation=_translated(words),
        traits=words.traits, k=k, step=step, must_leave=must_leave,
    )  # fmt: skip


def _plain(words: Words) -> str:
    return stated(words.text, words.traits)


def _translated(words: Words) -> str:
    return stated(words.translation, words.traits)


def _both(words: Words) -> tuple[str, str]:
    return _plain(words), _translated(words)


def _means(grant: Consent, asked: Asked) -> bool:
    """A grant for one organisation is for no other; one for "the supplier" is for this issue's."""
    if grant.for_org is not None:
        return grant.for_org == asked.to_org
    return asked.recipient not in NAMED_KINDS and (
        asked.recipient == To.MEDIA_RESEARCH or asked.to_org in asked.own
    )
