"""Value lists of contacts, reports and verification."""

from enum import StrEnum
from typing import Final


class ContactKind(StrEnum):
    """Contacts that are not issues. A silent or cut call may be a cry for help."""

    QUESTION = "question"
    SERVICE_REQUEST = "service_request"
    FEEDBACK_POSITIVE = "feedback_positive"
    JOB_ENQUIRY = "job_enquiry"
    RIGHTS_INFORMATION = "rights_information"
    WRONG_NUMBER = "wrong_number"
    TEST = "test"
    ABUSIVE = "abusive"
    SILENT_CALL = "silent_call"


SAFE_CALL_BACK: Final = frozenset({ContactKind.SILENT_CALL})


class InternalTried(StrEnum):
    """Did the worker go to HR or the internal grievance mechanism?"""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"
    UNSAFE_TO_ASK = "unsafe_to_ask"


class InternalWhyNot(StrEnum):
    NO_INTERPRETER = "no_interpreter"
    FEAR_OF_REPRISAL = "fear_of_reprisal"
    UNRESPONSIVE = "unresponsive"
    DISCOURAGED = "discouraged"
    DID_NOT_KNOW = "did_not_know"
    NOT_TRUSTED = "not_trusted"
    IS_THE_ABUSER = "is_the_abuser"
    OTHER = "other"


class InternalOutcome(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    REPRISAL = "reprisal"
    PENDING = "pending"


class Verdict(StrEnum):
    """What verification came to; `unfounded` needs reasons."""

    SUBSTANTIATED = "substantiated"
    PARTLY_SUBSTANTIATED = "partly_substantiated"
    UNFOUNDED = "unfounded"
    NOT_VERIFIABLE = "not_verifiable"


class AffectedBasis(StrEnum):
    """What the number of affected workers rests on."""

    NAMED = "named"
    LISTED = "listed"
    ESTIMATE_WORKER = "estimate_worker"
    ESTIMATE_CASE_WORKER = "estimate_case_worker"
    ESTIMATE_SUPPLIER = "estimate_supplier"


class EvidenceKind(StrEnum):
    """Where verification looks: other reports, papers, visits, site knowledge, and people."""

    OTHER_REPORT = "other_report"
    DOCUMENT = "document"
    PHOTO_OR_VIDEO = "photo_or_video"
    AUDIO = "audio"
    MESSAGE = "message"
    INTERVIEW = "interview"
    SITE_VISIT = "site_visit"
    SITE_KNOWLEDGE = "site_knowledge"
    PUBLIC_RECORD = "public_record"
    MEDICAL_RECORD = "medical_record"


class ReportOrigin(StrEnum):
    """Whose account it is. A third party's report stays at consent L0 until the person is asked."""

    WORKER = "worker"
    JOBSEEKER = "jobseeker"
    RETURNEE = "returnee"
    GROUP = "group"
    FAMILY = "family"
    COMMUNITY_VOLUNTEER = "community_volunteer"
    WORKER_LEADER = "worker_leader"
    PARTNER_ORGANISATION = "partner_organisation"
    STAFF_VISIT = "staff_visit"
    SURVEY = "survey"


THIRD_PARTY: Final = frozenset(
    {
        ReportOrigin.FAMILY,
        ReportOrigin.COMMUNITY_VOLUNTEER,
        ReportOrigin.WORKER_LEADER,
        ReportOrigin.PARTNER_ORGANISATION,
        ReportOrigin.STAFF_VISIT,
    }
)
