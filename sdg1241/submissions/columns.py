"""From text to typed columns: read each distinct text once, then let pandera check the schema's
constraints."""

import polars as pl

from ..reference import Reference
from .findings import found, nothing_found
from .schemas import TYPES, Field, TableSchema, pandera_schema
from .sources import Source
from .values import (
    MOST_HINTS,
    SPACES,
    Reader,
    nearest,
    party_reader,
    read_code,
    read_date,
    read_item,
    read_text,
)

REPAIRS_LISTED = 100
CODES = {"convention": "unknown-convention"}
ADVICE = {"date": "Write the day as 2020-01-31."}


def type_columns(
    source: Source, schema: TableSchema, reference: Reference
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Type the columns of one source and check them against its schema.

    Returns:
        The typed rows, one for each row of `source.cells`: `at` and every column of the schema; a
        cell that could not be read is null. And the faults, with `at` and the schema's name of the
        column.
    """
    typed, findings = source.cells.select("at"), [nothing_found()]
    for field in schema.fields:
        if field.name not in source.written:
            typed = typed.with_columns(pl.lit(None, TYPES[field.type]).alias(field.name))
            continue
        values, column_findings = _type_column(source, field, reader_of(field, reference))
        typed = typed.with_columns(values)
        findings += column_findings
    faults = _schema_faults(source, schema, typed)
    return _without(typed, faults), pl.concat([*findings, faults])


def _without(typed: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """The typed rows with null in each cell that breaks the schema, so that no later rule finds it
    again."""
    for column in faults["column"].unique():
        rows = faults.filter(pl.col("column") == column)["at"]
        typed = typed.with_columns(
            pl.when(~pl.col("at").is_in(rows.implode())).then(pl.col(column)).alias(column)
        )
    return typed


def reader_of(field: Field, reference: Reference) -> Reader:
    """How the cells of a column are read."""
    if field.type == "date":
        return read_date
    if field.name == "party":
        return party_reader(reference)
    return {"convention": read_code, "obligation": read_code, "item": read_item}.get(
        field.name, read_text
    )


def _type_column(
    source: Source, field: Field, read: Reader
) -> tuple[pl.Series, list[pl.DataFrame]]:
    texts = source.cells[field.name]
    distinct = texts.drop_nulls().unique(maintain_order=True)
    readings = [read(text) for text in distinct]
    values = pl.Series([r.value for r in readings], dtype=pl.String)
    if field.type == "date":
        values = values.str.to_date("%Y-%m-%d")
    if values.dtype == pl.String and values.equals(distinct):  # as written: shared, not copied
        return texts, []
    column = texts.replace_strict(
        distinct, values, default=None, return_dtype=TYPES[field.type]
    ).alias(field.name)
    cells = source.cells.select("at", pl.col(field.name).alias("value"))
    findings = []
    for code in sorted({r.code for r in readings if r.code}):
        faults = [
            {"value": t, **r.details}
            for t, r in zip(distinct, readings, strict=True)
            if r.code == code
        ]
        rows = cells.join(pl.DataFrame(faults), on="value", maintain_order="left")
        findings.append(found(code, rows, field.name))
    repaired = [
        (t, r.value) for t, r in zip(distinct, readings, strict=True) if r.value and r.value != t
    ]
    if repaired:
        findings += _repairs(cells, field.name, repaired)
    return column, findings


def _repairs(
    cells: pl.DataFrame, column: str, repaired: list[tuple[str, str]]
) -> list[pl.DataFrame]:
    changes = pl.DataFrame(
        repaired, schema={"value": pl.String, "read_as": pl.String}, orient="row"
    )
    rows = cells.join(changes, on="value", maintain_order="left")
    notes = [found("repaired", rows.head(REPAIRS_LISTED), column)]
    if rows.height > REPAIRS_LISTED:
        further = rows.slice(REPAIRS_LISTED, 1).with_columns(count=rows.height - REPAIRS_LISTED)
        notes.append(found("repaired-more", further, column))
    return notes


def _schema_faults(source: Source, schema: TableSchema, typed: pl.DataFrame) -> pl.DataFrame:
    """What pandera finds, as findings; cells that could not be read have theirs already."""
    import pandera.polars as pa
    from pandera.config import ValidationDepth, config_context

    try:
        with config_context(
            validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA
        ):
            pandera_schema(schema.name).validate(typed.drop("at"), lazy=True)
        return nothing_found()
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
    findings = [nothing_found()]
    for column, check in cases.select("column", "check").unique(maintain_order=True).rows():
        index = cases.filter((pl.col("column") == column) & (pl.col("check") == check))[
            "index"
        ].cast(pl.UInt32)
        field = schema.field(column)
        if check == "not_nullable":
            blank = source.cells[index].filter(_is_blank(column)).select("at")
            blank = blank.join(
                _formulas(source, column), on="at", how="anti", maintain_order="left"
            )
            advice = ADVICE.get(field.type, field.description)
            findings.append(found("missing-value", blank, column, advice=advice))
        else:
            rows = typed[index].select("at", pl.col(column).cast(pl.String).alias("value"))
            findings.append(_constraint_fault(schema, field, rows))
    return pl.concat(findings)


def _formulas(source: Source, column: str) -> pl.DataFrame:
    """Rows whose cell holds a formula without a result, which is a finding already."""
    there = (pl.col("code") == "formula-without-result") & (
        pl.col("column") == source.written[column]
    )
    return source.faults.filter(there).select("at")


def _is_blank(column: str) -> pl.Expr:
    return pl.col(column).is_null() | (pl.col(column).str.strip_chars(SPACES) == "")


def _constraint_fault(schema: TableSchema, field: Field, rows: pl.DataFrame) -> pl.DataFrame:
    early = (
        f" Days before {field.constraints.get('minimum')} are not taken."
        if field.type == "date"
        else ""
    )
    code = "bad-date" if field.type == "date" else CODES.get(field.name, "bad-value")
    allowed = field.constraints.get("enum", ())
    distinct = rows["value"].unique(maintain_order=True).to_list()
    hints = {
        value: nearest(value, allowed) if n < MOST_HINTS else "" for n, value in enumerate(distinct)
    }
    near = (
        pl.col("value").replace_strict(hints, default="", return_dtype=pl.String).alias("nearest")
    )
    details = {"allowed": ", ".join(allowed), "table": schema.name, "advice": early}
    return found(code, rows.with_columns(near), field.name, **details)
