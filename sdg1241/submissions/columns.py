"""From text to typed columns: each distinct text is read once, then the schema's constraints hold.

What is wrong with a cell is a fault, and only what could be read goes on.
"""

import polars as pl

from ..characters import BLANK_CELL
from .cell import Reader
from .findings import found, nothing_found
from .hints import MOST_HINTS, nearest
from .markers import is_marker
from .readers import Readers
from .schemas import TYPES, Field, TableSchema, broken_constraints

REPAIRS = {"at": pl.Int64, "column": pl.String, "value": pl.String, "read_as": pl.String}
CODES = {"convention": "unknown-convention"}
ADVICE = {"date": "Write the day as 2020-01-31."}


def typed_columns(
    cells: pl.DataFrame, schema: TableSchema, readers: Readers
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Type the columns of some rows and check them against the schema.

    Args:
        cells: `at`, and text columns by their names in the schema; null where blank.
        schema: of the table; of columns that `cells` lacks nothing is said.
        readers: how its cells are read.

    Returns:
        The typed rows: `at` and the same columns; a cell that could not be read, or breaks a
        constraint, is null, so that no later rule finds it again. The faults, with `at` and the
        schema's name of the column. And the cells that were read in another form (REPAIRS; of
        markers of a missing value `read_as` is null).
    """
    typed = [cells["at"]]
    faults, repairs = [nothing_found()], [pl.DataFrame(schema=REPAIRS)]
    for field in schema.fields:
        if field.name not in cells.columns:
            continue
        written = cells.select("at", value=field.name)
        column, unreadable, repaired = _typed(written, field, readers.of(field))
        broken = _schema_faults(written, column, field, schema)
        faults += [*unreadable, *broken]
        for wrong in (fault for fault in broken if not fault.is_empty()):
            column = column.zip_with(~cells["at"].is_in(wrong["at"].implode()), column.clear(1))
        typed.append(column)
        repairs += repaired
    return pl.DataFrame(typed), pl.concat(faults), pl.concat(repairs)


def _typed(
    cells: pl.DataFrame, field: Field, read: Reader
) -> tuple[pl.Series, list[pl.DataFrame], list[pl.DataFrame]]:
    """The typed column, the faults of cells that cannot be read, and the repaired cells."""
    distinct = cells["value"].drop_nulls().unique(maintain_order=True)
    readings = [read(text) for text in distinct]
    values = pl.Series([r.value for r in readings], dtype=pl.String)
    if field.type == "date":
        values = values.str.to_date("%Y-%m-%d")
    column = cells["value"].replace_strict(
        distinct, values, default=None, return_dtype=TYPES[field.type]
    )
    faults = []
    for code in sorted({r.finding for r in readings if r.finding}):
        told = [
            {"value": text, **r.details}
            for text, r in zip(distinct, readings, strict=True)
            if r.finding == code
        ]
        rows = cells.join(pl.DataFrame(told), on="value", maintain_order="left")
        faults.append(found(code, rows, field.name))
    changed = [
        (text, r.value)
        for text, r in zip(distinct, readings, strict=True)
        if not r.finding and (r.value != text if r.value else is_marker(text))
    ]
    if not changed:
        return column.alias(field.name), faults, []
    changes = pl.DataFrame(changed, {"value": pl.String, "read_as": pl.String}, orient="row")
    repaired = cells.join(changes, on="value", maintain_order="left")
    repaired = repaired.select("at", pl.lit(field.name).alias("column"), "value", "read_as")
    return column.alias(field.name), faults, [repaired]


def _schema_faults(
    cells: pl.DataFrame, column: pl.Series, field: Field, schema: TableSchema
) -> list[pl.DataFrame]:
    """Cells that break a constraint of the schema; what could not be read has its fault already."""
    faults = []
    if field.required and column.has_nulls():
        blank = cells.select(pl.col("value").str.contains(BLANK_CELL).fill_null(value=True))
        missing = cells.filter(column.is_null() & blank.to_series()).select("at")
        advice = ADVICE.get(field.type, field.description)
        faults.append(found("missing-value", missing, field.name, advice=advice))
    if field.constraints:
        broken = column.to_frame("typed").select(broken_constraints(field, "typed")).to_series()
        if broken.any():
            value = column.cast(pl.String)
            breaking = cells.select("at", value=value).filter(broken)
            faults.append(_constraint_fault(schema, field, breaking))
    return faults


def _constraint_fault(schema: TableSchema, field: Field, rows: pl.DataFrame) -> pl.DataFrame:
    is_date = field.type == "date"
    early = f" Days before {field.constraints.get('minimum')} are not taken." if is_date else ""
    code = "bad-date" if is_date else CODES.get(field.name, "bad-value")
    allowed = field.constraints.get("enum", ())
    distinct = rows["value"].unique(maintain_order=True).to_list()
    hints = {v: nearest(v, allowed) if n < MOST_HINTS else "" for n, v in enumerate(distinct)}
    near = pl.col("value").replace_strict(hints, default="", return_dtype=pl.String)
    details = {"allowed": ", ".join(allowed), "table": schema.name, "advice": early}
    return found(code, rows.with_columns(nearest=near), field.name, **details)
