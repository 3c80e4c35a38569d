"""How an account at a provider fares: when it was last heard, and what became of what went out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from ilm.kit import clock
from ilm.talk.lifecycle import PartStatus
from ilm.talk.models import ChannelAccount, Conversation, Delivery, Part

RECENT = timedelta(days=7)
WAITS = (PartStatus.QUEUED, PartStatus.WAITING, PartStatus.HELD)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Of one account. `failed`: parts of the last seven days by reason; `unknown`: those that no
    answer came to; `unread`: deliveries that could not be read whole."""

    heard_at: datetime | None = None
    sent_at: datetime | None = None
    waiting: int = 0
    unknown: int = 0
    unread: int = 0
    failed: dict[str, int] = field(default_factory=dict)


def traffic_of(accounts: Collection[ChannelAccount]) -> dict[UUID, Traffic]:
    """Of each of these accounts. No person and no word is in it."""
    ids = [each.pk for each in accounts]
    heard = _by_account(
        Conversation.objects.filter(account_id__in=ids)
        .values("account_id")
        .annotate(found=Max("last_inward_at"))
    )
    unread = _by_account(
        Delivery.objects.filter(account_id__in=ids)
        .exclude(failed_because="")
        .values("account_id")
        .annotate(found=Count("id"))
    )
    parts: Any = (
        Part.objects.filter(account_id__in=ids)
        .values("account_id")
        .annotate(
            sent_at=Max("gone_at"),
            waiting=Count("id", filter=Q(status__in=WAITS)),
            unknown=Count("id", filter=Q(status=PartStatus.UNKNOWN)),
        )
    )
    sent: dict[UUID, dict[str, Any]] = {row.pop("account_id"): row for row in parts}
    failed = _failures(ids)
    return {
        pk: Traffic(
            heard_at=heard.get(pk),
            unread=unread.get(pk, 0),
            failed=failed.get(pk, {}),
            **sent.get(pk, {}),
        )
        for pk in ids
    }


def _by_account(rows: Any) -> dict[UUID, Any]:
    return {row["account_id"]: row["found"] for row in rows}


def _failures(ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    rows = (
        Part.objects.filter(account_id__in=ids, status=PartStatus.FAILED)
        .filter(made_at__gte=clock.now() - RECENT)
        .values("account_id", "failed_because")
        .annotate(found=Count("id"))
        .order_by("-found", "failed_because")
    )
    told: dict[UUID, dict[str, int]] = {}
    for row in rows:
        told.setdefault(row["account_id"], {})[row["failed_because"] or "refused"] = row["found"]
    return told
