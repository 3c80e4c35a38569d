"""HTCDS 2.0, the case data standard of IOM: its 83 fields, and a record to a row and back.

Human Trafficking Case Data Standard (HTCDS) 2.0 by IOM, CC BY 4.0; changed: converted to JSON.
Its spelling stands, mistakes included; only labels are put right.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from ilm.kit.errors import Refused
from ilm.kit.slug import Slug, by_slug

Value = str | bool | date | Decimal | tuple[str, ...]
"""Text, checkbox, date, number or coordinate, several picks."""

DEPRECATED: Final = frozenset(
    {
        "vic_AgreementToManagePersonalData",
        "vic_Vulnerabilities",
        "vic_DetailsOfVulnerabilities",
    }
)
LABELS_PUT_RIGHT: Final[Mapping[str, str]] = MappingProxyType({"Unaquainted": "Unacquainted"})
SEVERAL: Final = ";"

CONSENT_PROMPTS: Final = (
    "agrees_to_interview",
    "told_purpose",
    "told_uses_of_data",
    "told_non_identifying_research",
    "told_right_to_see_data",
    "told_how_long_kept",
    "told_how_to_withdraw",
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the standard. `deprecated` fields are read on import and never written."""

    slug: Slug
    section: str
    label: str
    core: bool
    type: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    note: str
    description: str

    @property
    def deprecated(self) -> bool:
        return self.slug in DEPRECATED


def _field(raw: dict[str, Any]) -> Field:
    pairs = [pair for pair in zip(raw["values"], raw["labels"], strict=True) if pair[0]]
    return Field(
        slug=Slug(raw["name"]),
        section=raw["section"],
        label=raw["label"],
        core=raw["core"],
        type=raw["type"],
        values=tuple(value for value, _ in pairs),
        labels=tuple(LABELS_PUT_RIGHT.get(value, label) for value, label in pairs),
        note=raw["note"],
        description=raw["description"],
    )


def _load() -> dict[Slug, Field]:
    source = files("ilm.catalog").joinpath("data/htcds_2_0.json").read_text("utf-8")
    return by_slug(*(_field(raw) for raw in json.loads(source)["fields"]))


FIELDS = _load()
CORE = tuple(field for field in FIELDS.values() if field.core)


def to_htcds(record: Mapping[str, Value], *, archive: bool = False) -> dict[str, str]:
    """A row of text under the standard's names, in its order; empty fields are left out.

    Deprecated fields are dropped unless `archive`. Refused if a name is not in the standard or a
    value does not fit its field.
    """
    _known(record)
    return {
        name: _written(field, record[name])
        for name, field in FIELDS.items()
        if name in record and (archive or not field.deprecated)
    }


def from_htcds(row: Mapping[str, str]) -> dict[str, Value]:
    """The record of a row, deprecated fields included; empty cells are left out."""
    _known(row)
    return {name: _read(field, row[name]) for name, field in FIELDS.items() if row.get(name)}


def con_consent(recorded: Iterable[str]) -> bool:
    """`con_Consent` for export: true only if all seven prompts are recorded."""
    return set(CONSENT_PROMPTS) <= set(recorded)


def _known(names: Iterable[str]) -> None:
    if strange := sorted(set(names) - set(FIELDS)):
        raise Refused(f"HTCDS 2.0 has no field {', '.join(strange)}.")


def _written(field: Field, value: Value) -> str:
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, tuple):
        text = SEVERAL.join(value)
    else:
        text = str(value)
    if not text or _read(field, text) != value:
        raise Refused(f"{field.slug}: {text!r} does not fit a field of type {field.type}.")
    return text


def _read(field: Field, text: str) -> Value:
    read = _READERS.get(field.type, _text)
    try:
        return read(field, text)
    except (ValueError, InvalidOperation) as wrong:
        raise Refused(
            f"{field.slug}: {text!r} does not fit a field of type {field.type}."
        ) from wrong


def _text(field: Field, text: str) -> str:
    return text


def _flag(field: Field, text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _number(field: Field, text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _pick(field: Field, text: str) -> str:
    if field.values and text not in field.values:
        raise ValueError(text)
    return text


def _picks(field: Field, text: str) -> tuple[str, ...]:
    return tuple(_pick(field, one) for one in text.split(SEVERAL))


_READERS: Final[Mapping[str, Callable[[Field, str], Value]]] = MappingProxyType(
    {
        "Checkbox": _flag,
        "Date": lambda _field, text: date.fromisoformat(text),
        "Number": _number,
        "Geolocation": _number,
        "Picklist": _pick,
        "Multiselect Picklist": _picks,
    }
)
