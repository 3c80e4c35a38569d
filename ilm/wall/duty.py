"""Grants of the rota and what hangs on it: a part of the table of grants.

An interpreter sees her own card and shifts and no hand-over. Whoever plans is a supervisor; the
marks on a shift are its member's.
"""

from ilm.wall.bounds import LED, ME, ORG, WORKED
from ilm.wall.tables import table

HERS = f"{ORG} and user_id = {ME}"

DUTY = (
    table("duty_card", {"desk": f"{WORKED} or {HERS}"}, {"desk": HERS}, desk="s i u"),
    table(
        "duty_shift",
        {"desk": f"{WORKED} or {HERS}"},
        {"desk": f"{LED} or {HERS} and wall.was_planned(id)"},
        desk="s i u:called_off_at,begun_at,ended_at,rest_since,rested_at",
        intake="s:org_id,user_id,begins_at,ends_at,called_off_at,begun_at,ended_at,rest_since",
        jobs="s:id,ends_at d",
    ),
    table(
        "duty_handover",
        None,
        {"desk": f"{WORKED} and {ME} = case when seen_at is null then author else seen_by end"},
        desk="s i u:seen_at,seen_by",
        jobs="s:id,shift_id,at d",
    ),
)
