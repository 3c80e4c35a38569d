"""Why an issue arose: what a plan must change so that it does not come back."""

from dataclasses import dataclass

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class RootCause:
    """`purchasing`: the buyer's own practice is part of the cause."""

    slug: Slug
    label: str
    purchasing: bool = False


def _cause(slug: str, label: str, *, purchasing: bool = False) -> RootCause:
    return RootCause(slug=Slug(slug), label=label, purchasing=purchasing)


ROOT_CAUSES = by_slug(
    _cause("law_not_known", "Management does not know or follow the law"),
    _cause("supervisors_untrained", "Line supervisors are untrained or unchecked"),
    _cause("cost_pressure", "Costs are saved at workers' expense"),
    _cause("cash_flow", "The employer is short of cash"),
    _cause("payroll_weak", "Payroll and time records are unreliable"),
    _cause("understaffed", "Too few people for the work"),
    _cause("maintenance_poor", "Buildings, machines or housing are not kept up"),
    _cause("no_interpreter", "Nobody speaks the workers' language"),
    _cause("channel_not_trusted", "The complaint channel is unsafe or not trusted"),
    _cause("fee_chain", "Agents and sub-agents live on workers' payments"),
    _cause("no_oversight_of_recruiter", "The employer does not check its recruiters"),
    _cause("status_tied_to_employer", "The permit ties the worker to one employer"),
    _cause("discriminatory_norms", "Prejudice is tolerated"),
    _cause("age_not_checked", "Age is not checked, or papers are not genuine"),
    _cause("oversight_weak", "Inspection is rare or weak"),
    _cause("deliberate_control", "Control over workers is intended"),
    _cause(
        "buyer_price_pressure",
        "Prices, lead times or late changes by the buyer",
        purchasing=True,
    ),
)
