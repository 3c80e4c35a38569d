"""Fetches the files that messages named, at once: providers hold them for minutes."""

import logging
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast
from uuid import UUID

from django.conf import settings

from ilm.channels.base import Http, MediaRef, MediaSource
from ilm.channels.errors import Malformed, SendError, Unreachable
from ilm.channels.http import HttpxClient
from ilm.faces.jobs.parsing import BROKEN_LINE
from ilm.kit import disk
from ilm.talk import attaching
from ilm.talk.accounts import adapter_for
from ilm.talk.attaching import GONE, KEPT, LARGEST, WANTED
from ilm.talk.models import Attachment, ChannelAccount, Message
from ilm.talk.threads import wake
from ilm.vault.sealing import Denied
from ilm.vault.storing import sealer_for
from ilm.wall.entering import atomic, entering

log = logging.getLogger(__name__)
AT_ONCE = 8
FORGET_EVERY = 60.0  # seconds between two tries to have a file deleted at its provider
WAITS = (5, 30, 120, 600, 3600, 21600, 86400)  # seconds before the second try, the third …


class Fetcher:
    """One process. A file that could not be had waits, longer each time; the others do not."""

    def __init__(self, http: HttpxClient, *, now: Callable[[], float] = time.monotonic) -> None:
        self.http, self._now = http, now
        self._not_before: dict[UUID, float] = {}
        self._forget_at = 0.0  # at once: whoever ran before may have ended between two steps

    def fetch_due(self, limit: int = AT_ONCE) -> int:
        """Fetch some, one transaction each; how many were looked at."""
        if disk.left(settings.DISKS) < disk.FILES:
            return 0  # words first: the providers hold files for a while
        now = self._now()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            self._forget_all(limit)
        self._not_before = {pk: at for pk, at in self._not_before.items() if at > now}
        with entering("parse"):
            rows = Attachment.objects.elsewhere().filter(state=WANTED)
            rows = rows.exclude(pk__in=list(self._not_before))
            ids = list(rows.order_by("tries", "id").values_list("id", flat=True)[:limit])
        return sum(self._fetch(pk) for pk in ids)

    def _fetch(self, pk: UUID) -> bool:
        with entering("parse"):
            wanted = Attachment.objects.filter(pk=pk, state=WANTED)
            row = wanted.select_for_update(skip_locked=True).first()
            if row is None:
                return False
            message = Message.objects.coded().get(pk=row.message_id)
            done: Forgetting | None = None
            lies = row.wanted
            try:
                with atomic():
                    done = _keep(row, message, self.http)
                    row.wanted = lies if done else None
                    row.save(update_fields=["state", "record", "wanted"])
            except BROKEN_LINE:
                raise
            except (Unreachable, Malformed) as why:
                self._give_up(row, why)
            except Exception as why:
                self._put_off(row, why)
            wake(row.org_id, [message.conversation_id])
        if done:
            self._forget(pk, done)
        return True

    def _forget_all(self, limit: int) -> None:
        """What was kept and not let go where it came from: the provider was away, or we fell."""
        with entering("parse"):
            rows = Attachment.objects.elsewhere().filter(state=KEPT).order_by("?")[:limit]
            left = [(row.pk, _forgetting(row)) for row in rows]
        for pk, done in left:
            self._forget(pk, done)

    def _forget(self, pk: UUID, done: "Forgetting | None") -> None:
        """It is committed here, so let it go there, and write down once that is settled."""
        try:
            if done:
                done.channel.forget(done.ref, http=self.http)
        except (Unreachable, Malformed) as why:
            log.warning("a file stays at its provider: %s", why)
        except SendError:
            return
        with entering("parse"):
            Attachment.objects.filter(pk=pk, state=KEPT).update(wanted=None)

    def _give_up(self, row: Attachment, why: Exception) -> None:
        log.warning("attachment %s: %s", row.pk, why)
        row.state = GONE
        row.save(update_fields=["state"])

    def _put_off(self, row: Attachment, why: Exception) -> None:
        """The provider is away, or our own disk: not the file's fault, until it was tried often."""
        if row.tries >= len(WAITS):
            return self._give_up(row, why)
        words = why if isinstance(why, SendError) else type(why).__name__
        log.warning("attachment %s: %s", row.pk, words)
        self._not_before[row.pk] = self._now() + WAITS[row.tries]
        row.tries += 1
        row.save(update_fields=["tries"])
        return None


class Forgets(Protocol):
    """A channel whose provider keeps a file until it is told that we have it."""

    def forget(self, ref: MediaRef, *, http: Http) -> None: ...


class Forgetting(NamedTuple):
    channel: Forgets
    ref: MediaRef


def _forgetting(row: Attachment) -> Forgetting | None:
    message = Message.objects.coded().get(pk=row.message_id)
    channel = adapter_for(ChannelAccount.objects.get(id__in=[message.account_id]))
    if not hasattr(channel, "forget"):
        return None
    try:
        return Forgetting(cast(Forgets, channel), attaching.where_it_lies(row))
    except Denied:
        return None  # named under a key of before


def _keep(row: Attachment, message: Message, http: HttpxClient) -> Forgetting | None:
    ref = attaching.where_it_lies(row)
    account = ChannelAccount.objects.get(id__in=[message.account_id])
    channel = adapter_for(account)
    source = channel.media(ref, http=http)
    content, media_type = attaching.as_it_came(
        http.fetch(_bounded(source)), ref, source.mime_type or ref.mime_type
    )
    attaching.keep_file(
        row,
        content,
        media_type=media_type,
        name=ref.name,
        sealer=sealer_for(message.key_id),
    )
    return Forgetting(cast(Forgets, channel), ref) if hasattr(channel, "forget") else None


def _bounded(source: MediaSource) -> MediaSource:
    return MediaSource(
        url=source.url,
        headers=source.headers,
        mime_type=source.mime_type,
        sha256=source.sha256,
        size_max=min(source.size_max, LARGEST),
    )
