"""Grants of what the desk writes for itself beside a thread: a part of the table of grants."""

from ilm.wall import bounds
from ilm.wall.tables import table

DESKSIDE = (
    table("talk_note", desk="s i"),
    table("talk_mention", desk="s i u:seen_at"),
    table("talk_link", None, {"desk": bounds.LINKS_HERSELF}, desk="s i u:ended_by,ended_at"),
    table("talk_draft", {"desk": bounds.OWN_DRAFT}, desk="s i u d", jobs="s:id,org_id,kept_at d"),
    table("talk_readyreply", desk="s i u d"),
    table("talk_allowedmachine", desk="s"),  # an operator's word
    table("talk_keptview", {"desk": bounds.MINE}, desk="s i d"),
)
