"""Screening questions in four tables (6 + 8 + 4 + 14), reworded for a talk with a worker.

Source: US Department of Labor, ILAB, Comply Chain, step 7 topic 3 (September 2022), derived from
the ILO "Combating Forced Labour: a Handbook for Employers and Business", booklet 4 (© ILO).
The wording here is ours; translations are unofficial until the community concerned checks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class Question:
    """`slug` is `dol.t{table}.q{number}`; `name` says it in words.

    `is_reversed`: the answer *no* shows the indicator.
    """

    slug: Slug
    table: int
    number: int
    name: str
    asks: str
    is_reversed: bool = False

    @property
    def is_penalty(self) -> bool:
        """Table 4 asks about penalties and threats; 1 to 3 about involuntary work."""
        return self.table == 4


TABLES: Final[Mapping[int, str]] = MappingProxyType(
    {1: "Recruitment", 2: "Work and life under duress", 3: "Leaving", 4: "Penalties or threats"}
)

_ASKED: Final = {
    1: (
        ("born_into_bondage", "Was anyone born into bondage, or into a family that must serve?"),
        ("abducted_confined_sold", "Was anyone taken, locked up or sold on the way to this job?"),
        (
            "recruited_through_debt",
            "Was anyone recruited with a loan or advance that they now work off?",
        ),
        ("different_work", "Was anyone told, when recruited, of another kind of work than this?"),
        (
            "different_terms",
            "Was anyone promised other pay, terms, place, housing or employer than they got?",
        ),
        ("marriage_offered", "Was marriage offered to make anyone take the job?"),
    ),
    2: (
        ("excessive_overtime", "Does anyone work more overtime than the law allows?"),
        ("forced_on_call", "Is anyone made to be on call by day or night?"),
        (
            "movement_or_communication_restricted",
            "Does the employer limit where workers go or whom they talk with?",
        ),
        ("degrading_lodging", "If the employer houses workers, are the conditions degrading?"),
        (
            "illicit_private_or_drugs",
            "Is anyone made to break the law, to serve the employer privately, or to take drugs?",
        ),
        (
            "debt_imposed_or_inflated",
            "Does the employer create or swell debts: false records, high prices or interest?",
        ),
        (
            "dependent_for_necessities",
            "Does anyone depend on the employer for housing, food or other needs?",
        ),
        (
            "dependency_beyond_job",
            "Does anyone depend on the employer beyond the job: kinship, or jobs of relatives?",
        ),
    ),
    3: (
        (
            "bound_by_training_or_benefits",
            "Does anyone feel unable to resign because of training or benefits received?",
        ),
        (
            "can_leave_without_penalty",
            "Can workers leave the job at any time without a penalty the law does not set?",
        ),
        ("waiting_for_wages", "Does anyone stay only because wages are still owed to them?"),
        (
            "indefinite_debt_work",
            "Does anyone work without a clear end to pay back the employer or recruiter?",
        ),
    ),
    4: (
        ("denunciation", "Do employer or recruiter threaten to hand workers to the authorities?"),
        ("documents_taken", "Has employer or recruiter taken identity or travel documents?"),
        (
            "communication_blocked_or_locked",
            "Are phones taken, or workers isolated, locked in or watched all the time?",
        ),
        ("violence", "Is there physical or sexual violence, or a threat of it, against workers?"),
        (
            "other_punishment_or_family",
            "Are food, water or sleep withheld as punishment, or families threatened?",
        ),
        ("privileges_removed", "Is it threatened to take away privileges such as promotion?"),
        ("conditions_worsened", "Is it threatened to make working conditions worse?"),
        ("beliefs_exploited", "Are religious or cultural beliefs used to threaten workers?"),
        ("assets_withheld", "Are workers' belongings or cash held back?"),
        ("pay_withheld", "Is pay held back?"),
        ("dismissal", "Is dismissal threatened?"),
        ("extra_work", "Is extra work threatened for those who do not cooperate?"),
        ("financial_penalty", "Are money penalties threatened?"),
        (
            "blacklist_exclusion_blackmail",
            "Are future jobs, community life or money put at risk, or is there blackmail?",
        ),
    ),
}

QUESTIONS = by_slug(
    *(
        Question(
            slug=Slug(f"dol.t{table}.q{number}"),
            table=table,
            number=number,
            name=name,
            asks=asks,
            is_reversed=(table, number) == (3, 2),
        )
        for table, asked in _ASKED.items()
        for number, (name, asks) in enumerate(asked, 1)
    )
)
