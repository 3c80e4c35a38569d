"""Documents and status. Papers, cards and the right to stay."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

DOCUMENTS = (
    IssueType(
        slug=Slug("doc.identity_retained"),
        label="Identity documents kept",
        definition="Passport or ID held and not freely available",
        urgency=Urgency.HIGH,
        ilo=("retention_of_identity_documents",),
        icls="documents_withheld",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("WithholdsDocuments",),
        asks=(
            "Who holds your passport or identity card now?",
            "Did you ask for it back? What was the answer, and how long did it take?",
            "Did you sign a paper saying you agreed?",
        ),
        evidence=(
            "where the documents are kept and who has the key",
            "consent forms and the log of documents lent out",
            "a test: workers ask and the time to return is noted",
        ),
        root_causes=(
            "deliberate_control",
            "no_oversight_of_recruiter",
        ),
        remedies=(
            "documents_returned",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("doc.other_items_retained"),
        label="Other papers or cards kept",
        definition="Bank card, permit, contract, SIM or certificate held",
        urgency=Urgency.HIGH,
        ilo=(
            "retention_of_identity_documents",
            "withholding_of_wages",
        ),
        icls="documents_withheld",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("WithholdsDocuments",),
        fees=("collateral",),
        asks=(
            "Is anything else of yours held: bank card, permit, phone card, certificate, contract?",
            "Who holds it and can you use it when you want?",
        ),
        evidence=(
            "the items and the place they are kept",
            "bank withdrawals made by someone else",
            "accounts of others whose items are held",
        ),
        root_causes=("deliberate_control",),
        remedies=(
            "documents_returned",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("doc.status_lapsed"),
        label="Permit or visa allowed to lapse",
        definition="Employer or agent fails to renew or cancels the status",
        urgency=Urgency.HIGH,
        ilo=("abuse_of_vulnerability",),
        icls="vulnerability_abused",
        fair_wear="fw_contract",
        better_work="bw_contract",
        htcds=("Other",),
        asks=(
            "When does your permit or visa end, or when did it end?",
            "Who should renew it, and what have they told you?",
        ),
        evidence=(
            "permit and visa dates",
            "application receipts at the authority",
            "the duty to renew in the contract or law",
        ),
        root_causes=(
            "status_tied_to_employer",
            "law_not_known",
        ),
        remedies=(
            "status_regularised",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("doc.status_overcharged"),
        label="Overcharged for papers",
        definition="Worker pays for permits, renewals or agency services due from the employer",
        urgency=Urgency.MEDIUM,
        ilo=("debt_bondage",),
        icls="debt_bondage_or_manipulation",
        fair_wear="fw_wage",
        better_work="bw_comp",
        htcds=("DebtBondage",),
        fees=(
            "administrative",
            "recovery_of_fees_from_worker",
        ),
        asks=(
            "What did you pay for your permit, visa, renewal or agency service?",
            "Whom did you pay, and was it taken from your wage?",
        ),
        evidence=(
            "official price against the amount paid",
            "deductions on payslips around the renewal",
            "receipts of the agency or authority",
        ),
        root_causes=(
            "fee_chain",
            "cost_pressure",
        ),
        remedies=(
            "fee_repayment",
            "deductions_stopped",
        ),
    ),
)
