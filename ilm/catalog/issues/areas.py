"""The twelve areas of the issue tree and what they mean in other people's lists."""

from dataclasses import dataclass

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class Area:
    """An area and its crosswalk: RSC topic, ETI clause, LkSG § 2(2) positions, Dhaka pillars.

    `rsc_only` names the one leaf the RSC topic fits; empty means all leaves of the area.
    """

    slug: Slug
    label: str
    rsc_topic: str
    eti: int
    lksg: tuple[int, ...]
    dhaka: tuple[str, ...]
    rsc_only: str = ""


def _area(
    slug: str,
    label: str,
    rsc_topic: str,
    eti: int,
    lksg: tuple[int, ...],
    *dhaka: str,
    rsc_only: str = "",
) -> Area:
    return Area(
        slug=Slug(slug),
        label=label,
        rsc_topic=rsc_topic,
        eti=eti,
        lksg=lksg,
        dhaka=dhaka,
        rsc_only=rsc_only,
    )


AREAS = by_slug(
    _area(
        "rec",
        "Recruitment and migration",
        "forced_labour",
        1,
        (3, 4),
        "no_fees",
        "clear_contracts",
    ),
    _area(
        "con",
        "Contract, termination, return",
        "contracts_separation",
        8,
        (12,),
        "clear_contracts",
        "free_to_change_and_safe_return",
    ),
    _area("doc", "Documents and status", "forced_labour", 1, (3,), "no_document_retention"),
    _area(
        "wag",
        "Wages and benefits",
        "wages_benefits_leave",
        5,
        (8,),
        "wages_regular_direct_on_time",
    ),
    _area(
        "tim",
        "Working time",
        "wages_benefits_leave",
        6,
        (5,),
        "safe_decent_work",
        rsc_only="tim.leave_refused",
    ),
    _area(
        "fre",
        "Freedom and coercion",
        "forced_labour",
        1,
        (3, 4),
        "free_to_change_and_safe_return",
    ),
    _area("vio", "Violence, harassment, discipline", "osh", 9, (4, 5), "safe_decent_work"),
    _area("osh", "Safety and health at work", "osh", 3, (5,), "safe_decent_work"),
    _area("liv", "Living conditions", "", 3, (5,), "safe_decent_living"),
    _area("equ", "Equal treatment", "discrimination", 7, (7,), "inclusive_policies"),
    _area(
        "voi",
        "Voice and protection",
        "foa_cb",
        2,
        (6,),
        "worker_representation",
        "access_to_remedy",
    ),
    _area("chi", "Children and young workers", "child_labour", 4, (1, 2)),
)
