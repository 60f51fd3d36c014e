"""Read a filled template: one row a Party, one column an item, each cell the day of receipt.

A template is told by its row of codes, where a column is named `convention:obligation:item`. A
reminder that comes back is one on its side: one line an item, with such a code in column `code` and
the day in column `received_on`. What they say is turned into the rows of the long tables, so that
everything after this module is the same for all.
"""

import re
from collections.abc import Iterable, Sequence

import polars as pl

CODE = re.compile(r"[a-z][a-z0-9_]*:[a-z0-9_]+(:[a-z0-9-]+)?")
NOT_BOUND = "not bound"
PARTY, NAME = "party", "name"
LINE_CODE, RECEIVED = "code", "received_on"
CODES_SHEET, FINDINGS_SHEET = "Codes", "Findings"
INSTRUCTIONS = {  # name of the sheet by language
    "en": "Instructions",
    "ar": "تعليمات",
    "zh": "说明",
    "fr": "Instructions",
    "ru": "Инструкция",
    "es": "Instrucciones",
}
OWN_SHEETS = {CODES_SHEET, FINDINGS_SHEET, *INSTRUCTIONS.values()}  # of ours, without data
TEMPLATE_COLUMNS = {PARTY, NAME}
REMINDER_COLUMNS = (
    "convention",
    "obligation",
    "item",
    "article",
    "due_on",
    "state",
    "gain",
    RECEIVED,
    PARTY,
    LINE_CODE,
)


def column_code(convention: str, obligation: str, item: str | None) -> str:
    """The name of an item's column in a template."""
    return ":".join(part for part in (convention, obligation, item) if part)


def is_code(name: str) -> bool:
    """Whether a column of that name holds the receipts of an item."""
    return CODE.fullmatch(name.strip().lower()) is not None


def code_row(rows: list[list[str]]) -> set[str] | None:
    """The names in the row of codes, in lower case; None where no row is one."""
    for row in rows:
        names = {cell.strip().lower() for cell in row}
        if is_reminder(names):
            return names & set(REMINDER_COLUMNS)
        if PARTY in names and any(is_code(name) for name in names):
            return {name for name in names if name in TEMPLATE_COLUMNS or is_code(name)}
    return None


def is_reminder(header: Iterable[str]) -> bool:
    """Whether a row of codes is that of a reminder."""
    return {PARTY, LINE_CODE, RECEIVED} <= {name.strip().lower() for name in header}


def known_columns(header: Sequence[str]) -> set[int]:
    """The columns of a template or a reminder that have a meaning, by their place."""
    known = REMINDER_COLUMNS if is_reminder(header) else TEMPLATE_COLUMNS
    names = [name.strip().lower() for name in header]
    return {at for at, name in enumerate(names) if is_code(name) or name in known}


def day_columns(header: Sequence[str]) -> set[int]:
    """The columns that hold days of receipt, by their place."""
    lines = is_reminder(header)
    names = [name.strip().lower() for name in header]
    return {at for at, name in enumerate(names) if is_code(name) or (lines and name == RECEIVED)}


def row_names(header: Sequence[str], rows: pl.DataFrame) -> pl.DataFrame | None:
    """The `party` and the `name` of each `row` of a template, as text; None where it has no column
    of names."""
    names = [name.strip().lower() for name in header]
    if not set(names) >= TEMPLATE_COLUMNS or is_reminder(names):
        return None
    return rows.select("row", *(pl.col(f"c{names.index(n)}").alias(n) for n in (PARTY, NAME)))


def long_form(header: Sequence[str], rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of submissions and of amendments_not_bound that a filled template stands for.

    Returns:
        Both with `row` (of the sheet) and `label` (the column), and text columns as in the tables'
        schemas: one row for each filled cell, in the order of the sheet.
    """
    names = [name.strip().lower() for name in header]
    if is_reminder(names):
        return _of_lines(rows, names)
    columns = {f"c{at}": name for at, name in enumerate(names) if is_code(name)}
    party = f"c{names.index(PARTY)}" if PARTY in names else None
    keys = [(name, *[*name.split(":"), None][:3]) for name in columns.values()]
    schema = {
        "label": pl.String,
        "convention": pl.String,
        "obligation": pl.String,
        "item": pl.String,
    }
    filled = (
        rows.select(
            "row", (pl.col(party) if party else pl.lit(None, pl.String)).alias("party"), *columns
        )
        .unpivot(
            on=list(columns),
            index=["row", "party"],
            variable_name="label",
            value_name="received_on",
        )
        .with_columns(pl.col("label").replace(columns))
        .filter(pl.col("received_on").str.strip_chars() != "")
        .join(pl.DataFrame(keys, schema=schema, orient="row"), on="label", maintain_order="left")
        .sort("row", maintain_order=True)
    )
    free = (
        pl.col("received_on")
        .str.to_lowercase()
        .str.replace_all(r"[\s\u00a0_-]+", " ")
        .str.strip_chars()
        == NOT_BOUND
    )
    free &= pl.col("item").is_not_null()  # of what has no items nobody is free: there it is no date
    return filled.filter(~free), filled.filter(free).select("row", "label", "party", "item")


def _of_lines(rows: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same for a reminder; a line without a day says nothing."""
    party, code, day = (pl.col(f"c{names.index(n)}") for n in (PARTY, LINE_CODE, RECEIVED))
    parts = code.str.strip_chars().str.to_lowercase().str.splitn(":", 3).struct
    received = rows.filter(day.str.strip_chars() != "").select(
        "row",
        party.alias("party"),
        pl.lit(RECEIVED).alias("label"),
        day.alias("received_on"),
        parts.field("field_0").alias("convention"),
        parts.field("field_1").alias("obligation"),
        parts.field("field_2").alias("item"),
    )
    return received, received.clear().select("row", "label", "party", "item")
