"""Read a filled template: one row a Party, one column an item, each cell the day of receipt.

A template is told by its row of codes, where a column is named `convention:obligation:item`. What
it says is turned into the rows of the long tables, so that everything after this module is the same
for both.
"""

import re
from collections.abc import Sequence

import polars as pl

CODE = re.compile(r"[a-z]+:[a-z0-9_]+(:[a-z0-9-]+)?")
NOT_BOUND = "not bound"
PARTY = "party"
OWN_SHEETS = INSTRUCTIONS_SHEET, CODES_SHEET = (
    "Instructions",
    "Codes",
)  # sheets of a template that hold no data


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
        if PARTY in names and any(is_code(name) for name in names):
            return {name for name in names if name == PARTY or is_code(name)}
    return None


def long_form(header: Sequence[str], rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of submissions and of amendments_not_bound that a filled template stands for.

    Returns:
        Both with `row` (of the sheet) and `label` (the column), and text columns as in the tables'
        schemas: one row for each filled cell, in the order of the sheet.
    """
    names = [name.strip().lower() for name in header]
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
