"""Who may do what, and how far their eye reaches. A new role is one entry in ROLES."""

from dataclasses import dataclass
from enum import StrEnum

from ilm.access.permissions import Permission as P
from ilm.kit.slug import Slug, by_slug


class Reach(StrEnum):
    """Which rows a role can see at all. `visible_to` on each queryset spells it out in SQL."""

    OWN_ORGANISATION = "rows of their own organisation"
    HANDED_THREADS = "conversations that were handed to them"
    ADDRESSED = "what was released to their organisation"
    OWN_THREAD = "their own conversation"
    CLOCK = "statuses and deadlines of every organisation"


class Audience(StrEnum):
    """Who outside the staff may read an entry. An empty audience is an internal note."""

    WORKER = "worker"
    RESPONDENT = "respondent"
    BUYER = "buyer"
    AUTHORITY = "authority"


@dataclass(frozen=True, kw_only=True)
class Role:
    """`face` is the door a member of this role comes through; `reads_as` None is staff."""

    slug: Slug
    label: str
    face: str
    reach: Reach
    can: frozenset[P]
    reads_as: Audience | None = None


_CASE_WORK = frozenset(
    {
        P.INBOX_READ,
        P.CONVERSATION_READ,
        P.CONVERSATION_REPLY,
        P.CALL_LOG,
        P.SHIFT_WORK,
        P.SAFETY_PLAN,
        P.CASE_READ,
        P.CASE_OPEN,
        P.CASE_TRIAGE,
        P.ISSUE_VERIFY,
        P.CONSENT_RECORD,
        P.DISCLOSURE_DRAFT,
        P.DISCLOSURE_SIGN,
        P.ENGAGEMENT_READ,
        P.CHECK_IN_ASK,
        P.ISSUE_SETTLE,
        P.ISSUE_ESCALATE,
        P.REFERRAL_MAKE,
        P.DASHBOARD_READ,
        P.SITE_KEEP,
        P.MESSAGE_SEND,
        P.KEEPING_READ,
        P.HOLD_CONFIRM,
        P.ERASURE_CONFIRM,
    }
)
_SUPERVISION = frozenset(
    {
        P.IDENTITY_REVEAL,
        P.SHIFT_PLAN,
        P.TEAM_READ,
        P.TRIAGE_LEARN,
        P.ISSUE_COUNTERSIGN,
        P.REPORT_BUILD,
        P.PUBLICATION_SIGN,
        P.MEMBER_INVITE,
        P.CHANNEL_ADD,
        P.KEEPING_SHORTEN,
        P.HOLD_SET,
        P.PERSON_ERASE,
        P.LEDGER_EXPORT,
    }
)
_ANSWERING = frozenset({P.NOTICE_READ, P.NOTICE_ANSWER})
_REMEDYING = _ANSWERING | {P.COMMITMENT_MAKE, P.EVIDENCE_ADD, P.COMPLETION_CLAIM}

ROLES = by_slug(
    Role(
        slug=Slug("case_worker"),
        label="Case worker",
        face="desk",
        reach=Reach.OWN_ORGANISATION,
        can=_CASE_WORK,
    ),
    Role(
        slug=Slug("supervisor"),
        label="Supervisor",
        face="desk",
        reach=Reach.OWN_ORGANISATION,
        can=_CASE_WORK | _SUPERVISION,
    ),
    Role(
        slug=Slug("interpreter"),
        label="Interpreter",
        face="desk",
        reach=Reach.HANDED_THREADS,
        can=frozenset(
            {
                P.INBOX_READ,
                P.CONVERSATION_READ,
                P.CONVERSATION_REPLY,
                P.MESSAGE_SEND,
                P.SHIFT_WORK,
            }
        ),
    ),
    Role(
        slug=Slug("supplier"),
        label="Supplier",
        face="respondent",
        reach=Reach.ADDRESSED,
        can=_REMEDYING,
        reads_as=Audience.RESPONDENT,
    ),
    Role(
        slug=Slug("recruiter"),
        label="Recruiter",
        face="respondent",
        reach=Reach.ADDRESSED,
        can=_REMEDYING,
        reads_as=Audience.RESPONDENT,
    ),
    Role(
        slug=Slug("buyer"),
        label="Buyer",
        face="buyer",
        reach=Reach.ADDRESSED,
        can=_ANSWERING,
        reads_as=Audience.BUYER,
    ),
    Role(
        slug=Slug("authority"),
        label="Authority",
        face="authority",
        reach=Reach.ADDRESSED,
        can=_ANSWERING,
        reads_as=Audience.AUTHORITY,
    ),
    Role(
        slug=Slug("worker"),
        label="Worker",
        face="worker",
        reach=Reach.OWN_THREAD,
        can=frozenset({P.MESSAGE_SEND, P.TEXT_APPROVE}),
        reads_as=Audience.WORKER,
    ),
    Role(
        slug=Slug("operator"),
        label="Operator",
        face="owner",
        reach=Reach.OWN_ORGANISATION,
        can=frozenset({P.MEMBER_INVITE, P.CHANNEL_ADD, P.SITE_KEEP, P.MACHINE_ALLOW}),
    ),
    Role(
        slug=Slug("clock"),
        label="The clock",
        face="jobs",
        reach=Reach.CLOCK,
        can=frozenset({P.TIME_PASS, P.MESSAGE_SEND}),
    ),
)
