"""What each login may do to check-ins and the hotline: a part of the table of grants."""

from ilm.wall.bounds import ME, ORG, WORKED, handed
from ilm.wall.tables import table

HOTLINE = (
    table(
        "talk_checkin",
        handed("conversation_id", "thread"),
        desk="s i u",
        parse="s u",
        jobs="s i u",
        sender="s",
    ),
    table(
        "talk_call",
        handed("conversation_id", "thread"),
        desk="s i u:seen_at,wants,wants_yes",
        intake="s i u",
        parse="sc u:conversation_id,state,state_at,outcome,ended_at,seconds,handle,code_key,"
        "wants,wants_yes",
        jobs="sc i u:state,state_at,outcome,ended_at,handle,code_key,wants,wants_yes",
        sender="s u:wants,wants_yes",
    ),
    table("talk_prompt", {"desk": ORG}, {"desk": WORKED}, desk="s i u d", intake="s"),
    table(
        "talk_taking",
        None,
        {"desk": f"{WORKED} and user_id = {ME}"},
        desk="s i u:address,languages,is_on,since",
        intake="s u:rung_at",
    ),
    table(
        "talk_callback",
        handed("conversation_id", "thread"),
        desk="s i u",
        parse="s i u",
        jobs="s i u",
    ),
)
