"""What can be done about an issue: corrective actions, kinds and forms of remedy, and guidance."""

import json
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from ilm.kit.slug import Slug, by_slug


class RemedyKind(StrEnum):
    """UNGP 25."""

    APOLOGY = "apology"
    RESTITUTION = "restitution"
    REHABILITATION = "rehabilitation"
    COMPENSATION_FINANCIAL = "compensation_financial"
    COMPENSATION_NON_FINANCIAL = "compensation_non_financial"
    PUNITIVE_SANCTION = "punitive_sanction"
    GUARANTEE_OF_NON_REPETITION = "guarantee_of_non_repetition"


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """`house`: a value of ours that the field's own list does not hold yet."""

    slug: Slug
    label: str
    kind: RemedyKind
    house: bool = False


def _remedy(slug: str, label: str, kind: RemedyKind, *, house: bool = False) -> Remedy:
    return Remedy(slug=Slug(slug), label=label, kind=kind, house=house)


_K: Final = RemedyKind
_NEVER_AGAIN: Final = RemedyKind.GUARANTEE_OF_NON_REPETITION

CORRECTIVE_ACTIONS = by_slug(
    _remedy("wages_raised_to_law", "Wages raised to the law", _NEVER_AGAIN),
    _remedy("deductions_stopped", "Deductions stopped", _NEVER_AGAIN),
    _remedy("supervisor_conduct", "Conduct of supervisors or HR corrected", _NEVER_AGAIN),
    _remedy("documents_returned", "Documents returned", _K.RESTITUTION),
    _remedy("contracts_issued", "Contracts issued", _K.RESTITUTION),
    _remedy("dormitories_made_safe", "Dormitories made safe", _NEVER_AGAIN),
    _remedy("sexual_harassment_handled", "Sexual harassment handled", _K.PUNITIVE_SANCTION),
    _remedy("grievance_mechanism_repaired", "Grievance mechanism repaired", _NEVER_AGAIN),
    _remedy("back_pay", "Back pay", _K.COMPENSATION_FINANCIAL),
    _remedy("fee_repayment", "Recruitment fees repaid", _K.COMPENSATION_FINANCIAL),
    _remedy("policy_change", "Policy changed", _NEVER_AGAIN),
    _remedy("interpreter_hired", "Interpreter hired", _NEVER_AGAIN),
    _remedy("recruiter_replaced", "Recruiter replaced", _NEVER_AGAIN),
    _remedy("reinstatement", "Reinstatement", _K.RESTITUTION),
    _remedy("hazard_removed", "Hazard removed", _NEVER_AGAIN, house=True),
    _remedy("hours_and_rest_restored", "Lawful hours and rest", _NEVER_AGAIN, house=True),
    _remedy("movement_freed", "Freedom to move and leave restored", _K.RESTITUTION, house=True),
    _remedy("debt_cancelled", "Debt cancelled", _K.RESTITUTION, house=True),
    _remedy("status_regularised", "Permit or visa put right", _K.RESTITUTION, house=True),
    _remedy("child_supported", "Child supported out of work", _K.REHABILITATION, house=True),
)

REMEDY_FORMS = by_slug(
    _remedy("healthcare", "Healthcare", _K.REHABILITATION),
    _remedy("legal_assistance", "Legal assistance", _K.REHABILITATION),
    _remedy("safe_relocation", "Safe relocation", _K.REHABILITATION),
    _remedy("safe_job_placement", "Safe job placement", _K.REHABILITATION),
    _remedy("psychosocial_care", "Psychosocial care", _K.REHABILITATION),
    _remedy("documents", "Documents", _K.RESTITUTION),
    _remedy("victim_support_fund", "Victim support fund", _K.COMPENSATION_FINANCIAL),
    _remedy(
        "unconditional_cash_transfer", "Unconditional cash transfer", _K.COMPENSATION_FINANCIAL
    ),
)

REMEDIES = by_slug(*CORRECTIVE_ACTIONS.values(), *REMEDY_FORMS.values())


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """One row of the US DOL remediation guide. `slug` is `dol.r{n}` in the page's order.

    `weigh`: it names ending a relationship, which can harm workers: an option, not a default.
    """

    slug: Slug
    section: str
    circumstance: str
    actions: str
    leaves: tuple[str, ...]
    weigh: bool


_SEE_ABOVE: Final = {16: 6}
"""The page's row 16 repeats the wrong text ("see above"); row 6 is the one meant."""

_LEAVES: Final[dict[int, tuple[str, ...]]] = {
    1: ("rec.abducted_or_sold",),
    2: ("rec.debt_for_job",),
    3: ("rec.deceptive_offer", "rec.contract_substitution", "con.other_employer_or_work"),
    4: ("tim.excessive_hours", "tim.forced_overtime", "wag.overtime_underpaid"),
    5: ("tim.forced_overtime",),
    6: ("fre.confinement", "fre.movement_limits", "fre.isolation"),
    7: ("liv.housing_unsafe", "liv.housing_poor"),
    8: ("fre.illicit_or_private_work",),
    9: ("fre.debt_manipulated", "liv.overcharged"),
    10: ("liv.food_water", "fre.vulnerability_abused"),
    11: ("fre.vulnerability_abused",),
    12: ("fre.cannot_resign",),
    13: ("wag.not_paid", "wag.late", "wag.below_legal"),
    14: ("rec.debt_for_job", "fre.debt_manipulated"),
    15: ("doc.identity_retained",),
    16: ("fre.isolation",),
    17: ("fre.threats",),
    18: ("vio.physical", "vio.sexual_assault", "vio.sexual_harassment", "fre.threats"),
    19: ("fre.threats",),
    20: ("fre.vulnerability_abused",),
    21: ("wag.control_of_pay", "doc.other_items_retained", "vio.punishment"),
    22: ("fre.threats", "tim.forced_overtime"),
}


def _guide() -> dict[Slug, Guidance]:
    source = files("ilm.catalog").joinpath("data/dol_remediation_guide.json").read_text("utf-8")
    rows: list[dict[str, str]] = json.loads(source)["rows"]
    return by_slug(
        *(
            Guidance(
                slug=Slug(f"dol.r{n}"),
                section=row["section"],
                circumstance=row["circumstance"],
                actions=(text := rows[_SEE_ABOVE.get(n, n) - 1]["actions"]),
                leaves=_LEAVES[n],
                weigh="relationship" in text and ("terminate" in text or "discontinue" in text),
            )
            for n, row in enumerate(rows, 1)
        )
    )


GUIDANCE = _guide()


def guidance_for(leaf: str) -> tuple[Guidance, ...]:
    """The guide's rows that speak to an issue leaf; none for most leaves."""
    return tuple(row for row in GUIDANCE.values() if leaf in row.leaves)
