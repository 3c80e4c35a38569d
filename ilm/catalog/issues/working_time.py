"""Working time. Hours, rest, leave and pace."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

WORKING_TIME = (
    IssueType(
        slug=Slug("tim.excessive_hours"),
        label="Excessive hours",
        definition="Beyond legal limits",
        urgency=Urgency.HIGH,
        ilo=("excessive_overtime",),
        icls="overtime_or_oncall_not_agreed",
        fair_wear="fw_hours",
        better_work="bw_time",
        htcds=("ExcessiveWorkingHours",),
        asks=(
            "When did you start and stop on each day of the last week?",
            "How many days in a row did you work? Is this usual?",
        ),
        evidence=(
            "gate, swipe or machine records",
            "production records at night and on rest days",
            "hours told apart by workers of the same line",
        ),
        root_causes=(
            "buyer_price_pressure",
            "understaffed",
        ),
        remedies=(
            "hours_and_rest_restored",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("tim.forced_overtime"),
        label="Forced overtime",
        definition="Overtime under threat of penalty or loss",
        urgency=Urgency.HIGH,
        ilo=(
            "intimidation_and_threats",
            "excessive_overtime",
        ),
        icls="overtime_or_oncall_not_agreed",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("ExcessiveWorkingHours",),
        asks=(
            "Can you say no to extra hours?",
            "What happens, or what were you told would happen, to someone who says no?",
        ),
        evidence=(
            "overtime consents and whether they are signed in advance",
            "transport or gates that make leaving impossible",
            "penalties after a refusal",
        ),
        root_causes=(
            "buyer_price_pressure",
            "deliberate_control",
        ),
        remedies=(
            "hours_and_rest_restored",
            "back_pay",
            "supervisor_conduct",
        ),
    ),
    IssueType(
        slug=Slug("tim.no_rest_day"),
        label="No weekly rest",
        definition="Rest day refused or bought off",
        urgency=Urgency.MEDIUM,
        ilo=(
            "abusive_working_and_living_conditions",
            "excessive_overtime",
        ),
        fair_wear="fw_hours",
        better_work="bw_time",
        asks=(
            "When was your last full day off?",
            "May you choose to rest, and is a rest day paid for instead?",
        ),
        evidence=(
            "attendance over several weeks",
            "rest-day rules in contract and law",
            "payments made in place of rest",
        ),
        root_causes=(
            "understaffed",
            "buyer_price_pressure",
        ),
        remedies=(
            "hours_and_rest_restored",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("tim.leave_refused"),
        label="Leave refused",
        definition="Annual, sick, parental or emergency leave denied",
        urgency=Urgency.MEDIUM,
        ilo=("abusive_working_and_living_conditions",),
        fair_wear="fw_hours",
        better_work="bw_time",
        asks=(
            "Which leave did you ask for, when, and why?",
            "Who refused, and what reason was given?",
        ),
        evidence=(
            "leave requests and answers",
            "leave balance and law",
            "how leave was given to others",
        ),
        root_causes=(
            "understaffed",
            "supervisors_untrained",
        ),
        remedies=(
            "hours_and_rest_restored",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("tim.breaks_denied"),
        label="Breaks limited",
        definition="Meal, toilet, water or prayer breaks denied",
        urgency=Urgency.MEDIUM,
        ilo=("abusive_working_and_living_conditions",),
        fair_wear="fw_osh",
        better_work="bw_time",
        htcds=("WithholdsNecessities",),
        asks=(
            "How long are your breaks, and may you go to the toilet and drink when you need?",
            "What happens to someone who takes a break?",
        ),
        evidence=(
            "break times seen on a visit",
            "toilet cards, logs or fines",
            "workers' accounts across lines",
        ),
        root_causes=(
            "supervisors_untrained",
            "buyer_price_pressure",
        ),
        remedies=(
            "hours_and_rest_restored",
            "supervisor_conduct",
        ),
    ),
    IssueType(
        slug=Slug("tim.targets_pressure"),
        label="Unreachable targets or workload",
        definition="Pace or quota that cannot be met in normal hours",
        urgency=Urgency.LOW,
        ilo=(
            "abusive_working_and_living_conditions",
            "excessive_overtime",
        ),
        fair_wear="fw_hours",
        better_work="bw_time",
        asks=(
            "What is your target, and can most people reach it in normal hours?",
            "What happens when it is not reached?",
        ),
        evidence=(
            "targets against measured output",
            "unpaid time after the shift",
            "how targets are set and changed",
        ),
        root_causes=(
            "buyer_price_pressure",
            "understaffed",
        ),
        remedies=(
            "policy_change",
            "hours_and_rest_restored",
        ),
    ),
)
