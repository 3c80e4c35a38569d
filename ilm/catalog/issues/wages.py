"""Wages and benefits. Pay, what is taken from it, and what should come with it."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

WAGES = (
    IssueType(
        slug=Slug("wag.not_paid"),
        label="Wages not paid",
        definition="At least one full pay period unpaid",
        urgency=Urgency.HIGH,
        ilo=("withholding_of_wages",),
        icls="wages_or_benefits_withheld",
        fair_wear="fw_wage",
        better_work="bw_comp",
        htcds=("TakesEarnings",),
        asks=(
            "Which months or weeks were not paid?",
            "What reason were you given, and when were you told it would come?",
            "How many others are waiting?",
        ),
        evidence=(
            "payroll register against attendance",
            "bank or cash signature lists for the period",
            "statements of several workers of different units",
        ),
        root_causes=(
            "cash_flow",
            "deliberate_control",
        ),
        remedies=("back_pay",),
    ),
    IssueType(
        slug=Slug("wag.late"),
        label="Wages late",
        definition="Paid after the lawful or agreed day",
        urgency=Urgency.MEDIUM,
        ilo=("withholding_of_wages",),
        fair_wear="fw_wage",
        better_work="bw_comp",
        asks=(
            "On which day should you be paid, and on which day were you paid?",
            "How often has this happened this year?",
        ),
        evidence=(
            "bank entry dates of several months",
            "pay day in the contract or law",
            "notices about delay",
        ),
        root_causes=(
            "cash_flow",
            "payroll_weak",
        ),
        remedies=(
            "back_pay",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("wag.below_legal"),
        label="Below legal or agreed pay",
        definition="Under the minimum or agreed rate, piece rate included",
        urgency=Urgency.HIGH,
        ilo=("abusive_working_and_living_conditions",),
        icls="very_low_or_no_wage",
        fair_wear="fw_wage",
        better_work="bw_comp",
        asks=(
            "What are you paid per hour, day, month or piece?",
            "How many hours did that take, and what was agreed?",
        ),
        evidence=(
            "payslips against the minimum in force on that date",
            "piece counts and hours for the same days",
            "the agreed rate in contract or advertisement",
        ),
        root_causes=(
            "cost_pressure",
            "buyer_price_pressure",
            "law_not_known",
        ),
        remedies=(
            "wages_raised_to_law",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("wag.overtime_underpaid"),
        label="Overtime or holiday work underpaid",
        definition="Premium hours unpaid or at a wrong rate",
        urgency=Urgency.MEDIUM,
        ilo=("withholding_of_wages",),
        fair_wear="fw_wage",
        better_work="bw_comp",
        asks=(
            "How many extra hours did you work, and on which days?",
            "What were you paid for them, and on rest days or holidays?",
        ),
        evidence=(
            "time records against payslips",
            "second time books or gate records",
            "the premium rates in law",
        ),
        root_causes=(
            "payroll_weak",
            "buyer_price_pressure",
        ),
        remedies=(
            "wages_raised_to_law",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("wag.deductions"),
        label="Excessive or unlawful deductions",
        definition="Money taken for fees, fines, tools, housing or unexplained items",
        urgency=Urgency.MEDIUM,
        ilo=(
            "withholding_of_wages",
            "debt_bondage",
        ),
        icls="wages_or_benefits_withheld",
        fair_wear="fw_wage",
        better_work="bw_comp",
        htcds=("TakesEarnings",),
        fees=("recovery_of_fees_from_worker",),
        asks=(
            "What is taken from your pay, how much, and what for?",
            "Did you agree to it? Did anyone explain it?",
        ),
        evidence=(
            "deduction lines on payslips over several months",
            "written consents and the law on deductions",
            "price of what is charged against its real cost",
        ),
        root_causes=(
            "payroll_weak",
            "cost_pressure",
        ),
        remedies=(
            "deductions_stopped",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("wag.benefits_missing"),
        label="Benefits or contributions missing",
        definition="Social security, insurance, bonus, sick or severance funds not given",
        urgency=Urgency.MEDIUM,
        ilo=("withholding_of_wages",),
        fair_wear="fw_wage",
        better_work="bw_comp",
        asks=(
            "Which benefits should you have: social security, insurance, bonus, sick pay?",
            "Have you tried to use them, and what happened?",
        ),
        evidence=(
            "registration and contribution record at the fund",
            "deductions made against contributions passed on",
            "benefit claims refused and why",
        ),
        root_causes=(
            "cost_pressure",
            "law_not_known",
        ),
        remedies=(
            "back_pay",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("wag.control_of_pay"),
        label="Worker cannot control own pay",
        definition="Forced savings, account held by others, part of pay kept back",
        urgency=Urgency.HIGH,
        ilo=("withholding_of_wages",),
        icls="wages_or_benefits_withheld",
        fair_wear="fw_wage",
        better_work="bw_forced",
        htcds=("RestrictsFinancialAccess",),
        fees=(
            "bond",
            "collateral",
        ),
        asks=(
            "Into whose account does your pay go, and who holds the card?",
            "Is part of it kept back or saved for you? Can you take it out when you want?",
        ),
        evidence=(
            "account holder and withdrawals",
            "savings schemes and how a worker leaves them",
            "amounts kept back on payslips",
        ),
        root_causes=("deliberate_control",),
        remedies=(
            "back_pay",
            "documents_returned",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("wag.no_payslip"),
        label="No or wrong payslip",
        definition="Pay cannot be checked",
        urgency=Urgency.LOW,
        fair_wear="fw_wage",
        better_work="bw_comp",
        asks=(
            "Do you get a payslip, and can you read and check it?",
            "Do the hours and pay on it match what you worked and received?",
        ),
        evidence=(
            "payslips of several workers and months",
            "payslip against bank entry and time record",
            "languages of the payslip",
        ),
        root_causes=(
            "payroll_weak",
            "no_interpreter",
        ),
        remedies=(
            "policy_change",
            "interpreter_hired",
        ),
    ),
)
