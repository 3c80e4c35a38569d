"""Every column in clear that could hold somebody's words, and why it may (security.md §2.1).

`CODED` hold values of a list, references and hashes: one word without a space, whatever is typed
anywhere. The others say why their words may be read off a stolen disk. A column that stands in none
of these fails the house test; one of `CODED` that holds prose fails the test of the stolen disk.
"""

from collections.abc import Mapping

CODED: Mapping[str, str] = {
    "assessment_finding": "leaf",
    "assessment_visit": "method",
    "assistance_referral": "status service outcome",
    "cases_affectedworker": "consent_level",
    "cases_case": "status ref urgency internal_tried internal_why_not internal_outcome"
    " fl_assessment",
    "cases_erasure": "because",
    "cases_evidence": "kind",
    "cases_hold": "because",
    "cases_issue": "status leaf urgency legality affected_basis closing_reason",
    "cases_remark": "leaf kind",
    "cases_report": "status leaf signposted_as nationality gender age_band origin consent_level",
    "cases_term": "kind",
    "cases_verdict": "finding",
    "community_guide": "slug language country",
    "disclosure_consent": "level recipient purpose language form text_version recorded_by",
    "disclosure_disclosure": "status recipient mark language translated_into shown_words outcome"
    " approved_how",
    "disclosure_notice": "ref kind leaf language site_country",
    "insight_baseline": "cube metric",
    "insight_builtreport": "report",
    "insight_rehearsal": "mark",
    "insight_release": "family",
    "insight_releasedcell": "cube metric",
    "insight_signature": "mark",
    "ledger_entry": "actor verb subject",
    "parties_headcount": "basis",
    "parties_invitation": "face role",
    "parties_member": "face role",
    "parties_organisation": "slug kind country",
    "parties_site": "kind country industry",
    "parties_supplylink": "relation",
    "remedy_answer": "stance",
    "remedy_commitment": "action",
    "remedy_engagement": "status kind leaf outcome",
    "remedy_escalation": "kind because",
    "remedy_exhibit": "kind media_type",
    "remedy_settlement": "reason",
    "remedy_validation": "answer",
    "talk_attachment": "kind state",
    "talk_channelaccount": "channel name paused_because",
    "talk_checkin": "status about question answer",
    "talk_contact": "channel kind",
    "talk_conversation": "channel ref language encoding topic",
    "talk_delivery": "channel key failed_because",
    "talk_earlyreceipt": "external_id status code",
    "talk_message": "kind language encoding external_id state",
    "talk_part": "status channel external_id failed_because purpose",
    "talk_safeplan": "time_zone notice_key",
    "talk_template": "purpose language code",
    "vault_alias": "channel",
    "vault_datakey": "purpose",
    "vault_grant": "purpose",
    "vault_lock": "kind",
    "vault_orgkey": "purpose",
    "vault_secondlook": "because",
    "vault_standingaddress": "channel",
    "vault_wrap": "purpose",
}

WORDS: Mapping[str, str] = {
    "vault_keyentry.body": "The signed list of who holds keys: ids, public halves and days.",
    "cases_case.summary": "Staff's summary, read locked: no person in it, checked when it is saved"
    " for numbers, addresses and the names that the unlocked session knows.",
    "cases_issue.provision": "The law that is broken; checked for numbers and addresses.",
    "community_guide.question": "Published for everybody.",
    "community_guide.answer": "Published for everybody.",
    "disclosure_notice.text": "Released words, as their recipient reads them; the worker agreed.",
    "disclosure_notice.site_name": "The workplace that the released words are about.",
    "disclosure_notice.from_name": "The name of the organisation that released it.",
    "parties_member.called": "What colleagues call a member: a working name, not a legal one.",
    "parties_organisation.name": "Organisations are no secret in a network.",
    "parties_site.name": "A workplace; needed for queues, chains and figures.",
    "parties_site.region": "Where a workplace is, no finer than a region.",
    "parties_supplylink.source": "Where a buyer's chain is told of.",
    "remedy_answer.text": "A partner's own words, which it must read again without our keys.",
    "remedy_claim.text": "A partner's own words, which it must read again without our keys.",
    "remedy_commitment.text": "A partner's own words, which it must read again without our keys.",
    "remedy_exhibit.removed": "The kinds of hidden data that were taken out of a partner's file.",
    "talk_channelaccount.label": "What an organisation calls a line of its own.",
    "talk_template.name": "The provider's name of a neutral note.",
    "talk_template.wording": "Neutral words that a provider approved; they name nobody.",
    "talk_template.button": "Neutral words that a provider approved; they name nobody.",
    "insight_baseline.cell_key": "Coded traits of a cell of published figures.",
}

STRUCTURED: Mapping[str, str] = {
    "cases_case.fl_answers": "Question slug to yes, no, unknown or not asked.",
    "cases_erasure.proof": "Counts of what is gone, table by table.",
    "cases_verdict.reasons": "Slugs of a list of reasons.",
    "disclosure_disclosure.told": "Traits that released words state; empty until the release.",
    "insight_rehearsal.reasons": "Why the gate lets a release pass or not, of figures alone.",
    "insight_rehearsal.figures": "Figures that would be published, protected.",
    "insight_release.gate": "What the attack on the figures measured.",
    "insight_releasedcell.cell": "Coded traits of a published cell.",
    "insight_releasedefinition.cubes": "Which tables are published.",
    "insight_releasedefinition.rules": "By which rules they are protected.",
    "insight_signature.terms": "The terms that a supervisor signed, drawn from code.",
    "ledger_entry.audience": "Slugs of those who may read an entry.",
    "ledger_entry.facts": "Slugs, numbers and ids; no prose by its type.",
    "ledger_link.canon": "The entry as it is hashed; no prose, as the entry.",
    "parties_headcount.traits": "Groups that somebody counted at a workplace, of no person.",
    "parties_organisation.languages": "Codes of languages.",
    "talk_safeplan.channels": "Slugs of channels: nobody is unlocked when a check-in is due.",
}

BYTES: Mapping[str, str] = {
    "ledger_link.hash": "Link of the chain.",
    "parties_invitation.token_hash": "Hash of 32 random bytes.",
    "talk_channelaccount.credentials": "Locked under the deployment's channel key.",
    "vault_alias.index": "Keyed and slow hash: finds a returning sender, names nobody.",
    "vault_datakey.public": "Public half of a key.",
    "vault_grant.sealed": "Sealed to the organisation's key.",
    "vault_keyentry.signature": "A signature over the list of who holds keys.",
    "vault_keyentry.hash": "Link of the list of who holds keys.",
    "vault_lock.credential": "The provider's id of a passkey.",
    "vault_lock.salt": "Sixteen random bytes.",
    "vault_lock.locked": "A ring behind its member's secret.",
    "vault_orgkey.public": "Public half of a key.",
    "vault_receipt.lookup": "Hash of 128 random bits.",
    "vault_receipt.public": "Public half of a key.",
    "vault_receipt.locked": "A key behind the receipt.",
    "vault_recoverypair.public": "Public half of a key.",
    "vault_recoverypair.canary": "Thirty-two random bytes, locked under two printed shares.",
    "vault_ring.seals": "Public half of a key.",
    "vault_ring.signs": "Public half of a key.",
    "vault_vaultsession.locked": "Half of a session; the other is in a cookie.",
    "vault_wrap.sealed": "Sealed to the holder's ring.",
}


def coded() -> set[str]:
    """`table.column` of every column of CODED."""
    return {f"{table}.{column}" for table, names in CODED.items() for column in names.split()}
