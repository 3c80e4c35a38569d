"""What can be done in the house: `noun.verb`, one line each. URL, view and template share it."""

from enum import StrEnum


class Permission(StrEnum):
    # the desk
    INBOX_READ = "inbox.read"
    CONVERSATION_READ = "conversation.read"
    CONVERSATION_REPLY = "conversation.reply"
    CALL_LOG = "call.log"
    SAFETY_PLAN = "safety.plan"
    IDENTITY_REVEAL = "identity.reveal"
    CASE_READ = "case.read"
    CASE_OPEN = "case.open"
    CASE_TRIAGE = "case.triage"
    ISSUE_VERIFY = "issue.verify"
    ISSUE_COUNTERSIGN = "issue.countersign"
    CONSENT_RECORD = "consent.record"
    DISCLOSURE_DRAFT = "disclosure.draft"
    DISCLOSURE_SIGN = "disclosure.sign"
    ENGAGEMENT_READ = "engagement.read"
    CHECK_IN_ASK = "check_in.ask"
    ISSUE_SETTLE = "issue.settle"
    ISSUE_ESCALATE = "issue.escalate"
    REFERRAL_MAKE = "referral.make"
    DASHBOARD_READ = "dashboard.read"
    REPORT_BUILD = "report.build"
    PUBLICATION_SIGN = "publication.sign"
    MEMBER_INVITE = "member.invite"
    CHANNEL_ADD = "channel.add"
    SITE_KEEP = "site.keep"
    # partners
    NOTICE_READ = "notice.read"
    NOTICE_ANSWER = "notice.answer"
    COMMITMENT_MAKE = "commitment.make"
    EVIDENCE_ADD = "evidence.add"
    COMPLETION_CLAIM = "completion.claim"
    # a worker, by her receipt or her channel
    MESSAGE_SEND = "message.send"
    TEXT_APPROVE = "text.approve"
    # the clock
    TIME_PASS = "time.pass"  # noqa: S105  # a right, not a password
