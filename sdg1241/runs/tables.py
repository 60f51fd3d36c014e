"""The output tables: the columns that schemas/ promises, in their order, and their CSV form."""

import polars as pl

from ..aggregation import Indicator
from ..scoring import Scored
from ..submissions import table_schema


def output_tables(
    scored: Scored, indicator: Indicator, findings: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The tables of a finished run by name, each with exactly the columns of its schema; blanks are
    null."""
    frames = {
        "scores": scored.scores,
        "rates": indicator.rates,
        "aggregates": indicator.aggregates,
        "audit": scored.audit,
        "findings": findings,
    }
    marks = (
        pl.lit(scored.cycle.id, pl.Int64).alias("cycle"),
        pl.lit(scored.edition.id).alias("edition"),
        pl.lit(scored.provisional).alias("provisional"),
    )
    return {
        name: frame.with_columns(*marks)
        .select(table_schema(name).columns)
        .with_columns(pl.col(pl.String).replace("", None))
        for name, frame in frames.items()
    }


def csv_bytes(table: pl.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a header; null is nothing at all, and no text is altered."""
    return table.write_csv().encode()
