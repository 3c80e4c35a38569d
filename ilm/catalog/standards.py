"""Other people's code lists, beside our one issue tree, and how a leaf points into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ilm.catalog.issues import IssueType


class Certainty(StrEnum):
    """How a leaf relates to the code: the code is the same, wider, narrower, or merely related."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"


@dataclass(frozen=True, kw_only=True)
class CrosswalkRow:
    leaf: str
    standard: str
    code: str
    version: str
    certainty: Certainty


def _list(**codes: str) -> Mapping[str, str]:
    return MappingProxyType(codes)


FAIR_WEAR: Final = _list(
    fw_free="Employment is freely chosen",
    fw_foa="Freedom of association and collective bargaining",
    fw_disc="No discrimination",
    fw_child="No child labour",
    fw_wage="Living wage",
    fw_hours="No excessive hours",
    fw_osh="Safe and healthy conditions",
    fw_contract="Legally binding employment relationship",
)
BETTER_WORK: Final = _list(
    bw_child="Child labour",
    bw_disc="Discrimination",
    bw_forced="Forced labour",
    bw_foa="Freedom of association",
    bw_comp="Compensation",
    bw_contract="Contracts and human resources",
    bw_osh="Occupational safety and health",
    bw_time="Working time",
)
RSC_TOPICS: Final = _list(
    osh="Occupational safety and health",
    contracts_separation="Contracts and separation",
    wages_benefits_leave="Wages, benefits and leave",
    foa_cb="Freedom of association and collective bargaining",
    child_labour="Child labour",
    forced_labour="Forced labour",
    discrimination="Discrimination",
)
ETI: Final = MappingProxyType(
    {
        1: "Employment is freely chosen",
        2: "Freedom of association",
        3: "Safe and hygienic conditions",
        4: "No child labour",
        5: "Living wages",
        6: "Working hours",
        7: "No discrimination",
        8: "Regular employment",
        9: "No harsh or inhumane treatment",
    }
)
SA8000: Final = (
    "child labour",
    "forced labour",
    "health and safety",
    "freedom of association and collective bargaining",
    "discrimination",
    "disciplinary practices",
    "working hours",
    "remuneration",
    "management system",
)
LKSG: Final = MappingProxyType(
    {
        1: "Minimum age",
        2: "Worst forms of child labour",
        3: "Forced labour",
        4: "Slavery and oppression",
        5: "Occupational safety",
        6: "Freedom of association",
        7: "Unequal treatment",
        8: "Adequate wage withheld",
        9: "Harm to soil, water, air",
        10: "Unlawful eviction",
        11: "Security forces",
        12: "Other grave violation",
    }
)
DHAKA: Final = (
    "no_fees",
    "clear_contracts",
    "inclusive_policies",
    "no_document_retention",
    "wages_regular_direct_on_time",
    "worker_representation",
    "safe_decent_work",
    "safe_decent_living",
    "access_to_remedy",
    "free_to_change_and_safe_return",
)
IRIS: Final = _list(
    A="Respect for laws and fundamental principles",
    B="Ethical and professional conduct",
    P1="No recruitment fees to jobseekers",
    P2="Freedom of movement",
    P3="Transparency of terms",
    P4="Confidentiality and data protection",
    P5="Access to remedy",
)
RECRUITER_REVIEW_AREAS: Final = (
    "fees",
    "pre_departure_orientation",
    "contract",
    "working_conditions",
)
SMETA_LEVELS: Final = ("minor", "major", "critical", "business-critical")
GLOBAL_TRACE_CAP: Final = (
    "Draft",
    "New",
    "In progress",
    "Under review",
    "Resolved",
    "Overdue",
)
GLOBAL_TRACE_EXTENSION: Final = ("Pending", "Approved", "Decline")
GLOBAL_TRACE_SEVERITY: Final = MappingProxyType({1: "low", 2: "medium", 3: "high"})
PUBLIC_COMPLAINT_STATUS: Final = ("Resolved", "Non OSH", "Not processed", "Factory Not Covered")
OECD_STEPS: Final = (
    "embed",
    "identify_and_assess",
    "cease_prevent_mitigate",
    "track",
    "communicate",
    "remediate",
)

_VERSIONS: Final = MappingProxyType(
    {
        "ilo11": "2012",
        "icls": "ICLS-20, 2018",
        "htcds": "2.0",
        "ctdc": "v2, February 2024",
        "rsc": "topics since 16 November 2025",
        "fee": "ILO 2019",
    }
)


def crosswalk(leaf: IssueType) -> tuple[CrosswalkRow, ...]:
    """Every code of other lists a leaf points to.

    What a leaf may show is `related`; a category that holds more than the leaf is `broader`.
    """
    wider, near = Certainty.BROADER, Certainty.RELATED
    vio = leaf.area == "vio"  # the RSC topic for violence is unsure: to be checked
    found: list[tuple[str, tuple[object, ...], Certainty]] = [
        ("ilo11", leaf.ilo, near),
        ("icls", (leaf.icls,), near),
        ("htcds", leaf.htcds, near),
        ("ctdc", leaf.ctdc_means, near),
        ("fair_wear", (leaf.fair_wear,), wider),
        ("better_work", (leaf.better_work,), wider),
        ("rsc", (leaf.rsc_topic,), near if vio else wider),
        ("eti", (leaf.eti,), wider),
        ("lksg", leaf.lksg, wider),
        ("dhaka", leaf.dhaka, wider),
        ("fee", leaf.fees, near),
    ]
    return tuple(
        CrosswalkRow(
            leaf=leaf.slug,
            standard=standard,
            code=str(code),
            version=_VERSIONS.get(standard, ""),
            certainty=certainty,
        )
        for standard, codes, certainty in found
        for code in codes
        if code
    )
