"""The fixed words of the risk report."""

from collections.abc import Mapping

from ilm.insight.protection import WITHHELD

TITLE = "Risk report for {buyer}"
DEMO = "DEMO DATA"
HIDDEN = "not shown"

WORDS: Mapping[str, str] = {
    "kicker": "OpenILM · Labour risks in your supply chain",
    "period": "Period",
    "generated": "Generated",
    "release": "Release",
    "demo": DEMO,
    "demo_note": "Every name and figure in this report is invented.",
    "hidden": HIDDEN,
    "legend": WITHHELD[0].upper() + WITHHELD[1:] + ".",
    "issues": "Issues that workers reported",
    "issue": "Issue",
    "area": "Area",
    "people": "People",
    "by_month": "People who came forward, by month",
    "remedy": "Where remedy stands",
    "status": "Status",
    "sites": "Workplaces in your chain",
    "site": "Workplace",
    "country": "Country",
    "tier": "Tier",
    "open": "Open",
    "overdue": "Overdue",
    "remedied": "Remedied",
    "sites_note": "Issues disclosed to you, exact. Tier as in your own supplier list.",
    "escalations": "Escalations to you, and their clock",
    "case": "Case",
    "step": "Step",
    "due": "Answer due",
    "clock": "Clock",
    "claims": "What suppliers claim, and what workers say",
    "claimed": "Claimed",
    "supported": "Supported",
    "supported_note": (
        "Bar: workers the supplier says are remedied. Line: share of asked workers who confirm, "
        "with its 95 % interval (Wilson). “Supported” is the lower end of it, and the number that "
        "we count. No answer is not a yes. The heading adds up workplaces where workers were asked."
    ),
    "scale": "0 – 100 % of those affected",
    "gap": "Gap",
    "census": "all asked",
    "audits": "Seen by workers, seen by audits",
    "by_workers": "People who reported it",
    "by_audit": "Found by audit",
    "yes": "yes",
    "no": "no",
    "reading": "How to read these figures",
    "reading_rounded": (
        "Figures about people are protected: a small random amount is added, then they are "
        "rounded to 5. The same people are always shown as the same figure, and figures need not "
        "add up. What was disclosed to you about one workplace is exact."
    ),
    "reading_withheld": "“Not shown” does not mean none. It has one of these two reasons:",
    "definitions": "Definitions",
    "version": "version",
    "glossary": "The same words in workers’ languages",
    "draft": "Unreviewed machine draft: have a speaker check it before you use it with workers.",
    "page": "Page",
    "of": "of",
}


def clock(days_left: int | None) -> str:
    """How an escalation stands: days left, overdue, or answered (None)."""
    if days_left is None:
        return "answered"
    if days_left == 0:
        return "due today"
    days = "1 day" if abs(days_left) == 1 else f"{abs(days_left)} days"
    return f"{days} left" if days_left > 0 else f"{days} overdue"
