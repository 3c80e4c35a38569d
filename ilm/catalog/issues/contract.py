"""Contract, termination, return. What was agreed, how it ends, and the way home."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

CONTRACT = (
    IssueType(
        slug=Slug("con.no_clear_contract"),
        label="No clear written contract",
        definition="None, no copy, or not in a language understood",
        urgency=Urgency.MEDIUM,
        ilo=("deception",),
        fair_wear="fw_contract",
        better_work="bw_contract",
        asks=(
            "Do you have a written contract, and your own copy of it?",
            "Is it in a language you understand? Did someone explain it?",
        ),
        evidence=(
            "the contract on file and the worker's own copy",
            "languages the contract is offered in",
            "dates of signature against first day of work",
        ),
        root_causes=(
            "law_not_known",
            "no_interpreter",
        ),
        remedies=(
            "contracts_issued",
            "interpreter_hired",
        ),
    ),
    IssueType(
        slug=Slug("con.terms_changed"),
        label="Terms changed after start",
        definition="Pay, hours or duties worsened without agreement",
        urgency=Urgency.MEDIUM,
        ilo=("deception",),
        icls="different_work_without_consent",
        fair_wear="fw_contract",
        better_work="bw_contract",
        htcds=("FalsePromises",),
        asks=(
            "What changed in your pay, hours or duties, and from which day?",
            "Did anyone ask you first? What happens to those who disagree?",
        ),
        evidence=(
            "contract against payslips before and after the change",
            "notices or announcements of the change",
            "accounts of several workers of the same unit",
        ),
        root_causes=(
            "cost_pressure",
            "law_not_known",
        ),
        remedies=(
            "contracts_issued",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("con.other_employer_or_work"),
        label="Other employer or work than agreed",
        definition="Sent to another employer, site or kind of work",
        urgency=Urgency.HIGH,
        ilo=(
            "abuse_of_vulnerability",
            "deception",
        ),
        icls="other_employer_than_agreed",
        fair_wear="fw_contract",
        better_work="bw_contract",
        htcds=("FalsePromises",),
        asks=(
            "Which employer, place and kind of work did you agree to?",
            "Who sends you to work elsewhere, and may you refuse?",
        ),
        evidence=(
            "employer named in the permit and on the payslip",
            "attendance records of the other site",
            "the labour supply agreement between the firms",
        ),
        root_causes=(
            "no_oversight_of_recruiter",
            "cost_pressure",
        ),
        remedies=(
            "contracts_issued",
            "policy_change",
            "reinstatement",
        ),
    ),
    IssueType(
        slug=Slug("con.disguised_employment"),
        label="Disguised employment",
        definition="Sham self-employment, traineeship or endless short contracts to avoid duties",
        urgency=Urgency.LOW,
        fair_wear="fw_contract",
        better_work="bw_contract",
        asks=(
            "Are you called an employee, a trainee, a contractor or something else?",
            "Who gives you orders and sets your hours? How often is your contract renewed?",
        ),
        evidence=(
            "the chain of contracts and their dates",
            "who supervises, pays and sets the hours in practice",
            "payments to social security",
        ),
        root_causes=(
            "cost_pressure",
            "law_not_known",
        ),
        remedies=(
            "contracts_issued",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("con.unfair_dismissal"),
        label="Unfair dismissal",
        definition="Ended without lawful reason or procedure",
        urgency=Urgency.HIGH,
        ilo=("intimidation_and_threats",),
        fair_wear="fw_contract",
        better_work="bw_contract",
        self_identifying=True,
        asks=(
            "When and how were you told that your job ended, and by whom?",
            "What reason was given? Had you complained, been ill, pregnant or joined a group?",
            "Do you want the job back, or what is owed to you?",
        ),
        evidence=(
            "dismissal letter or message and the warnings before it",
            "the procedure in the law and in the firm's rules",
            "how others in the same situation were treated",
        ),
        root_causes=(
            "law_not_known",
            "supervisors_untrained",
        ),
        remedies=(
            "reinstatement",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("con.end_dues_or_return"),
        label="End-of-job dues or return not met",
        definition="Notice, severance, final pay or return travel not given",
        urgency=Urgency.HIGH,
        ilo=("withholding_of_wages",),
        icls="wages_or_benefits_withheld",
        fair_wear="fw_contract",
        better_work="bw_comp",
        htcds=("TakesEarnings",),
        fees=("travel_lodging",),
        self_identifying=True,
        asks=(
            "What should you have been paid or given when the job ended?",
            "What did you receive, and who should pay your journey home?",
        ),
        evidence=(
            "final payslip and length of service",
            "the contract's clause on return travel",
            "transfers received after the last day",
        ),
        root_causes=(
            "cash_flow",
            "law_not_known",
        ),
        remedies=(
            "back_pay",
            "policy_change",
        ),
    ),
)
