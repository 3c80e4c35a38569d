"""What each login may do to each table: the whole truth, as one table. `apply` and `check` read it.

Rights are words: `s` select, `sc` select all but sealed columns, `i` insert, `u` update, `d`
delete; `s:a,b` or `u:a,b` on those columns alone. Row-level security is on for every table here.
Rows: the desk sees its organisations' rows (an interpreter those of the threads handed to her),
partners what is addressed to them (a member whom one organisation let in, what that one told),
unless `rows` says otherwise; every other login is bounded by its columns and by being another
process. `writes` is what may be written, where it is less.
"""

from dataclasses import dataclass, field

from ilm.wall import bounds
from ilm.wall.bounds import ALL, ASKS_ME, LED, ME, ORG, TO_ORG, WORKED, handed


@dataclass(frozen=True)
class Table:
    """One table: login → rights, and login → which rows (SQL) where it is not the usual, and
    which of them it may write where that is less."""

    name: str
    rights: dict[str, str]
    rows: dict[str, str] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)

    def rows_for(self, login: str) -> str:
        usual = {"desk": WORKED, "partner": TO_ORG}
        return self.rows.get(login, usual.get(login, ALL))

    def writes_for(self, login: str) -> str:
        return self.writes.get(login, self.rows_for(login))


def table(
    name: str,
    rows: dict[str, str] | None = None,
    writes: dict[str, str] | None = None,
    **rights: str,
) -> Table:
    return Table(name, rights, rows or {}, writes or {})


SHARED = {"desk": ALL}
OWN_KEYS = {"desk": bounds.MINE}

