"""The exchange form of CTDC (Global Synthetic Data Codebook v2): 27 variables in a fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

VARIABLES: Final = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "CountryOfExploitation",
    "traffickMonths",
    "meansDebtBondageEarnings",
    "meansThreats",
    "meansAbusePsyPhySex",
    "meansFalsePromises",
    "meansDrugsAlcohol",
    "meansDenyBasicNeeds",
    "meansExcessiveWorkHours",
    "meansWithholdDocs",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "typeOfLabourAgriculture",
    "typeOfLabourConstruction",
    "typeOfLabourDomesticWork",
    "typeOfLabourHospitality",
    "typeOfSexProstitution",
    "typeOfSexPornography",
    "recruiterRelationIntimatePartner",
    "recruiterRelationFriend",
    "recruiterRelationFamily",
    "recruiterRelationOther",
)
READ_ALIASES: Final = MappingProxyType({"meansWithholdDocuments": "meansWithholdDocs"})
FLAGS: Final = frozenset(VARIABLES[6:])
GENDERS: Final = ("Man", "Woman", "Trans/Transgender/NonConforming")

AGE_BANDS: Final = (
    (8, "0—8"),
    (17, "9—17"),
    (20, "18—20"),
    (23, "21—23"),
    (26, "24—26"),
    (29, "27—29"),
    (38, "30—38"),
    (47, "39—47"),
)
OLDEST: Final = "48+"
MONTH_BANDS: Final = ((12, "0—12 (0-1 yr)"), (24, "13—24 (1-2 yrs)"))
LONGEST: Final = "25+ (2+ yrs)"

MERGED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DebtBondage": "meansDebtBondageEarnings",
        "TakesEarnings": "meansDebtBondageEarnings",
        "Threats": "meansThreats",
        "UsesChildren": "meansThreats",
        "ThreatOfLawEnforcement": "meansThreats",
        "PsychologicalAbuse": "meansAbusePsyPhySex",
        "PhysicalAbuse": "meansAbusePsyPhySex",
        "SexualAbuse": "meansAbusePsyPhySex",
        "RestrictsFinancialAccess": "meansDenyBasicNeeds",
        "RestrictsMovement": "meansDenyBasicNeeds",
        "RestrictsMedicalCare": "meansDenyBasicNeeds",
        "WithholdsNecessities": "meansDenyBasicNeeds",
        "PsychoactiveSubstances": "meansDrugsAlcohol",
        "FalsePromises": "meansFalsePromises",
        "ExcessiveWorkingHours": "meansExcessiveWorkHours",
        "WithholdsDocuments": "meansWithholdDocs",
    }
)
"""Old control names of the k-anonymised file → new variables."""

FROM_HTCDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PhysicalThreats": "meansThreats",
        "ThreatsLawEnforcement": "meansThreats",
        "ThreatensChildrenFamily": "meansThreats",
        "PsychologicalAbuse": "meansAbusePsyPhySex",
        "PhysicalAbuse": "meansAbusePsyPhySex",
        "SexualAbuse": "meansAbusePsyPhySex",
        "DebtBondage": "meansDebtBondageEarnings",
        "TakesEarnings": "meansDebtBondageEarnings",
        "RestrictsFinancialAccess": "meansDenyBasicNeeds",
        "RestrictsMedicalCare": "meansDenyBasicNeeds",
        "WithholdsNecessities": "meansDenyBasicNeeds",
        "PsychoactiveSubstance": "meansDrugsAlcohol",
        "FalsePromises": "meansFalsePromises",
        "ExcessiveWorkingHours": "meansExcessiveWorkHours",
        "WithholdsDocuments": "meansWithholdDocs",
    }
)
"""HTCDS 2.0 control values → variables; `Other` becomes nothing."""

MOVEMENT_LEAVES: Final = frozenset({"fre.confinement", "fre.movement_limits"})
"""Our own leaves on movement, for which HTCDS has no value: they deny basic needs."""

GENDER_FROM_HTCDS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "Feminine": GENDERS[1],
        "Masculine": GENDERS[0],
        "TransgenderFeminine": GENDERS[2],
        "TransgenderMasculine": GENDERS[2],
        "NonConforming": GENDERS[2],
        "NonSpecifiedUnknown": None,
    }
)
LABOUR_FROM_ISIC_SECTION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "F": "typeOfLabourConstruction",
        "I": "typeOfLabourHospitality",
        "T": "typeOfLabourDomesticWork",
    }
)
"""Agriculture is ISIC division 01 only, so it cannot come from section A."""


def age_band(age: int) -> str:
    """`ageBroad` of an age in full years at registration. ValueError below 0."""
    if age < 0:
        raise ValueError("an age is not negative")
    return next((band for top, band in AGE_BANDS if age <= top), OLDEST)


def months_band(months: int) -> str:
    """`traffickMonths` of a duration in full months. ValueError below 0."""
    if months < 0:
        raise ValueError("a duration is not negative")
    return next((band for top, band in MONTH_BANDS if months <= top), LONGEST)


def means_of(controls: Iterable[str], *, leaves: Iterable[str] = ()) -> tuple[str, ...]:
    """The `means…` variables set by HTCDS controls and by our own leaves, in codebook order."""
    found = {FROM_HTCDS[control] for control in controls if control in FROM_HTCDS}
    if MOVEMENT_LEAVES.intersection(leaves):
        found.add("meansDenyBasicNeeds")
    return tuple(name for name in VARIABLES if name in found)


def merged(old_controls: Iterable[str]) -> tuple[str, ...]:
    """New variables for old control names; names that were dropped give nothing."""
    found = {MERGED[name] for name in old_controls if name in MERGED}
    return tuple(name for name in VARIABLES if name in found)


def labour_of(isic_sections: Iterable[str], *, divisions: Iterable[str] = ()) -> tuple[str, ...]:
    """`typeOfLabour…` of ISIC section letters and two-digit divisions ('01' is agriculture)."""
    found = {LABOUR_FROM_ISIC_SECTION[s] for s in isic_sections if s in LABOUR_FROM_ISIC_SECTION}
    if "01" in set(divisions):
        found.add("typeOfLabourAgriculture")
    return tuple(name for name in VARIABLES if name in found)


def ctdc_row(values: Mapping[str, object]) -> dict[str, str | None]:
    """All 27 variables in order. Flags are '1' or None, never '0'. Unknown names: ValueError."""
    read = {READ_ALIASES.get(name, name): value for name, value in values.items()}
    if strange := sorted(read.keys() - set(VARIABLES)):
        raise ValueError(f"not in the codebook: {', '.join(strange)}")
    return {name: _cell(name, read.get(name)) for name in VARIABLES}


def _cell(name: str, value: object) -> str | None:
    if name in FLAGS:
        return "1" if value in (True, 1, "1") else None
    return None if value in (None, "") else str(value)


def percentages(
    people: Iterable[Mapping[str, object]], group: Sequence[str]
) -> dict[str, Fraction]:
    """Share in percent of each variable of `group`, exact.

    The denominator is the people who gave *any* answer in the group, so shares may add up to more
    than 100; all are 0 when nobody answered.
    """
    answered = [p for p in people if any(p.get(name) for name in group)]
    whole = max(len(answered), 1)
    return {name: Fraction(100 * sum(bool(p.get(name)) for p in answered), whole) for name in group}
