from ilm.catalog.corrective import (
    CORRECTIVE_ACTIONS,
    GUIDANCE,
    REMEDY_FORMS,
    RemedyKind,
    guidance_for,
)
from ilm.catalog.issues import ISSUE_TYPES


def test_lists() -> None:
    assert (len(RemedyKind), len(REMEDY_FORMS)) == (7, 8)
    assert sum(not action.house for action in CORRECTIVE_ACTIONS.values()) == 14


def test_guide_rows() -> None:
    sections = [row.section for row in GUIDANCE.values()]
    assert [sections.count(s) for s in dict.fromkeys(sections)] == [3, 8, 3, 8]
    assert {leaf for row in GUIDANCE.values() for leaf in row.leaves} <= set(ISSUE_TYPES)


def test_communication_row_does_not_speak_of_documents() -> None:
    row = GUIDANCE["dol.r16"]
    assert row.circumstance == "Employer restricts workers’ communication."
    assert row.actions == GUIDANCE["dol.r6"].actions
    assert "documents" in GUIDANCE["dol.r15"].actions


def test_ending_a_relationship_is_an_option_to_weigh() -> None:
    assert GUIDANCE["dol.r6"].weigh
    assert not GUIDANCE["dol.r4"].weigh
    assert [row.slug for row in guidance_for("fre.isolation")] == ["dol.r6", "dol.r16"]
    assert guidance_for("osh.transport") == ()
