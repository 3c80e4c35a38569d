from datetime import date
from decimal import Decimal

import pytest

from ilm.catalog.htcds import (
    CONSENT_PROMPTS,
    CORE,
    DEPRECATED,
    FIELDS,
    con_consent,
    from_htcds,
    to_htcds,
)
from ilm.kit.errors import Refused

SAMPLE = {
    "Checkbox": True,
    "Date": date(2024, 2, 29),
    "Number": Decimal(34),
    "Geolocation": Decimal("100.523186"),
}


def sample(field):
    if field.type in SAMPLE:
        return SAMPLE[field.type]
    if field.type == "Multiselect Picklist":
        return field.values or ("MM", "TH")
    return field.values[-1] if field.values else "အမည် – some text, with; signs"


RECORD = {name: sample(field) for name, field in FIELDS.items()}


def test_counts() -> None:
    assert (len(FIELDS), len(CORE)) == (83, 40)
    assert len([f for f in CORE if not f.deprecated]) == 38
    prefixes = [name.partition("_")[0] for name in FIELDS]
    assert [prefixes.count(p) for p in ["org", "prs", "vic", "per", "cas", "cco", "hte", "spl", "con"]] == [
        10, 25, 16, 2, 13, 1, 10, 5, 1,
    ]  # fmt: skip


def test_traps() -> None:
    assert len(FIELDS["spl_Type"].values) == 9
    values, labels = (
        FIELDS["vic_RelationshipToTrafficker"].values,
        FIELDS["vic_RelationshipToTrafficker"].labels,
    )
    assert (values[-1], labels[-1]) == ("Unaquainted", "Unacquainted")
    assert "RestrictsMovement" not in FIELDS["vic_MethodsOfControl"].values


def test_round_trip_of_all_fields() -> None:
    row = to_htcds(RECORD, archive=True)
    assert list(row) == list(FIELDS)
    assert from_htcds(row) == RECORD


@pytest.mark.parametrize("name", FIELDS)
def test_round_trip_of_each_value(name: str) -> None:
    field = FIELDS[name]
    for value in field.values:
        one = (value,) if field.type == "Multiselect Picklist" else value
        assert from_htcds(to_htcds({name: one}, archive=True)) == {name: one}


def test_export_leaves_deprecated_fields_out() -> None:
    assert len(to_htcds(RECORD)) == 80
    assert not DEPRECATED & to_htcds(RECORD).keys()
    assert from_htcds({"vic_Vulnerabilities": "Poverty;Migration"}) == {
        "vic_Vulnerabilities": ("Poverty", "Migration")
    }


@pytest.mark.parametrize(
    "record",
    [
        {"prs_Gender": "Female"},
        {"prs_Birthdate": "tomorrow"},
        {"prs_NumberOfChildren": Decimal("NaN")},
        {"vic_MethodsOfControl": ("Other", "RestrictsMovement")},
        {"prs_FirstName": ""},
        {"con_Consent": "yes"},
        {"prs_Colour": "blue"},
    ],
)
def test_refuses_what_does_not_fit(record) -> None:
    with pytest.raises(Refused):
        to_htcds(record)


def test_consent_needs_all_seven() -> None:
    assert con_consent(CONSENT_PROMPTS)
    assert not con_consent(CONSENT_PROMPTS[1:])
