"""Children and young workers. Work by people under 18: always the child route."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

CHILDREN = (
    IssueType(
        slug=Slug("chi.under_age"),
        label="Child below minimum age at work",
        definition="Younger than the legal age for the work",
        urgency=Urgency.URGENT,
        ilo=("abuse_of_vulnerability",),
        fair_wear="fw_child",
        better_work="bw_child",
        sensitive=True,
        self_identifying=True,
        child=True,
        asks=(
            "How old is the child, and how do you know?",
            "Where is the child now, what work is it, and who looks after the child?",
        ),
        evidence=(
            "birth or school record, checked gently",
            "age of entry against papers used for hiring",
            "child protection worker's view, not a raid",
        ),
        root_causes=(
            "age_not_checked",
            "fee_chain",
        ),
        remedies=(
            "child_supported",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("chi.hazardous_young"),
        label="Hazardous work of a young person",
        definition="Under 18 in hazardous or night work",
        urgency=Urgency.HIGH,
        ilo=(
            "abuse_of_vulnerability",
            "abusive_working_and_living_conditions",
        ),
        icls="hazardous_without_consent",
        fair_wear="fw_child",
        better_work="bw_child",
        sensitive=True,
        self_identifying=True,
        child=True,
        asks=(
            "How old are you, and which tasks and hours do you have?",
            "Do you work at night, with machines, chemicals or heavy loads?",
        ),
        evidence=(
            "task and shift lists of workers under 18",
            "list of hazardous work in the law",
            "health check of the young worker",
        ),
        root_causes=(
            "age_not_checked",
            "supervisors_untrained",
        ),
        remedies=(
            "child_supported",
            "hazard_removed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("chi.worst_forms"),
        label="Worst forms",
        definition="Forced, trafficked, sexual or illicit use of a child",
        urgency=Urgency.LIFE_THREAT,
        ilo=(
            "abuse_of_vulnerability",
            "physical_and_sexual_violence",
        ),
        icls="threats_or_violence",
        fair_wear="fw_child",
        better_work="bw_child",
        htcds=("Other",),
        sensitive=True,
        self_identifying=True,
        child=True,
        asks=(
            "Is the child safe at this moment? Where is the child?",
            "Who controls the child, and who else knows?",
        ),
        evidence=(
            "what a trained child protection worker learns, once",
            "place and persons named by the reporter",
            "earlier alerts on the same place",
        ),
        root_causes=(
            "deliberate_control",
            "oversight_weak",
        ),
        remedies=("child_supported",),
    ),
)
