"""Recruitment and migration. How people are found, charged and brought to a job."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

RECRUITMENT = (
    IssueType(
        slug=Slug("rec.fee_charged"),
        label="Recruitment fee or cost charged",
        definition="Worker paid any fee or cost of §3.4 to get or keep the job",
        urgency=Urgency.HIGH,
        ilo=("debt_bondage",),
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("DebtBondage",),
        fees=(
            "service_payment_recruiter",
            "third_party_employment_payment",
            "direct_recruitment_payment",
            "recovery_of_fees_from_worker",
        ),
        asks=(
            "Did you pay anyone money, or give anything, to get or keep this job?",
            "To whom, when, how much, and what was it for?",
            "Was any of it taken later from your pay?",
        ),
        evidence=(
            "receipts, transfers or messages about payments",
            "fee amounts told apart by workers of the same corridor",
            "the recruiter's invoice to the employer",
        ),
        root_causes=(
            "fee_chain",
            "buyer_price_pressure",
        ),
        remedies=(
            "fee_repayment",
            "recruiter_replaced",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("rec.debt_for_job"),
        label="Debt taken on for the job",
        definition="Loan or advance for recruitment is being worked off",
        urgency=Urgency.HIGH,
        ilo=("debt_bondage",),
        icls="debt_bondage_or_manipulation",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("DebtBondage",),
        asks=(
            "Did you borrow money to get this job? From whom, and how much?",
            "How much do you still owe, and what interest do you pay?",
            "What would happen if you stopped paying or left?",
        ),
        evidence=(
            "loan paper, pawn slip or messages with the lender",
            "a repayment record set against payslips",
            "accounts of family or other borrowers from the same village",
        ),
        root_causes=("fee_chain",),
        remedies=(
            "fee_repayment",
            "debt_cancelled",
            "recruiter_replaced",
        ),
    ),
    IssueType(
        slug=Slug("rec.deceptive_offer"),
        label="Deceptive job offer",
        definition="Work, pay, place, employer or housing differ from the promise",
        urgency=Urgency.HIGH,
        ilo=("deception",),
        icls="unfree_recruitment",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("FalsePromises",),
        asks=(
            "What were you told about the work, pay, place and housing before you came?",
            "Who told you, and do you still have the message, advertisement or paper?",
            "What is different now?",
        ),
        evidence=(
            "the advertisement, message or voice note of the offer",
            "the contract signed set against payslips and duties now",
            "the same promise told by others recruited by the same person",
        ),
        root_causes=(
            "fee_chain",
            "no_oversight_of_recruiter",
        ),
        remedies=(
            "contracts_issued",
            "back_pay",
            "recruiter_replaced",
        ),
    ),
    IssueType(
        slug=Slug("rec.contract_substitution"),
        label="Contract replaced by a worse one",
        definition="Other terms imposed at departure or arrival",
        urgency=Urgency.HIGH,
        ilo=("deception",),
        icls="different_work_without_consent",
        fair_wear="fw_contract",
        better_work="bw_contract",
        htcds=("FalsePromises",),
        asks=(
            "Were you given another contract to sign when you left or arrived?",
            "What changed in it, and could you say no?",
        ),
        evidence=(
            "both contracts, or photographs of them",
            "the terms registered with the authority at origin",
            "date and place of each signature as workers remember them",
        ),
        root_causes=(
            "no_oversight_of_recruiter",
            "fee_chain",
        ),
        remedies=(
            "contracts_issued",
            "back_pay",
            "recruiter_replaced",
        ),
    ),
    IssueType(
        slug=Slug("rec.unlicensed_broker"),
        label="Illicit or unlicensed broker",
        definition="Unregistered person or sub-agent recruits or collects money",
        urgency=Urgency.MEDIUM,
        ilo=("deception",),
        fair_wear="fw_free",
        fees=(
            "third_party_employment_payment",
            "illicit_cost_recovery",
        ),
        asks=(
            "Who first told you about the job and who took you through the steps?",
            "Did that person show a licence or an office, and whom do they work for?",
        ),
        evidence=(
            "the licence register of the country of origin",
            "names, numbers and bank accounts used by the broker",
            "the chain of agents as told by several workers",
        ),
        root_causes=(
            "fee_chain",
            "no_oversight_of_recruiter",
        ),
        remedies=(
            "recruiter_replaced",
            "fee_repayment",
        ),
    ),
    IssueType(
        slug=Slug("rec.no_job_or_stranded"),
        label="No job, stalled or stranded",
        definition=(
            "Paid or promised, but no job exists, departure stalls, or the person is stuck on "
            "the way"
        ),
        urgency=Urgency.URGENT,
        ilo=(
            "abuse_of_vulnerability",
            "deception",
        ),
        icls="unfree_recruitment",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("FalsePromises",),
        fees=(
            "travel_lodging",
            "collateral",
        ),
        asks=(
            "Where are you now, are you safe, and do you have food and a place to sleep?",
            "What were you promised and what did you pay?",
            "When should you have left or started?",
            "Who has your papers and your ticket?",
        ),
        evidence=(
            "proof of payment and the promised departure date",
            "visa, ticket or job order checked with the issuer",
            "whether the named employer knows of the job",
        ),
        root_causes=(
            "fee_chain",
            "no_oversight_of_recruiter",
        ),
        remedies=(
            "fee_repayment",
            "recruiter_replaced",
        ),
    ),
    IssueType(
        slug=Slug("rec.abducted_or_sold"),
        label="Abducted, confined or sold",
        definition="Taken, held or passed on for money during recruitment",
        urgency=Urgency.LIFE_THREAT,
        ilo=(
            "restriction_of_movement",
            "physical_and_sexual_violence",
        ),
        icls="unfree_recruitment",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        fees=("extortion",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "Can you speak safely now? Say only what is safe to say.",
            "Where are you being held or sent, and by whom?",
            "Did you hear that money was paid for you?",
        ),
        evidence=(
            "location, vehicle, boat or building as described",
            "messages or transfers between those who passed the person on",
            "accounts of others who travelled the same way",
        ),
        root_causes=("deliberate_control",),
        remedies=("movement_freed",),
    ),
)
