"""Passing a person on, by consent, to a service or an authority."""

from enum import StrEnum
from typing import Final


class ReferralState(StrEnum):
    IN_PROGRESS = "in_progress"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    REVOKED = "revoked"


MOVES: Final = (
    (ReferralState.IN_PROGRESS, ReferralState.ACCEPTED),
    (ReferralState.IN_PROGRESS, ReferralState.REJECTED),
    (ReferralState.ACCEPTED, ReferralState.DONE),
    (ReferralState.IN_PROGRESS, ReferralState.REVOKED),
    (ReferralState.ACCEPTED, ReferralState.REVOKED),
)
"""From → to. A rejection carries its reason; only the sender revokes."""


class ReferralOutcome(StrEnum):
    DECLINED_BY_SURVIVOR = "declined_by_survivor"
    SERVICE_UNAVAILABLE = "service_unavailable"
    NO_SHOW = "no_show"


class Service(StrEnum):
    SAFEHOUSE = "safehouse"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    POLICE_OR_OTHER_AUTHORITY = "police_or_other_authority"
    LEGAL = "legal"
    LIVELIHOODS = "livelihoods"
    CHILD_PROTECTION = "child_protection"
    FAMILY_MEDIATION = "family_mediation"
    REUNIFICATION = "reunification"
    EDUCATION = "education"
    NON_FOOD_ITEMS = "non_food_items"
    WASH = "wash"
    REGISTRATION_DOCUMENTS = "registration_documents"
    FOOD = "food"
    SAFE_RELOCATION = "safe_relocation"
    SAFE_JOB_PLACEMENT = "safe_job_placement"
    CASH_TRANSFER = "cash_transfer"


DIRECTORY_FIELDS: Final = (
    "area",
    "hours",
    "languages",
    "eligibility",
    "fee",
    "capacity",
    "last_checked",
    "gender_of_staff",
    "accepts_undocumented",
    "contact_role",
)
"""A directory entry names a role to ask for, never a person."""
