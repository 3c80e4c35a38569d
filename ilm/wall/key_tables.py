"""What each login may do to the tables of keys, and of who somebody is; part of `grants`."""

from ilm.wall import bounds
from ilm.wall.bounds import ASKS_ME, HANDED_KEY, LED, ME, ORG, WORKED, handed
from ilm.wall.tables import SHARED, table

OWN_KEYS = {"desk": bounds.MINE}

KEYS = (
    table("vault_ring", SHARED, {"desk": bounds.MINE}, desk="s i u:used_on"),
    table("vault_lock", OWN_KEYS, desk="s i u d"),
    table("vault_tries", OWN_KEYS, desk="s i u"),
    table("vault_vaultsession", OWN_KEYS, desk="s i u d"),
    table("vault_recoverypair", None, {"desk": LED}, desk="s i"),
    table(
        "vault_sharegiven",
        None,
        {"desk": f"{LED} and taken_at is null or holder = {ME}"},
        desk="s i u:sealed,taken_at",
    ),
    table(
        "vault_secondlook", None, {"desk": bounds.ASKS_OR_AGREES}, desk="s i u:agreed_by,agreed_at"
    ),
    table(
        "vault_orgkey",
        desk="s i",
        intake="s",
        parse="s",
        jobs="s",
        partner="s",
        rows={"partner": ASKS_ME, "desk": ORG},
        writes={"desk": WORKED},
    ),
    table(
        "vault_keyentry",
        SHARED,  # public keys: what is passed on is sealed to the key that their list names
        {"desk": WORKED},
        desk="s i",
        intake="s",
        parse="s",
        jobs="s",
    ),
    table("vault_resealing", desk="s i u:beat_at,done,left_behind,finished_at"),
    table("vault_searchkey", desk="s i d"),
    table("vault_wrap", {"desk": f"{WORKED} or holder = {ME}"}, {"desk": WORKED}, desk="s i"),
    table(
        "vault_datakey",
        {"partner": ASKS_ME, **handed("id", "key")},
        desk="s i u:generation,public,vouched",
        parse="s i",
        jobs="s i",
        partner="i",
    ),
    table(
        "vault_grant",
        {"partner": ASKS_ME, "desk": bounds.GRANTED},
        # who gives a thread back begins a new generation of its key
        {"desk": f"{handed('key_id', 'key')['desk']} or wall.is_passed(key_id, org_id)"},
        desk="s i u:epoch,sealed",
        parse="i",
        jobs="i",
        partner="i",
    ),
    table(
        "vault_membergrant",
        {"desk": f"{WORKED} or holder = {ME} and {HANDED_KEY}"},
        {"desk": WORKED},
        desk="s i d",
    ),
    table(
        "vault_passed",
        {"desk": bounds.PASSED},
        {"desk": bounds.PASSES},
        desk="s i u:is_renewed",
    ),
    table("vault_alias", handed("id", "alias"), desk="s i", parse="sc i"),
    table("vault_person", desk="s i", parse="i"),
    table(
        "vault_standingaddress",
        handed("alias_id", "alias"),
        desk="s i d",
        parse="sc i d",
        jobs="sc d",
        sender="s",
    ),
    table(
        "vault_receipt",
        handed("alias_id", "alias"),
        desk="s i",
        parse="s i",
        jobs="s:id,org_id,alias_id,public,lookup,vouched",
    ),
)
