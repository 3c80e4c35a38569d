import pytest

from ilm.catalog.ctdc import (
    FROM_HTCDS,
    GENDER_FROM_HTCDS,
    GENDERS,
    VARIABLES,
    age_band,
    ctdc_row,
    labour_of,
    means_of,
    merged,
    months_band,
    percentages,
)
from ilm.catalog.ctdc_old import COLUMNS
from ilm.catalog.htcds import FIELDS


def test_columns() -> None:
    assert (len(VARIABLES), len(COLUMNS)) == (27, 63)
    assert VARIABLES[13] == "meansWithholdDocs"


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0—8"), (8, "0—8"), (9, "9—17"), (17, "9—17"), (18, "18—20"), (20, "18—20"), (21, "21—23"),
        (23, "21—23"), (24, "24—26"), (26, "24—26"), (27, "27—29"), (29, "27—29"), (30, "30—38"),
        (38, "30—38"), (39, "39—47"), (47, "39—47"), (48, "48+"), (90, "48+"),
    ],
)  # fmt: skip
def test_age_bands(age: int, band: str) -> None:
    assert age_band(age) == band


@pytest.mark.parametrize(
    ("months", "band"),
    [
        (0, "0—12 (0-1 yr)"),
        (12, "0—12 (0-1 yr)"),
        (13, "13—24 (1-2 yrs)"),
        (24, "13—24 (1-2 yrs)"),
        (25, "25+ (2+ yrs)"),
    ],
)
def test_month_bands(months: int, band: str) -> None:
    assert months_band(months) == band


@pytest.mark.parametrize("band", [age_band, months_band])
def test_bands_refuse_negatives(band) -> None:
    with pytest.raises(ValueError, match="negative"):
        band(-1)


def test_percentages_oracle() -> None:
    fl, se, other = "isForcedLabour", "isSexualExploit", "isOtherExploit"
    people = [{fl: "1"}, {se: "1"}, {other: "1"}, {}, {fl: "1", se: "1"}]
    assert percentages(people, [fl, se, other]) == {fl: 50, se: 50, other: 25}
    assert percentages([{}], [fl]) == {fl: 0}


def test_every_control_of_htcds_is_mapped() -> None:
    controls = set(FIELDS["vic_MethodsOfControl"].values)
    assert controls - set(FROM_HTCDS) == {"Other"}
    assert set(FROM_HTCDS) <= controls
    assert means_of(["Other"]) == ()
    assert means_of(["Other"], leaves=["fre.movement_limits"]) == ("meansDenyBasicNeeds",)
    assert set(means_of(controls)) == set(VARIABLES[6:14])


def test_old_names_merge() -> None:
    assert merged(["UsesChildren", "ThreatOfLawEnforcement"]) == ("meansThreats",)
    assert merged(["RestrictsMovement"]) == ("meansDenyBasicNeeds",)
    assert merged(["Other"]) == ()


def test_gender_and_labour() -> None:
    assert set(GENDER_FROM_HTCDS) == set(FIELDS["prs_Gender"].values)
    assert {g for g in GENDER_FROM_HTCDS.values() if g} == set(GENDERS)
    assert labour_of(["A", "F"]) == ("typeOfLabourConstruction",)
    assert labour_of(["A"], divisions=["01"]) == ("typeOfLabourAgriculture",)


def test_row() -> None:
    row = ctdc_row({"meansWithholdDocuments": 1, "meansThreats": 0, "yearOfRegistration": 2022})
    assert tuple(row) == VARIABLES
    assert (row["meansWithholdDocs"], row["meansThreats"], row["yearOfRegistration"]) == (
        "1",
        None,
        "2022",
    )
    with pytest.raises(ValueError, match="codebook"):
        ctdc_row({"name": "x"})
