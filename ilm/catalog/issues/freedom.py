"""Freedom and coercion. What keeps a person from saying no or going away."""

from ilm.catalog.issues.base import IssueType
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

FREEDOM = (
    IssueType(
        slug=Slug("fre.confinement"),
        label="Locked in or guarded",
        definition="Cannot leave workplace or lodging",
        urgency=Urgency.URGENT,
        ilo=("restriction_of_movement",),
        icls="movement_restricted",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        sensitive=True,
        asks=(
            "Can you speak safely? Are you able to leave the building now?",
            "Who holds the keys or guards the door, and at which hours?",
            "What happens in a fire?",
        ),
        evidence=(
            "locks, guards and gates seen on a visit at night",
            "gate logs and rules for leaving",
            "accounts of people outside the site",
        ),
        root_causes=("deliberate_control",),
        remedies=(
            "movement_freed",
            "dormitories_made_safe",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("fre.movement_limits"),
        label="Movement limited",
        definition="Curfew, permission, escort or surveillance beyond need",
        urgency=Urgency.HIGH,
        ilo=("restriction_of_movement",),
        icls="movement_restricted",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        asks=(
            "Where may you go in your free time, and whom must you ask?",
            "Are you followed, filmed or accompanied? What if you come back late?",
        ),
        evidence=(
            "curfew rules and who they apply to",
            "gate logs, cameras and pass books",
            "accounts of several nationalities and genders",
        ),
        root_causes=(
            "deliberate_control",
            "discriminatory_norms",
        ),
        remedies=(
            "movement_freed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("fre.isolation"),
        label="Cut off from others",
        definition="Phone taken, no contact with family or outside",
        urgency=Urgency.URGENT,
        ilo=("isolation",),
        icls="movement_restricted",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        sensitive=True,
        asks=(
            "When did you last speak with your family, and on whose phone?",
            "Who decides whether you may use a phone or see other people?",
        ),
        evidence=(
            "rules or lockers for phones",
            "signal and transport at the place",
            "family's account of contact lost",
        ),
        root_causes=("deliberate_control",),
        remedies=(
            "movement_freed",
            "policy_change",
        ),
    ),
    IssueType(
        slug=Slug("fre.threats"),
        label="Threats",
        definition="Violence, denunciation, or harm to family threatened",
        urgency=Urgency.URGENT,
        ilo=("intimidation_and_threats",),
        icls="threats_or_violence",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=(
            "PhysicalThreats",
            "ThreatsLawEnforcement",
            "ThreatensChildrenFamily",
        ),
        sensitive=True,
        asks=(
            "What were you told would happen, who said it, and when?",
            "Do you think they can do it? What do you need to be safe today?",
        ),
        evidence=(
            "messages, recordings or witnesses, if safe to keep",
            "earlier acts that make the threat believable",
            "whether others were threatened alike",
        ),
        root_causes=(
            "deliberate_control",
            "supervisors_untrained",
        ),
        remedies=(
            "supervisor_conduct",
            "movement_freed",
        ),
    ),
    IssueType(
        slug=Slug("fre.cannot_resign"),
        label="Cannot resign",
        definition="Leaving blocked or penalised, or change of employer refused unlawfully",
        urgency=Urgency.HIGH,
        ilo=(
            "abuse_of_vulnerability",
            "intimidation_and_threats",
        ),
        icls="no_or_limited_freedom_to_leave",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        fees=("bond",),
        asks=(
            "Have you tried to leave the job or change employer? What happened?",
            "What would you lose or have to pay if you left?",
        ),
        evidence=(
            "contract clauses on notice, bond or penalty",
            "answers to earlier resignations",
            "law on change of employer",
        ),
        root_causes=(
            "status_tied_to_employer",
            "deliberate_control",
        ),
        remedies=(
            "movement_freed",
            "documents_returned",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("fre.debt_manipulated"),
        label="Debt inflated or never-ending",
        definition="Interest, forced purchases or false records keep the worker in debt",
        urgency=Urgency.HIGH,
        ilo=("debt_bondage",),
        icls="debt_bondage_or_manipulation",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("DebtBondage",),
        asks=(
            "How much did you owe at first, and how much now? Who keeps the record?",
            "What do you have to buy or pay for here, and at what price?",
        ),
        evidence=(
            "the employer's ledger against payslips",
            "prices in the company shop against the market",
            "interest and repayments recalculated",
        ),
        root_causes=(
            "deliberate_control",
            "fee_chain",
        ),
        remedies=(
            "debt_cancelled",
            "deductions_stopped",
            "back_pay",
        ),
    ),
    IssueType(
        slug=Slug("fre.vulnerability_abused"),
        label="Dependence abused",
        definition="Status, housing, family job, illness or disability used to compel",
        urgency=Urgency.HIGH,
        ilo=("abuse_of_vulnerability",),
        icls="vulnerability_abused",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("Other",),
        asks=(
            "Are your papers, housing, family or illness used to make you work or stay?",
            "What were you made to accept because of it?",
        ),
        evidence=(
            "what the worker depends on and who controls it",
            "terms given to this person against others",
            "statements of people trusted by the worker",
        ),
        root_causes=(
            "status_tied_to_employer",
            "deliberate_control",
        ),
        remedies=(
            "movement_freed",
            "supervisor_conduct",
            "status_regularised",
        ),
    ),
    IssueType(
        slug=Slug("fre.illicit_or_private_work"),
        label="Forced illicit or private work",
        definition="Made to break the law, serve privately, or take substances",
        urgency=Urgency.URGENT,
        ilo=(
            "abuse_of_vulnerability",
            "abusive_working_and_living_conditions",
        ),
        icls="different_work_without_consent",
        fair_wear="fw_free",
        better_work="bw_forced",
        htcds=("PsychoactiveSubstance",),
        sensitive=True,
        asks=(
            "Are you made to do work outside your job, at someone's home, or against the law?",
            "Are you given substances to work longer or to obey?",
        ),
        evidence=(
            "place and kind of the other work",
            "statements of several workers, taken apart",
            "health signs noted by a clinician, by consent",
        ),
        root_causes=("deliberate_control",),
        remedies=(
            "movement_freed",
            "supervisor_conduct",
        ),
    ),
)
