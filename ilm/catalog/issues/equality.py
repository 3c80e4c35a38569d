"""Equal treatment. Being treated worse for who one is."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

EQUALITY = (
    IssueType(
        slug=Slug("equ.origin_status"),
        label="Discrimination by origin or status",
        definition="Nationality, ethnicity, caste, language or migration status",
        urgency=Urgency.MEDIUM,
        ilo=("abuse_of_vulnerability",),
        icls="vulnerability_abused",
        fair_wear="fw_disc",
        better_work="bw_disc",
        asks=(
            "Who is treated worse, and in what: pay, work, housing, words?",
            "What makes you think it is because of origin, language or papers?",
        ),
        evidence=(
            "pay and task lists by nationality",
            "housing and contract terms by group",
            "rules or notices that name a group",
        ),
        root_causes=(
            "discriminatory_norms",
            "status_tied_to_employer",
        ),
        remedies=(
            "policy_change",
            "back_pay",
            "interpreter_hired",
        ),
    ),
    IssueType(
        slug=Slug("equ.sex_pregnancy"),
        label="Discrimination by sex, pregnancy, family",
        definition="Includes testing, dismissal, unsafe work while pregnant",
        urgency=Urgency.HIGH,
        ilo=("abuse_of_vulnerability",),
        fair_wear="fw_disc",
        better_work="bw_disc",
        sensitive=True,
        self_identifying=True,
        asks=(
            "Were you tested, asked or treated differently because of sex, pregnancy or family?",
            "Is your work safe for you now, and do you need a change at once?",
        ),
        evidence=(
            "hiring, test and dismissal records",
            "maternity leave and benefit records",
            "how tasks are given to pregnant workers",
        ),
        root_causes=(
            "discriminatory_norms",
            "law_not_known",
        ),
        remedies=(
            "policy_change",
            "reinstatement",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("equ.other_ground"),
        label="Discrimination on another ground",
        definition="Religion, disability, health, age, orientation, union or other",
        urgency=Urgency.MEDIUM,
        ilo=("abuse_of_vulnerability",),
        fair_wear="fw_disc",
        better_work="bw_disc",
        sensitive=True,
        asks=(
            "Who is treated worse, and what do you think is the reason?",
            "What was said or written, and has it happened to others?",
        ),
        evidence=(
            "records of pay, tasks or discipline by group",
            "words or rules that name the ground",
            "how others in the same position were treated",
        ),
        root_causes=(
            "discriminatory_norms",
            "supervisors_untrained",
        ),
        remedies=(
            "policy_change",
            "supervisor_conduct",
        ),
    ),
)
