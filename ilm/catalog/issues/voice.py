"""Voice and protection. Whether speaking up works, and is safe."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

VOICE = (
    IssueType(
        slug=Slug("voi.mechanism_fails"),
        label="Grievance mechanism does not work",
        definition="Missing, unsafe, silent, or no interpreter",
        urgency=Urgency.MEDIUM,
        better_work="bw_contract",
        asks=(
            "Did you go to HR or the complaint channel? If not, why not?",
            "What answer came, in which language, and after how long?",
        ),
        evidence=(
            "a test complaint in the worker's language",
            "complaint log against what workers say they reported",
            "who reads complaints and to whom they report",
        ),
        root_causes=(
            "channel_not_trusted",
            "no_interpreter",
        ),
        remedies=(
            "grievance_mechanism_repaired",
            "interpreter_hired",
        ),
    ),
    IssueType(
        slug=Slug("voi.association"),
        label="Union or worker committee blocked",
        definition="Interference, sham elections, refusal to bargain",
        urgency=Urgency.HIGH,
        ilo=("intimidation_and_threats",),
        fair_wear="fw_foa",
        better_work="bw_foa",
        asks=(
            "Can workers meet, join or choose representatives freely?",
            "What happened to those who tried?",
        ),
        evidence=(
            "election records and who stood",
            "transfers or dismissals of organisers",
            "letters refusing talks",
        ),
        root_causes=(
            "deliberate_control",
            "law_not_known",
        ),
        remedies=(
            "policy_change",
            "reinstatement",
            "supervisor_conduct",
        ),
    ),
    IssueType(
        slug=Slug("voi.reprisal"),
        label="Reprisal for speaking up",
        definition="Any type of §3.14",
        urgency=Urgency.URGENT,
        ilo=("intimidation_and_threats",),
        icls="threats_or_violence",
        htcds=("Other",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "What happened to you after you spoke, and on which day?",
            "Who knew or may have guessed? Are you safe now?",
            "What would make it right?",
        ),
        evidence=(
            "dates of the disclosure and of the harm, side by side",
            "how others of the unit fared in the same weeks",
            "orders, messages or records behind the change",
        ),
        root_causes=(
            "channel_not_trusted",
            "deliberate_control",
        ),
        remedies=(
            "reinstatement",
            "back_pay",
            "supervisor_conduct",
        ),
    ),
    IssueType(
        slug=Slug("voi.identity_leaked"),
        label="Identity or complaint leaked",
        definition="HR, auditor, agency or supporter revealed who complained",
        urgency=Urgency.URGENT,
        ilo=("intimidation_and_threats",),
        sensitive=True,
        self_identifying=True,
        asks=(
            "How do you know that your name or complaint is known?",
            "Who could have told, and what do you fear may happen?",
        ),
        evidence=(
            "what was sent, to whom and when",
            "access log of the complaint",
            "words used by the person who knew",
        ),
        root_causes=(
            "channel_not_trusted",
            "supervisors_untrained",
        ),
        remedies=(
            "grievance_mechanism_repaired",
            "supervisor_conduct",
        ),
    ),
    IssueType(
        slug=Slug("voi.audit_deception"),
        label="Coaching or false records",
        definition="Workers coached or threatened, or records forged, for audits or inspections",
        urgency=Urgency.MEDIUM,
        ilo=("intimidation_and_threats",),
        better_work="bw_contract",
        asks=(
            "Were you told what to say or where to be during a visit?",
            "Were papers changed, or people sent away, before it?",
        ),
        evidence=(
            "coaching notes or messages",
            "two sets of time or pay records",
            "off-site accounts set against the audit report",
        ),
        root_causes=(
            "buyer_price_pressure",
            "deliberate_control",
        ),
        remedies=(
            "policy_change",
            "supervisor_conduct",
        ),
    ),
)
