"""The life of a disclosure: no words leave but by this road."""

from django.db import models

from ilm.access.permissions import Permission as P
from ilm.access.roles import Audience as A
from ilm.ledger.moves import Move


class DisclosureStatus(models.TextChoices):
    DRAFTED = "drafted"
    SHOWN = "shown"
    APPROVED = "approved"
    SIGNED_ONCE = "signed_once"
    SIGNED = "signed"
    RELEASED = "released"
    REFUSED = "refused"
    DECLINED = "declined"


S = DisclosureStatus

SHOW = Move(
    verb="disclosure.shown",
    source=frozenset({S.DRAFTED}),
    target=S.SHOWN,
    needs=P.DISCLOSURE_DRAFT,
    tells=frozenset({A.WORKER}),
)
TRANSLATE = Move(
    verb="disclosure.translated",
    source=frozenset({S.DRAFTED, S.SHOWN, S.APPROVED}),
    target=S.DRAFTED,
    needs=P.DISCLOSURE_DRAFT,
)
APPROVE = Move(
    verb="disclosure.approved",
    source=frozenset({S.SHOWN}),
    target=S.APPROVED,
    needs=P.TEXT_APPROVE,
    tells=frozenset({A.WORKER}),
)
DECLINE = Move(
    verb="disclosure.declined",
    source=frozenset({S.DRAFTED, S.SHOWN, S.APPROVED, S.SIGNED_ONCE, S.SIGNED}),
    target=S.DECLINED,
    needs=P.TEXT_APPROVE,
    tells=frozenset({A.WORKER}),
)
SIGN = Move(
    verb="disclosure.signed",
    source=frozenset({S.APPROVED}),
    target=S.SIGNED_ONCE,
    needs=P.DISCLOSURE_SIGN,
)
COUNTERSIGN = Move(
    verb="disclosure.countersigned",
    source=frozenset({S.SIGNED_ONCE}),
    target=S.SIGNED,
    needs=P.DISCLOSURE_SIGN,
)
RELEASE = Move(
    verb="disclosure.released",
    source=frozenset({S.SIGNED}),
    target=S.RELEASED,
    needs=P.DISCLOSURE_SIGN,
    tells=frozenset({A.WORKER}),
)
REFUSE = Move(
    verb="disclosure.refused",
    source=frozenset({S.DRAFTED}),
    target=S.REFUSED,
    needs=P.DISCLOSURE_DRAFT,
    tells=frozenset({A.WORKER}),
)
OVERRIDE = Move(
    verb="disclosure.overridden",
    source=frozenset({S.DRAFTED, S.SHOWN, S.APPROVED, S.REFUSED}),
    target=S.SIGNED_ONCE,
    needs=P.DISCLOSURE_SIGN,
    tells=frozenset({A.WORKER}),
)

MOVES = (SHOW, TRANSLATE, APPROVE, DECLINE, SIGN, COUNTERSIGN, RELEASE, REFUSE, OVERRIDE)
