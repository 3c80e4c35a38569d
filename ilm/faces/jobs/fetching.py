"""Fetches the files that messages named, at once: providers hold them for minutes."""

import logging
from uuid import UUID

from ilm.channels.base import MediaSource
from ilm.channels.errors import Retry, SendError, Unknown
from ilm.channels.http import HttpxClient
from ilm.talk import attaching
from ilm.talk.accounts import adapter_for
from ilm.talk.attaching import GONE, LARGEST, WANTED
from ilm.talk.models import Attachment, ChannelAccount, Message
from ilm.talk.threads import wake
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering

log = logging.getLogger(__name__)
AT_ONCE = 8
TRIES = 6


def fetch_wanted(http: HttpxClient, limit: int = AT_ONCE) -> int:
    """Fetch some, one transaction each; how many were looked at."""
    with entering("parse"):
        rows = Attachment.objects.filter(state=WANTED).order_by("tries", "id")
        ids = list(rows.values_list("id", flat=True)[:limit])
    return sum(_fetch(pk, http) for pk in ids)


def _fetch(pk: UUID, http: HttpxClient) -> bool:
    with entering("parse"):
        row = (
            Attachment.objects.filter(pk=pk, state=WANTED)
            .select_for_update(skip_locked=True)
            .first()
        )
        if row is None:
            return False
        message = Message.objects.coded().get(pk=row.message_id)
        try:
            _keep(row, message, http)
        except (Retry, Unknown) as why:
            row.tries += 1
            row.state = GONE if row.tries >= TRIES else WANTED
            log.warning("attachment %s: %s", pk, why)
        except SendError as why:
            row.state = GONE
            log.warning("attachment %s: %s", pk, why)
        row.save(update_fields=["state", "record", "wanted", "tries"])
        wake(row.org_id, [message.conversation_id])
    return True


def _keep(row: Attachment, message: Message, http: HttpxClient) -> None:
    ref = attaching.where_it_lies(row)
    account = ChannelAccount.objects.get(id__in=[message.account_id])
    source = adapter_for(account).media(ref, http=http)
    content = http.fetch(_bounded(source))
    attaching.keep_file(
        row,
        content,
        media_type=source.mime_type or ref.mime_type,
        name=ref.name,
        sealer=sealer_for(message.key_id),
    )


def _bounded(source: MediaSource) -> MediaSource:
    return MediaSource(
        url=source.url,
        headers=source.headers,
        mime_type=source.mime_type,
        sha256=source.sha256,
        size_max=min(source.size_max, LARGEST),
    )
