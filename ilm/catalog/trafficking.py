"""Trafficking in persons: the elements of the Palermo Protocol, article 3."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    RECRUITMENT = "recruitment"
    TRANSPORTATION = "transportation"
    TRANSFER = "transfer"
    HARBOURING = "harbouring"
    RECEIPT = "receipt"


class Means(StrEnum):
    THREAT_OR_USE_OF_FORCE = "threat_or_use_of_force"
    OTHER_COERCION = "other_coercion"
    ABDUCTION = "abduction"
    FRAUD = "fraud"
    DECEPTION = "deception"
    ABUSE_OF_POWER = "abuse_of_power"
    ABUSE_OF_POSITION_OF_VULNERABILITY = "abuse_of_position_of_vulnerability"
    GIVING_OR_RECEIVING_PAYMENTS_OR_BENEFITS = "giving_or_receiving_payments_or_benefits"


class Purpose(StrEnum):
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    FORCED_LABOUR_OR_SERVICES = "forced_labour_or_services"
    SLAVERY = "slavery"
    PRACTICES_SIMILAR_TO_SLAVERY = "practices_similar_to_slavery"
    SERVITUDE = "servitude"
    ORGAN_REMOVAL = "organ_removal"


@dataclass(frozen=True, kw_only=True)
class Elements:
    """Which elements are present. `complete` is never a finding of crime."""

    act: bool
    means: bool
    purpose: bool
    child: bool

    @property
    def complete(self) -> bool:
        """Adult: act, means and purpose. Child: act and purpose; means do not matter."""
        return self.act and self.purpose and (self.child or self.means)

    @property
    def wording(self) -> str:
        """The only words in which the result may be shown."""
        return "elements present" if self.complete else "not all elements present"


def elements_present(
    acts: Collection[Act], means: Collection[Means], purposes: Collection[Purpose], child: bool
) -> Elements:
    """Which elements the recorded facts show; `child` is under 18."""
    return Elements(act=bool(acts), means=bool(means), purpose=bool(purposes), child=child)