TABLES = (
    table(
        "ledger_entry",
        {
            "partner": f"{bounds.BY_ME} and {ASKS_ME}",
            "desk": bounds.HANDED_ENTRIES,
        },
        {"desk": ORG},
        desk="s i",
        partner="i",
        parse="i",
        jobs="s i",
        sender="i",
    ),
    table("ledger_link", desk="s", jobs="s"),
    table(
        "parties_organisation",
        SHARED,
        desk="s i",
        intake="s",
        parse="s",
        jobs="s",
        public="s:id,slug,name,kind,country,is_demo",
    ),
    table(
        "parties_member",
        {"desk": f"{ORG} or {bounds.WE_LET_IN}"},
        {"desk": f"{LED} or {bounds.WE_LET_GO}"},  # a partner's member is let go, no more
        desk="s u:is_active,role",
        jobs="s",
    ),
    table("parties_invitation", None, {"desk": bounds.INVITES_OR_REVOKES}, desk="s i u:revoked_at"),
    table("parties_site", SHARED, desk="s i u", parse="s", jobs="s"),
    table("parties_headcount", SHARED, {"desk": WORKED}, desk="s i", parse="s", jobs="s"),
    table("parties_supplylink", SHARED, desk="s i u", jobs="s"),
    table("vault_ring", SHARED, desk="s i"),
    table("vault_lock", OWN_KEYS, desk="s i u d"),
    table("vault_vaultsession", OWN_KEYS, desk="s i u d"),
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
    table("vault_wrap", {"desk": f"{WORKED} or holder = {ME}"}, {"desk": WORKED}, desk="s i"),
    table(
        "vault_datakey",
        {"partner": ASKS_ME, **handed("id", "key")},
        desk="s i",
        parse="s i",
        jobs="s i",
        partner="i",
    ),
    table(
        "vault_grant",
        {"partner": ASKS_ME, **handed("key_id", "key")},
        desk="s i",
        parse="i",
        jobs="i",
        partner="i",
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
        jobs="s:id,org_id,alias_id,public",
    ),
    table(
        "talk_channelaccount",
        {"desk": ORG},
        {"desk": WORKED},
        desk="s i u",
        intake="s",
        parse="s",
        jobs="s",
        sender="s u:paused_because,is_open",
    ),
    table(
        "talk_template",
        {"desk": ORG},
        {"desk": WORKED},
        desk="s i u d",
        parse="s",
        jobs="s",
        sender="s",
    ),
    table("talk_delivery", desk="sc", intake="i", parse="s u d", jobs="sc d"),
    table(
        "talk_conversation",
        handed("id", "thread"),
        desk="s i u",
        parse="s i u",
        jobs="s u:topic,about_id,asked_at,last_at",
        sender="s:id,org_id,alias_id,channel,language,last_inward_at,about_id",
    ),
    table("talk_contact", handed("conversation_id", "thread"), desk="s i u", parse="s i", jobs="s"),
    table(
        "talk_message",
        handed("conversation_id", "thread"),
        desk="s i u:state,for_reporter",
        parse="sc i u:state,is_withdrawn",
        jobs="sc i u:state",
        sender="s:id,org_id,conversation_id,state u:state",
    ),
    table(
        "talk_attachment",
        {"desk": bounds.MESSAGE_HANDED},
        desk="s i u",
        parse="s i u",
    ),
    table(
        "talk_part",
        handed("alias_id", "alias"),
        desk="sc i u:status,not_after",
        parse="sc u:status,external_id,failed_because,gone_at",
        jobs="sc i u:status",
        sender="s i u",
    ),
    table("talk_earlyreceipt", parse="i", sender="s d"),
    table(
        "talk_safeplan",
        handed("alias_id", "alias"),
        desk="s i u",
        parse="sc",
        jobs="sc",
        sender="sc",
    ),
    table(
        "talk_checkin",
        handed("conversation_id", "thread"),
        desk="s i u",
        parse="s u",
        jobs="s i u",
        sender="s",
    ),
    table("cases_case", desk="s i u", parse="s u:status,closed_on", jobs="s"),
    table("cases_report", desk="s i u", parse="s i u", jobs="s"),
    table("cases_reportcontact", desk="s i", parse="s i", jobs="s"),
    table(
        "cases_issue",
        desk="s i u",
        parse="s u",
        jobs="s u:status,closed_on,closing_reason,reopened_times",
    ),
    table("cases_affectedworker", desk="s i u", parse="s u:consent_level", jobs="s"),
    table("cases_remark", desk="s i"),
    table("cases_evidence", desk="s i"),
    table("cases_verdict", desk="s i u:second_by,second_at"),
    table("assessment_visit", desk="s i", jobs="s"),
    table("assessment_finding", desk="s i", jobs="s"),
    table("community_guide", SHARED, desk="s i u", intake="s", public="s"),
    table("disclosure_consent", desk="s i u", parse="sc i u:withdrawn_at", jobs="sc"),
    table(
        "disclosure_disclosure",
        desk="s i u",
        parse="sc u:status,approved_at,approved_how",
        jobs="sc",
    ),
    table("disclosure_notice", desk="s i", partner="s", jobs="s i"),
    table(
        "remedy_engagement",
        desk="s i u",
        partner="s u:status,answered_on,claimed_on,claimed_workers",
        jobs="s i u",
        parse="s",
    ),
    table("remedy_answer", desk="s", partner="s i"),
    table("remedy_commitment", desk="s", partner="s i", jobs="s"),
    table("remedy_exhibit", desk="s", partner="sc i"),
    table("remedy_claim", desk="s", partner="s i", jobs="s", parse="s"),
    table("remedy_validation", desk="s i", parse="s i", jobs="s i"),
    table("remedy_settlement", desk="s i u:second_by,is_in_force", jobs="s"),
    table("remedy_escalation", desk="s i u:up_id", jobs="s"),
    table("assistance_referral", desk="s i u", jobs="s"),
    table(
        "insight_releasedefinition",
        SHARED,
        {"desk": bounds.SIGNED},
        desk="s i",
        jobs="s",
        public="s:id,version,cubes,signed_on",
    ),
    table(
        "insight_signature",
        SHARED,
        {"desk": f"{LED} and signed_by = (select wall.speaker('{{desk}}'))"},
        desk="s i",
        jobs="s",
    ),
    table(
        "insight_rehearsal",
        SHARED,
        desk="s i",
        jobs="s u:made_at,as_of,has_passed,reasons,figures,is_demo",
    ),
    table(
        "insight_release",
        {**SHARED, "public": "has_passed"},
        desk="s",
        jobs="s i",
        public="s:id,family,definition_version,as_of,made_at,has_passed,is_demo",
    ),
    table("insight_releasedcell", SHARED, desk="s", jobs="s i", public="s"),
    table("insight_baseline", jobs="s i u"),
    table("insight_builtreport", desk="s i"),
)

AT_THE_DOOR = (
    "door_user",
    "django_session",
    "django_content_type",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
)

# function → logins that may call it
FUNCTIONS = {
    "wall.speaker(text[])": ("desk", "partner"),
    "wall.my_orgs(text[])": ("desk", "partner"),
    "wall.my_callers(text[])": ("partner",),
    "wall.membership(text)": ("desk", "partner"),
    "wall.faces_of(uuid)": ("door",),
    "wall.invited(bytea)": ("door",),
    "wall.bars(bytea,uuid)": ("door",),
    "wall.accept(bytea,uuid,text)": ("door",),
    "wall.lock_vault(uuid)": ("door",),
    "wall.mirror(bytea)": ("intake",),
    "wall.led_orgs()": ("desk",),
    "wall.worked_orgs()": ("desk",),
    "wall.handed(text)": ("desk",),
    "wall.are_close(uuid,uuid)": ("desk",),
    "wall.are_terms_signed(integer,jsonb,jsonb,uuid,uuid)": ("desk",),
    "wall.keeps_alone(uuid,uuid)": ("desk",),
    "wall.find_cases(uuid,bigint[],integer)": ("desk",),
}
