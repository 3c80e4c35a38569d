"""Living conditions. Where people sleep, eat and wait."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

LIVING = (
    IssueType(
        slug=Slug("liv.housing_unsafe"),
        label="Unsafe housing",
        definition="Fire, structure, security or violence risk where workers live",
        urgency=Urgency.HIGH,
        ilo=("abusive_working_and_living_conditions",),
        icls="degrading_living_conditions_imposed",
        fair_wear="fw_osh",
        better_work="bw_osh",
        asks=(
            "What is unsafe where you sleep: fire, building, locks, violence?",
            "How many people sleep there, and how do you get out at night?",
        ),
        evidence=(
            "photographs and a visit to the dormitory",
            "fire and building papers",
            "accounts of people of each floor",
        ),
        root_causes=(
            "maintenance_poor",
            "cost_pressure",
        ),
        remedies=(
            "dormitories_made_safe",
            "hazard_removed",
        ),
    ),
    IssueType(
        slug=Slug("liv.housing_poor"),
        label="Poor housing",
        definition="Crowded, dirty, no privacy, no facilities",
        urgency=Urgency.MEDIUM,
        ilo=("abusive_working_and_living_conditions",),
        icls="degrading_living_conditions_imposed",
        fair_wear="fw_osh",
        better_work="bw_osh",
        htcds=("WithholdsNecessities",),
        asks=(
            "How many people share your room, toilet and kitchen?",
            "Is it clean and private, and can you keep your things safe?",
        ),
        evidence=(
            "room count and size against law",
            "photographs and a visit",
            "who owns and runs the housing",
        ),
        root_causes=(
            "cost_pressure",
            "maintenance_poor",
        ),
        remedies=(
            "dormitories_made_safe",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("liv.food_water"),
        label="Food or water inadequate",
        definition="Too little, unsafe or withheld",
        urgency=Urgency.HIGH,
        ilo=("abusive_working_and_living_conditions",),
        icls="degrading_living_conditions_imposed",
        fair_wear="fw_osh",
        better_work="bw_osh",
        htcds=("WithholdsNecessities",),
        asks=(
            "What food and water do you get, and is it enough?",
            "Is food or water ever held back as a punishment?",
        ),
        evidence=(
            "menus, purchases and a visit at meal time",
            "water test report",
            "workers' accounts over several days",
        ),
        root_causes=(
            "cost_pressure",
            "deliberate_control",
        ),
        remedies=(
            "dormitories_made_safe",
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("liv.overcharged"),
        label="Overcharged for living",
        definition="Compulsory or unfair prices for housing, food, transport, shop",
        urgency=Urgency.MEDIUM,
        ilo=(
            "withholding_of_wages",
            "debt_bondage",
        ),
        icls="debt_bondage_or_manipulation",
        fair_wear="fw_wage",
        better_work="bw_comp",
        htcds=("TakesEarnings",),
        asks=(
            "What do you pay for room, food, transport or the shop?",
            "May you choose another, and what does it cost outside?",
        ),
        evidence=(
            "charges on payslips over several months",
            "prices compared with the neighbourhood",
            "contract terms on housing and food",
        ),
        root_causes=(
            "cost_pressure",
            "deliberate_control",
        ),
        remedies=(
            "deductions_stopped",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("liv.at_sea_remote"),
        label="Held long at sea or remote site",
        definition="No landing, contact, supplies or relief for long periods",
        urgency=Urgency.URGENT,
        ilo=(
            "restriction_of_movement",
            "isolation",
            "abusive_working_and_living_conditions",
        ),
        icls="movement_restricted",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("WithholdsNecessities",),
        asks=(
            "When were you last on land or in a town, and when will you be next?",
            "Is there enough food, water, medicine and a way to call?",
        ),
        evidence=(
            "vessel position and port records",
            "crew lists and transfers at sea",
            "supplies and messages to family",
        ),
        root_causes=(
            "deliberate_control",
            "oversight_weak",
        ),
        remedies=(
            "movement_freed",
            "back_pay",
        ),
    ),
)
