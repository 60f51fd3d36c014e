"""Sheet UNSD: the values in the columns of the SDG database, ready to copy."""

import polars as pl

from ..exchange import exchange, load_settings
from ..exchange.unsd import database_table
from .content import Content
from .listing import Book
from .page import Column

STYLES = {"TimePeriod": "year", "Value": "exact"}


def unsd_table(content: Content) -> pl.DataFrame:
    """The table that `export --to unsd-xlsx` makes of this run: countries and published areas.

    Returns:
        One row per series and area; codes of areas without leading zeros, as text; TimePeriod is
        Int64, Value is Decimal, in percent with 5 decimals; columns that the indicator does not use
        are null text.
    """
    table = database_table(exchange([content.run], load_settings(None), content.rules))
    numbers = (pl.col("TimePeriod").cast(pl.Int64), pl.col("Value").cast(pl.Decimal(9, 5)))
    return table.with_columns(*numbers).rename(lambda column: column.strip("[]"))


def unsd_sheet(book: Book) -> None:
    """Write the sheet: the header in its first row, as in the download, and nothing but the
    table."""
    rows = unsd_table(book.content)
    columns = [
        Column(
            name,
            name,
            STYLES.get(name, "code"),
            20 if name in ("SeriesDescription", "FootNote") else None,
        )
        for name in rows.columns
    ]
    page = book.page("UNSD", [c.wide(rows) for c in columns], "A2")
    page.table("UNSD_table", columns, rows)
    page.sheet.print_title_rows = "1:1"
