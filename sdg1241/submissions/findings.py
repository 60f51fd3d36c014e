"""Findings: faults of the input as data, each with a stable code from the catalogue in
findings.toml."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

FINDINGS = {
    "code": pl.String,
    "severity": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "message": pl.String,
    "hint": pl.String,
}
FOUND = {
    "at": pl.Int64,
    **{c: t for c, t in FINDINGS.items() if c not in ("file", "sheet")},
}
ERROR, WARNING, NOTE = "error", "warning", "note"
LONGEST_VALUE = 200
OPTIONAL = {"advice": "", "nearest": ""}  # parts of a hint that a check may leave out


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue."""

    code: str
    severity: str
    title: str
    when: str
    message: str
    hint: str


@cache
def catalogue() -> dict[str, Kind]:
    """Every kind of finding by its code, in the order of the catalogue."""
    entries = tomllib.loads((files(__package__) / "findings.toml").read_text("utf-8"))
    return {code: Kind(code, **entry) for code, entry in entries.items()}


@cache
def nothing_found() -> pl.DataFrame:
    """A table of `found` without a row."""
    return pl.DataFrame(schema=FOUND)


def found(
    code: str, places: pl.DataFrame, column: str | None = None, **details: str | None
) -> pl.DataFrame:
    """Findings of one kind, one for each row of `places`.

    Args:
        code: a code of the catalogue.
        places: may hold source and at (which row of which source), row, column, value, and the
            names that the kind's templates use.
        column: the column of all places, unless `places` holds one.
        details: names used by the templates that are the same everywhere.

    Returns:
        A frame with the columns of `FOUND`, in the order of `places`. `located` turns it into
        findings.
    """
    if places.is_empty():
        return nothing_found()
    kind = catalogue()[code]
    fixed: dict[str, str | None] = {
        "code": code,
        "severity": kind.severity,
        "column": column,
        **OPTIONAL,
        **details,
    }
    held = places.with_columns(
        *(pl.lit(v, pl.String).alias(k) for k, v in fixed.items() if k not in places.columns),
        *(
            pl.lit(None, FOUND[c]).alias(c)
            for c in FOUND
            if c not in places.columns and c not in fixed
        ),
    ).with_columns(_shortened(pl.col("value").cast(pl.String)))
    return held.select(
        *(pl.col(c).cast(FOUND[c]) for c in FOUND if c not in ("message", "hint")),
        _filled(kind.message).alias("message"),
        _filled(kind.hint).str.strip_chars().alias("hint"),
    ).select(*FOUND)


def placed(code: str, places: pl.DataFrame) -> pl.DataFrame:
    """As `found`, where `places` holds `file` (and `sheet`) already: finished findings with the
    columns of FINDINGS."""
    if places.is_empty():
        return no_findings()
    where = places.select(
        "file", pl.col("sheet") if "sheet" in places.columns else pl.lit(None).alias("sheet")
    )
    return found(code, places).hstack(where.cast(pl.String)).select(*FINDINGS)


@cache
def no_findings() -> pl.DataFrame:
    """A table of findings without a row."""
    return pl.DataFrame(schema=FINDINGS)


def _shortened(text: pl.Expr) -> pl.Expr:
    long = text.str.len_chars() > LONGEST_VALUE
    return pl.when(long).then(text.str.head(LONGEST_VALUE) + "…").otherwise(text)


def _filled(template: str) -> pl.Expr:
    """The template as an expression over the columns that it names; a null shows as nothing."""
    names = re.findall(r"\{(\w+)\}", template)
    return pl.format(
        re.sub(r"\{\w+\}", "{}", template),
        *(pl.col(n).cast(pl.String).fill_null("") for n in names),
    )


def in_order(findings: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Findings (columns of `FINDINGS`) in one table, in the order of file, sheet, row, column and
    code."""
    table = pl.concat([no_findings(), *findings])
    order = ("file", "sheet", "row", "column", "code", "value", "message")
    return table.sort(order, maintain_order=True)


def has_errors(findings: pl.DataFrame) -> bool:
    """Whether any finding is an error."""
    return not findings.filter(pl.col("severity") == ERROR).is_empty()
