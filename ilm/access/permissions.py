"""What can be done in the house: `noun.verb`, one line each. URL, view and template share it."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    # the desk
    INBOX_READ = "inbox.read"
    CONVERSATION_READ = "conversation.read"
    CONVERSATION_REPLY = "conversation.reply"
    CALL_LOG = "call.log"
    SHIFT_WORK = "shift.work"
    SHIFT_PLAN = "shift.plan"
    TEAM_READ = "team.read"
    SAFETY_PLAN = "safety.plan"
    IDENTITY_REVEAL = "identity.reveal"
    CASE_READ = "case.read"
    CASE_OPEN = "case.open"
    CASE_TRIAGE = "case.triage"
    TRIAGE_LEARN = "triage.learn"
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
    KEEPING_READ = "keeping.read"
    KEEPING_SHORTEN = "keeping.shorten"
    HOLD_SET = "hold.set"
    HOLD_CONFIRM = "hold.confirm"
    PERSON_ERASE = "person.erase"
    ERASURE_CONFIRM = "erasure.confirm"
    LEDGER_EXPORT = "ledger.export"
    # the operator alone
    MACHINE_ALLOW = "machine.allow"
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


# what somebody without the right is told that they may not do
ACTS: Mapping[Permission, str] = {
    Permission.INBOX_READ: "read the inbox",
    Permission.CONVERSATION_READ: "read conversations",
    Permission.CONVERSATION_REPLY: "answer in conversations",
    Permission.CALL_LOG: "write calls down",
    Permission.SHIFT_WORK: "work shifts",
    Permission.SHIFT_PLAN: "plan shifts",
    Permission.TEAM_READ: "see what colleagues carry",
    Permission.SAFETY_PLAN: "keep plans of safe contact",
    Permission.IDENTITY_REVEAL: "see who somebody is",
    Permission.CASE_READ: "read cases",
    Permission.CASE_OPEN: "open cases",
    Permission.CASE_TRIAGE: "triage reports",
    Permission.TRIAGE_LEARN: "let the machine learn from triage",
    Permission.ISSUE_VERIFY: "give findings",
    Permission.ISSUE_COUNTERSIGN: "countersign findings",
    Permission.CONSENT_RECORD: "record consent",
    Permission.DISCLOSURE_DRAFT: "draft words for others",
    Permission.DISCLOSURE_SIGN: "sign words that leave",
    Permission.ENGAGEMENT_READ: "read what partners do",
    Permission.CHECK_IN_ASK: "ask workers about a remedy",
    Permission.ISSUE_SETTLE: "settle issues",
    Permission.ISSUE_ESCALATE: "take issues further up",
    Permission.REFERRAL_MAKE: "refer people to services",
    Permission.DASHBOARD_READ: "read the organisation's figures",
    Permission.REPORT_BUILD: "build reports",
    Permission.PUBLICATION_SIGN: "sign what is published",
    Permission.MEMBER_INVITE: "invite members",
    Permission.CHANNEL_ADD: "set up channels",
    Permission.SITE_KEEP: "keep workplaces",
    Permission.KEEPING_READ: "see what ends next",
    Permission.KEEPING_SHORTEN: "say how long things are kept",
    Permission.HOLD_SET: "hold a case against its end",
    Permission.HOLD_CONFIRM: "confirm a hold",
    Permission.PERSON_ERASE: "begin to erase a person",
    Permission.ERASURE_CONFIRM: "confirm that a person is erased",
    Permission.LEDGER_EXPORT: "take the ledger out",
    Permission.MACHINE_ALLOW: "let a machine be asked",
    Permission.NOTICE_READ: "read notices",
    Permission.NOTICE_ANSWER: "answer notices",
    Permission.COMMITMENT_MAKE: "promise actions",
    Permission.EVIDENCE_ADD: "add evidence",
    Permission.COMPLETION_CLAIM: "claim that a remedy is done",
    Permission.MESSAGE_SEND: "report in a worker's name",
    Permission.TEXT_APPROVE: "approve words in a worker's name",
    Permission.TIME_PASS: "do what the clock does",
}
