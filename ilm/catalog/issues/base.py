"""What an issue type says about itself. Pure data; no database."""

from dataclasses import dataclass

from ilm.catalog.ctdc import means_of
from ilm.catalog.issues.areas import AREAS, Area
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug


@dataclass(frozen=True, kw_only=True)
class IssueType:
    """One leaf `area.leaf` of the issue tree.

    `urgency` is only the default of triage. `ilo` are indicator slugs the leaf *may* show; `htcds`
    the control values to propose, exported only when a reviewer confirms control; `asks` the plain
    questions to a worker; `evidence` what verification looks for; `remedies` slugs of
    `catalog.corrective.REMEDIES`. `sensitive`: named access list and trained handler;
    `self_identifying`: the event alone gives the person away; `child`: the child route.
    """

    slug: Slug
    label: str
    definition: str
    urgency: Urgency
    asks: tuple[str, ...]
    evidence: tuple[str, ...]
    ilo: tuple[str, ...] = ()
    icls: str = ""
    fair_wear: str = ""
    better_work: str = ""
    htcds: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    root_causes: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    sensitive: bool = False
    self_identifying: bool = False
    child: bool = False
    must_carry_text: bool = False

    @property
    def area(self) -> Slug:
        """The area's slug, the part before the dot."""
        return Slug(self.slug.partition(".")[0])

    @property
    def in_area(self) -> Area:
        return AREAS[self.area]

    @property
    def rsc_topic(self) -> str:
        """RSC complaint topic, or empty where none fits."""
        area = self.in_area
        return area.rsc_topic if area.rsc_only in ("", self.slug) else ""

    @property
    def eti(self) -> int:
        """Clause 1 to 9 of the ETI Base Code."""
        return self.in_area.eti

    @property
    def lksg(self) -> tuple[int, ...]:
        """Positions of LkSG § 2(2)."""
        return self.in_area.lksg

    @property
    def dhaka(self) -> tuple[str, ...]:
        """Pillars of the Dhaka principles."""
        return self.in_area.dhaka

    @property
    def ctdc_means(self) -> tuple[str, ...]:
        """CTDC variables the leaf would set, once control is confirmed."""
        return means_of(self.htcds, leaves=(self.slug,))


def other(area: Slug) -> IssueType:
    """What fits no leaf of the area: must carry text, reviewed monthly for new leaves."""
    return IssueType(
        slug=Slug(f"{area}.other"),
        label=f"Other: {AREAS[area].label}",
        definition="Something else in this area, in the reporter's words",
        urgency=Urgency.MEDIUM,
        asks=("What happened?", "When did it start, and who else is affected?"),
        evidence=("accounts of others at the site", "any paper, picture or message about it"),
        must_carry_text=True,
    )
