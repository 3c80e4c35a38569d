"""Which rows a policy lets through, in SQL: the conditions that the table of grants is made of."""

ORG = "org_id = any ((select wall.my_orgs('{desk}'))::uuid[])"
WORKED = "org_id = any ((select wall.worked_orgs())::uuid[])"  # where she is no interpreter
_FACES = "'{respondent,buyer,authority}'"
TO_ORG = (
    f"to_org = any ((select wall.my_orgs({_FACES}))::uuid[])"
    " and array[to_org::text || ' *', to_org::text || ' ' || org_id::text]"
    f" && (select wall.my_callers({_FACES}))::text[]"
)
WE_LET_IN = "invited_by_org = any ((select wall.my_orgs('{desk}'))::uuid[])"
WE_LET_GO = "invited_by_org = any ((select wall.led_orgs())::uuid[]) and not is_active"
LED = "org_id = any ((select wall.led_orgs())::uuid[])"  # where the speaker is a supervisor
MINE = "user_id = (select wall.speaker('{desk}'))"
BY_ME = "actor = 'member:' || (select wall.speaker('{respondent,buyer,authority}'))"
ASKS_ME = "org_id in (select n.org_id from disclosure_notice n)"  # who sent me a notice
PARTNER = "(select o.id from parties_organisation o where o.kind <> 'worker_organisation')"
# a supervisor's; never to another's desk; open only in her own name, a colleague's only ended
INVITES_OR_REVOKES = (
    f"{LED} and (revoked_at is not null or invited_by = (select wall.speaker('{{desk}}')))"
    f" and (to_org is null or face <> 'desk' and to_org in {PARTNER})"
)
# what only wall.erase fills in stays empty; begun in her own name, or called off
BEGINS_OR_CALLS_OFF = (
    f"{LED} and confirmed_by is null and done_at is null"
    " and (called_off_at is not null or begun_by = (select wall.speaker('{desk}')))"
)
HOLDS_HERSELF = f"{ORG} and (select wall.speaker('{{desk}}')) in (set_by, confirmed_by, lifted_by)"
# a link is made, and taken back, in the speaker's own name
LINKS_HERSELF = (
    f"{WORKED} and (select wall.speaker('{{desk}}')) ="
    " case when ended_at is null then made_by else ended_by end"
)
# a supervisor asks in her own name, or agrees in her own name to what another asked
ASKS_OR_AGREES = (
    f"{LED} and case when agreed_by is null then asked_by = (select wall.speaker('{{desk}}'))"
    " else agreed_by = (select wall.speaker('{desk}')) and asked_by <> agreed_by end"
)
SIGNED = "wall.are_terms_signed(version, cubes, rules, signed_by, countersigned_by)"
ALL = "true"
# that keys of a person are gone: a restore follows it, so it is written by who erases, the desk and
# the clock, and by nobody else
ENDED = ("person.erased", "person.junk_ended", "person.identity_ended", "person.words_ended")
ENDS_NOBODY = "verb <> all ('{" + ",".join(ENDED) + "}'::text[])"
ME = "(select wall.speaker('{desk}'))"
HANDED_THREADS = "(select wall.handed('thread'))::uuid[]"
HANDED_KEY = "key_id = any ((select wall.handed('key'))::uuid[])"
HANDED_SUBJECTS = (
    "(select array_agg('talk.conversation:' || t) from unnest(wall.handed('thread')) t)"
)
# of hers; not that there is another thread
HANDED_ENTRIES = (
    f"{WORKED} or {ORG} and (actor = 'member:' || {ME} or subject = any ({HANDED_SUBJECTS}::text[])"
    " and verb not in ('conversation.linked', 'conversation.unlinked'))"
)
MESSAGE_HANDED = (
    f"{WORKED} or message_id in (select m.id from talk_message m"  # noqa: S608  # ours
    f" where m.conversation_id = any ({HANDED_THREADS}))"
)


# what another organisation refers to mine: it reads and answers, and makes no such row itself
REFERRED = f"{WORKED} or provider_id = any ((select wall.worked_orgs())::uuid[])"
REFERS_OR_ANSWERS = (
    f"{WORKED} or provider_id = any ((select wall.worked_orgs())::uuid[]) and wall.was_referred(id)"
)
# an interpreter too: giving a thread back, she seals its new key to whoever reads it
PASSED = f"{WORKED} or to_org = any ((select wall.worked_orgs())::uuid[]) or {HANDED_KEY}"
PASSES = f"{WORKED} and to_org not in {PARTNER}"
# of grants: mine, and those of keys of mine that I pass on
GRANTED = f"{WORKED} or wall.is_passed(key_id, org_id)"
# an act of mine on what another organisation referred to mine stands in its record
_REFERRED = "(select 'assistance.referral:' || r.id, r.org_id from assistance_referral r)"
ANSWERS_REFERRAL = (
    f"actor = 'member:' || {ME}"
    " and verb in ('referral.accepted', 'referral.rejected', 'referral.done', 'referral.opened')"
    f" and (subject, org_id) in {_REFERRED}"
)


def handed(column: str, what: str) -> dict[str, str]:
    """Rows of the desk: its own, and those whose `column` is of a thread handed to the speaker."""
    return {"desk": f"{WORKED} or {column} = any ((select wall.handed('{what}'))::uuid[])"}


# what somebody has begun to write is read by nobody else, in threads that she may read
OWN_DRAFT = f"{MINE} and ({handed('conversation_id', 'thread')['desk']})"
