"""Violence, harassment, discipline. Harm, harassment and unlawful discipline."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

VIOLENCE = (
    IssueType(
        slug=Slug("vio.physical"),
        label="Physical violence",
        definition="Hitting, pushing or other bodily harm",
        urgency=Urgency.URGENT,
        ilo=("physical_and_sexual_violence",),
        icls="threats_or_violence",
        fair_wear="fw_osh",
        better_work="bw_contract",
        htcds=("PhysicalAbuse",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "Are you safe now, and do you need a doctor?",
            "Who hurt you, when and where? Did anyone see it?",
            "Has it happened to others?",
        ),
        evidence=(
            "medical record or photographs, by consent",
            "witnesses heard apart and off site",
            "shift lists for the time and place",
        ),
        root_causes=(
            "supervisors_untrained",
            "deliberate_control",
        ),
        remedies=(
            "supervisor_conduct",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("vio.sexual_assault"),
        label="Sexual assault",
        definition="Sexual act or contact by force or without consent",
        urgency=Urgency.URGENT,
        ilo=("physical_and_sexual_violence",),
        icls="threats_or_violence",
        fair_wear="fw_osh",
        better_work="bw_disc",
        htcds=("SexualAbuse",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "Are you safe now? Would you like medical care or someone to be with you?",
            "You need not tell the details. What do you want to happen next?",
            "Which language and gender should the person who helps you have?",
        ),
        evidence=(
            "what the worker chooses to tell, once, to a trained person",
            "medical record, by consent and within its time limits",
            "who had access to the place at that time",
        ),
        root_causes=(
            "supervisors_untrained",
            "discriminatory_norms",
        ),
        remedies=(
            "sexual_harassment_handled",
            "supervisor_conduct",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("vio.sexual_harassment"),
        label="Sexual harassment",
        definition="Unwanted sexual words, looks, messages or touching",
        urgency=Urgency.HIGH,
        ilo=("physical_and_sexual_violence",),
        fair_wear="fw_osh",
        better_work="bw_disc",
        htcds=("SexualAbuse",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "What was said or done that you did not want? How often?",
            "Does that person decide on your work, pay or housing?",
            "What would make you feel safe at work?",
        ),
        evidence=(
            "messages or pictures the worker wishes to share",
            "pattern in other reports on the same unit",
            "what the complaints committee did before",
        ),
        root_causes=(
            "supervisors_untrained",
            "discriminatory_norms",
            "channel_not_trusted",
        ),
        remedies=(
            "sexual_harassment_handled",
            "supervisor_conduct",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("vio.verbal"),
        label="Verbal or psychological abuse",
        definition="Shouting, insults, humiliation, bullying",
        urgency=Urgency.MEDIUM,
        ilo=("intimidation_and_threats",),
        fair_wear="fw_osh",
        better_work="bw_contract",
        htcds=("PsychologicalAbuse",),
        asks=(
            "What words are used, by whom, and how often?",
            "Is it towards you, or towards a group? What happens just before it?",
        ),
        evidence=(
            "accounts of several workers of the same line",
            "what is heard on an unannounced visit",
            "earlier complaints on the same supervisor",
        ),
        root_causes=(
            "supervisors_untrained",
            "buyer_price_pressure",
        ),
        remedies=(
            "supervisor_conduct",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("vio.punishment"),
        label="Degrading or money punishment",
        definition="Fines, standing, public shaming or other unlawful discipline",
        urgency=Urgency.MEDIUM,
        ilo=(
            "intimidation_and_threats",
            "withholding_of_wages",
        ),
        icls="threats_or_violence",
        fair_wear="fw_osh",
        better_work="bw_contract",
        htcds=("PsychologicalAbuse",),
        asks=(
            "What punishment was given, for what, and who decided it?",
            "Was money taken? Was it done in front of others?",
        ),
        evidence=(
            "fine book or deduction lines",
            "written rules on discipline against the law",
            "witnesses of the punishment",
        ),
        root_causes=(
            "supervisors_untrained",
            "law_not_known",
        ),
        remedies=(
            "deductions_stopped",
            "supervisor_conduct",
            "policy_change",
        ),
    ),
)
