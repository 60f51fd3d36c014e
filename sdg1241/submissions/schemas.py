"""The table schemas of schemas/ (Frictionless Table Schema, JSON), and the pandera schemas made
from them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..errors import Sdg1241Error

if TYPE_CHECKING:
    import pandera.polars as pa

TYPES: dict[str, Any] = {
    "string": pl.String,
    "date": pl.Date,
    "integer": pl.Int64,
    "number": pl.Decimal,
    "boolean": pl.Boolean,
}
CONSTRAINTS = {"required", "enum", "pattern", "minimum", "maximum"}
FIELD_KEYS = {"name", "type", "title", "description", "example", "constraints"}
TABLE_KEYS = {"name", "title", "description", "fields", "missingValues", "primaryKey"}
CONVENTION = "convention"
INPUT_TABLES = ("submissions", "parties", "amendments_not_bound")


class SchemaFileError(Sdg1241Error):
    """A file of schemas/ holds something that would be left unchecked."""


@dataclass(frozen=True)
class Field:
    """One column of a table."""

    name: str
    type: str
    title: str
    description: str
    required: bool
    constraints: dict[str, Any]


@dataclass(frozen=True)
class TableSchema:
    """One table: its columns in order, its key, and the texts that mark a missing value in it."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    missing_values: tuple[str, ...] = ("",)

    @property
    def columns(self) -> list[str]:
        """Names of the columns in order."""
        return [f.name for f in self.fields]

    @property
    def required(self) -> list[str]:
        """Names of the columns that must be there and must not be blank."""
        return [f.name for f in self.fields if f.required]

    def field(self, name: str) -> Field:
        """The column of that name."""
        return next(f for f in self.fields if f.name == name)


def data_folder() -> Traversable:
    """Where schemas/ and sample_data/ lie: inside an installed wheel, or at the top of a
    checkout."""
    packaged = files("sdg1241") / "_data"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]


def written_schema(name: str, conventions: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of one table as its file has it, with other conventions in place of those listed
    there, if any are given."""
    text = (data_folder() / "schemas" / f"{name}.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    for field in schema["fields"]:
        listed = field.get("constraints", {}).get("enum")
        if field["name"] == CONVENTION and listed and conventions:
            # what is listed beside conventions, such as the rows over all of them, stays
            others = [c for c in listed if c not in _shipped_conventions()]
            field["constraints"]["enum"] = [*conventions, *others]
    return schema


@cache
def _shipped_conventions() -> tuple[str, ...]:
    return tuple(table_schema(INPUT_TABLES[0]).field(CONVENTION).constraints["enum"])


@cache
def table_schema(name: str, conventions: tuple[str, ...] = ()) -> TableSchema:
    """The schema of one table of schemas/.

    Args:
        name: of the table.
        conventions: keys of those that its columns may name; default: those that ship.

    Raises:
        SchemaFileError: the file holds a key, type or constraint that this module does not turn
            into a check.
    """
    return parse_schema(written_schema(name, conventions))


def parse_schema(raw: dict[str, Any]) -> TableSchema:
    """A schema from its JSON form; refuses what it would not check. Raises SchemaFileError."""
    name = raw.get("name", "?")
    _refuse_unknown(name, set(raw) - TABLE_KEYS)
    fields = []
    for entry in raw["fields"]:
        constraints = dict(entry.get("constraints", {}))
        _refuse_unknown(
            f"{name}.{entry.get('name')}",
            (set(entry) - FIELD_KEYS) | (set(constraints) - CONSTRAINTS),
        )
        if entry["type"] not in TYPES:
            raise SchemaFileError(
                f"schemas/{name}.json: {entry['name']}.type: {entry['type']!r} is not supported."
            )
        if entry["type"] == "date":
            constraints |= {
                k: date.fromisoformat(constraints[k])
                for k in ("minimum", "maximum")
                if k in constraints
            }
        required = constraints.pop("required", False)
        title, description = entry.get("title", entry["name"]), entry.get("description", "")
        fields.append(
            Field(entry["name"], entry["type"], title, description, required, constraints)
        )
    key = tuple(raw.get("primaryKey", ()))
    missing = tuple(raw.get("missingValues", ("",)))
    title, description = raw.get("title", name), raw.get("description", "")
    return TableSchema(name, title, description, tuple(fields), key, missing)


def _refuse_unknown(where: str, keys: set[str]) -> None:
    if keys:
        raise SchemaFileError(
            f"schemas: {where}: {', '.join(sorted(keys))}: not supported, so it would go unchecked."
        )


def broken_constraints(field: Field, column: str) -> pl.Expr:
    """Whether a value breaks a constraint of its field; a blank cell breaks none.

    The same as `pandera_schema` checks, without the time that importing pandera takes; a test holds
    the two side by side.
    """
    value = pl.col(column)
    checks: dict[str, Callable[[Any], pl.Expr]] = {
        "enum": lambda allowed: ~value.is_in(allowed),
        "pattern": lambda pattern: ~value.str.contains(f"^(?:{pattern})$"),
        "minimum": lambda least: value < least,
        "maximum": lambda most: value > most,
    }
    broken = pl.lit(value=False)
    for name, given in field.constraints.items():
        broken |= checks[name](given).fill_null(value=False)
    return broken


@cache
def pandera_schema(name: str) -> "pa.DataFrameSchema":
    """The pandera schema of one table, for a typed polars DataFrame.

    The error text of each check is the name of the constraint it comes from.
    """
    import pandera.polars as pa

    def check(constraint: str, value: Any) -> pa.Check:
        make: dict[str, Callable[[], pa.Check]] = {
            "enum": lambda: pa.Check.isin(value, error=constraint),
            "pattern": lambda: pa.Check.str_matches(f"^(?:{value})$", error=constraint),
            "minimum": lambda: pa.Check.ge(value, error=constraint),
            "maximum": lambda: pa.Check.le(value, error=constraint),
        }
        return make[constraint]()

    schema = table_schema(name)
    columns = {
        f.name: pa.Column(
            TYPES[f.type],
            [check(k, v) for k, v in f.constraints.items()],
            nullable=not f.required,
            required=f.required,
            title=f.title,
            description=f.description,
        )
        for f in schema.fields
    }
    return pa.DataFrameSchema(columns, name=name)
