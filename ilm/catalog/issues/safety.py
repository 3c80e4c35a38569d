"""Safety and health at work. Dangers at work and care for those hurt."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

SAFETY = (
    IssueType(
        slug=Slug("osh.imminent_danger"),
        label="Imminent danger",
        definition="Serious harm may happen now; right to refuse unsafe work",
        urgency=Urgency.LIFE_THREAT,
        ilo=("abusive_working_and_living_conditions",),
        icls="hazardous_without_consent",
        fair_wear="fw_osh",
        better_work="bw_osh",
        asks=(
            "What is the danger, where is it, and are people there now?",
            "Can you move away safely? You may refuse work that can kill or maim.",
        ),
        evidence=(
            "photographs or video, only if safe to take",
            "an expert's visit at once",
            "earlier warnings given to managers",
        ),
        root_causes=(
            "maintenance_poor",
            "supervisors_untrained",
        ),
        remedies=(
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("osh.fire_building"),
        label="Fire, electrical or building hazard",
        definition="Blocked exits, cracks, wiring, missing alarms",
        urgency=Urgency.URGENT,
        ilo=("abusive_working_and_living_conditions",),
        icls="hazardous_without_consent",
        fair_wear="fw_osh",
        better_work="bw_osh",
        asks=(
            "Which exit, crack, wire or alarm is it, and on which floor?",
            "Are exits locked or blocked during work? When was the last drill?",
        ),
        evidence=(
            "photographs of the place with date",
            "inspection, fire and building certificates",
            "an unannounced look at exits during a shift",
        ),
        root_causes=(
            "maintenance_poor",
            "oversight_weak",
        ),
        remedies=(
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("osh.injury"),
        label="Injury or illness from work",
        definition="Not treated, reported or compensated",
        urgency=Urgency.URGENT,
        ilo=("abusive_working_and_living_conditions",),
        icls="hazardous_without_consent",
        fair_wear="fw_osh",
        better_work="bw_osh",
        htcds=("RestrictsMedicalCare",),
        self_identifying=True,
        asks=(
            "What happened, when, and how are you now?",
            "Did you see a doctor, who paid, and were you paid for the days off?",
        ),
        evidence=(
            "medical record and accident register",
            "claim at the injury fund",
            "the machine or place and its guards",
        ),
        root_causes=(
            "maintenance_poor",
            "supervisors_untrained",
        ),
        remedies=(
            "hazard_removed",
            "healthcare",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("osh.care_denied"),
        label="Medical care denied",
        definition="Sick person kept from care or rest",
        urgency=Urgency.URGENT,
        ilo=("abusive_working_and_living_conditions",),
        icls="vulnerability_abused",
        fair_wear="fw_osh",
        better_work="bw_osh",
        htcds=("RestrictsMedicalCare",),
        self_identifying=True,
        asks=(
            "How do you feel now? Do you need an ambulance or a clinic today?",
            "Whom did you ask for care or rest, and what was the answer?",
        ),
        evidence=(
            "requests for sick leave and answers",
            "clinic log and working hours on that day",
            "witnesses who saw the person ill at work",
        ),
        root_causes=(
            "supervisors_untrained",
            "understaffed",
        ),
        remedies=(
            "healthcare",
            "supervisor_conduct",
            "hours_and_rest_restored",
        ),
    ),
    IssueType(
        slug=Slug("osh.exposure"),
        label="Hazardous exposure or no protection",
        definition="Chemicals, heat, noise, machines without equipment or training",
        urgency=Urgency.HIGH,
        ilo=("abusive_working_and_living_conditions",),
        icls="hazardous_without_consent",
        fair_wear="fw_osh",
        better_work="bw_osh",
        fees=("equipment",),
        asks=(
            "What are you exposed to: chemical, dust, heat, noise, machine?",
            "What protection and training did you get, and who pays for it?",
        ),
        evidence=(
            "safety sheets, measurements and training lists",
            "protection seen in use on a visit",
            "health complaints of the same unit",
        ),
        root_causes=(
            "maintenance_poor",
            "supervisors_untrained",
        ),
        remedies=(
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("osh.water_toilets"),
        label="Water, toilets, canteen at work",
        definition="Missing, unsafe or too few",
        urgency=Urgency.MEDIUM,
        ilo=("abusive_working_and_living_conditions",),
        fair_wear="fw_osh",
        better_work="bw_osh",
        htcds=("WithholdsNecessities",),
        asks=(
            "Is there clean drinking water, and are there enough toilets?",
            "Are they open, clean and separate for women and men?",
        ),
        evidence=(
            "count of toilets against workers and law",
            "water test report",
            "photographs and a visit",
        ),
        root_causes=(
            "maintenance_poor",
            "cost_pressure",
        ),
        remedies=(
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("osh.transport"),
        label="Unsafe transport",
        definition="Journeys arranged by the employer put people at risk",
        urgency=Urgency.HIGH,
        ilo=("abusive_working_and_living_conditions",),
        fair_wear="fw_osh",
        better_work="bw_osh",
        fees=("travel_lodging",),
        asks=(
            "Which vehicle or boat takes you to work, and how many people are in it?",
            "Have there been accidents, tired drivers or no seats and belts?",
        ),
        evidence=(
            "vehicle papers and driver hours",
            "photographs of loading",
            "accident reports",
        ),
        root_causes=(
            "cost_pressure",
            "maintenance_poor",
        ),
        remedies=(
            "hazard_removed",
            "policy_change",
        ),
    ),
)
