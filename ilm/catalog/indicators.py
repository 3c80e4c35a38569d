"""The eleven ILO indicators of forced labour (ILO 2012)."""

from dataclasses import dataclass

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """`htcds`: the control values of HTCDS 2.0 a reviewer may confirm for it."""

    number: int
    slug: Slug
    meaning: str
    htcds: tuple[str, ...]


def _indicator(number: int, slug: str, meaning: str, *htcds: str) -> Indicator:
    return Indicator(number=number, slug=Slug(slug), meaning=meaning, htcds=htcds)


INDICATORS = by_slug(
    _indicator(
        1,
        "abuse_of_vulnerability",
        "using lack of choice (status, language, poverty, dependence) to impose work",
        "Other",
    ),
    _indicator(2, "deception", "work, pay, place or terms not as promised", "FalsePromises"),
    _indicator(
        3,
        "restriction_of_movement",
        "locked in, guarded, followed, permission needed to go out",
        "Other",
    ),
    _indicator(4, "isolation", "remote place, no phone, no contact with others", "Other"),
    _indicator(
        5,
        "physical_and_sexual_violence",
        "violence against the worker, family or colleagues",
        "PhysicalAbuse",
        "SexualAbuse",
    ),
    _indicator(
        6,
        "intimidation_and_threats",
        "threats of violence, denunciation, loss of job or pay",
        "PhysicalThreats",
        "ThreatsLawEnforcement",
        "ThreatensChildrenFamily",
        "PsychologicalAbuse",
    ),
    _indicator(
        7,
        "retention_of_identity_documents",
        "papers kept and not freely returned",
        "WithholdsDocuments",
    ),
    _indicator(
        8,
        "withholding_of_wages",
        "pay held back systematically, so that the worker stays",
        "TakesEarnings",
        "RestrictsFinancialAccess",
    ),
    _indicator(
        9, "debt_bondage", "working off a debt, fees or manipulated advances", "DebtBondage"
    ),
    _indicator(
        10,
        "abusive_working_and_living_conditions",
        "degrading or hazardous conditions nobody would freely accept",
        "WithholdsNecessities",
        "RestrictsMedicalCare",
    ),
    _indicator(
        11,
        "excessive_overtime",
        "hours beyond legal limits under threat or to reach minimum pay",
        "ExcessiveWorkingHours",
    ),
)
