"""The demonstration network on paper: every name plainly fictitious."""

from typing import Final, NamedTuple

PASSWORD: Final = "lantern demo 2026"  # noqa: S105  # printed on the screen, for invented people

WORKER_ORGANISATIONS: Final = (
    ("demo-lantern", "Lantern Workers' Centre (demo)", "TH"),
    ("demo-river", "River Migrant Union (demo)", "TH"),
    ("demo-harbour", "Harbour Help Network (demo)", "MY"),
)
STAFF: Final = (  # organisation, role, working name
    ("demo-lantern", "supervisor", "Dawn"),
    ("demo-lantern", "case_worker", "Reed"),
    ("demo-lantern", "case_worker", "Willow"),
    ("demo-lantern", "interpreter", "Lark"),
    ("demo-lantern", "supervisor", "Ember"),
    ("demo-river", "supervisor", "Sedge"),
    ("demo-river", "case_worker", "Heron"),
    ("demo-river", "case_worker", "Otter"),
    ("demo-river", "supervisor", "Shoal"),
    ("demo-harbour", "supervisor", "Pearl"),
    ("demo-harbour", "case_worker", "Coral"),
    ("demo-harbour", "case_worker", "Gull"),
    ("demo-harbour", "supervisor", "Tern"),
)
BUYERS: Final = (
    ("demo-northstar", "Northstar Outfitters (demo)", "NO"),
    ("demo-bluewave", "Bluewave Seafood (demo)", "US"),
    ("demo-goldleaf", "Goldleaf Living (demo)", "DE"),
)
RECRUITERS: Final = (
    ("demo-bridge", "Bridge Manpower (demo)", "MM"),
    ("demo-summit", "Summit Overseas (demo)", "NP"),
    ("demo-delta", "Delta Labour Link (demo)", "BD"),
    ("demo-lotus", "Lotus Placement (demo)", "KH"),
    ("demo-crane", "Crane Crewing (demo)", "TH"),
    ("demo-palm", "Palm Careers (demo)", "ID"),
)
AUTHORITIES: Final = (
    ("demo-labour-th", "Office of Labour Protection (demo)", "TH"),
    ("demo-labour-my", "Department of Labour Standards (demo)", "MY"),
)
SUPPLIERS: Final = tuple(
    (f"demo-supplier-{i:02}", f"{name} Works (demo)", country)
    for i, (name, country) in enumerate(
        (
            ("Alder", "TH"), ("Birch", "TH"), ("Cedar", "TH"), ("Damson", "MY"), ("Elm", "TH"),
            ("Fern", "MY"), ("Gorse", "TH"), ("Hazel", "TH"), ("Ivy", "MY"), ("Juniper", "TH"),
            ("Kelp", "TH"), ("Laurel", "MY"),
        ),
        1,
    )
)  # fmt: skip


class Place(NamedTuple):
    """One site on paper: who runs it, where, what it makes, how many work there, at which tier."""

    name: str
    kind: str
    owner: str
    country: str
    region: str
    industry: str
    heads: int
    tier: int
    buyer: str


INDUSTRIES: Final = ("garment", "seafood", "electronics", "rubber", "furniture")
REGIONS: Final = {
    "TH": ("North Shore", "East Plain", "Lakeside"),
    "MY": ("Hill Coast", "South Bay"),
}
_WORDS: Final = (
    "Dyeing",
    "Sewing",
    "Packing",
    "Peeling",
    "Assembly",
    "Moulding",
    "Sawmill",
    "Farm",
)


def places() -> list[Place]:
    """40 sites over three tiers; every third has a farm or vessel below it."""
    made = []
    for i in range(40):
        slug, name, country = SUPPLIERS[i % len(SUPPLIERS)]
        tier = 1 + (i >= 18) + (i >= 32)
        regions = REGIONS[country]
        industry = INDUSTRIES[i % len(INDUSTRIES)]
        kind = "facility" if tier < 3 else ("vessel" if industry == "seafood" else "farm")
        made.append(
            Place(
                f"{name.removesuffix(' (demo)')} {_WORDS[i % len(_WORDS)]} {i + 1} (demo)",
                kind,
                slug,
                country,
                regions[i % len(regions)],
                industry,
                (1200, 640, 380, 240, 150, 90)[i % 6],
                tier,
                BUYERS[i % len(BUYERS)][0],
            )
        )
    return made
