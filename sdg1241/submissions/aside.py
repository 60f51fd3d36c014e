"""Rows of a large file that are put aside: they go the way of a small file, through the same
checks."""

from dataclasses import replace
from datetime import date

import polars as pl

from ..rules import Rules
from . import checks
from .coded import Coded
from .columns import REPAIRS_LISTED, type_columns
from .findings import ERROR, found
from .schemas import table_schema
from .sources import Source


def check_aside(
    cells: pl.DataFrame,
    source: Source,
    coded: set[str],
    rules: Rules,
    status: pl.DataFrame,
    today: date,
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The accepted rows among those put aside, and what was found in all of them.

    Args:
        cells: `row` and one text column for each column of the schema that the file has.
        source: the file.
        coded: columns whose repairs are noted elsewhere, since they are found in rows that are in
            order too.
        rules, status, today: as for `validate`.
    """
    schema = table_schema(source.table)
    part = replace(source, cells=cells.select(pl.col("row").alias("at"), pl.all()))
    typed, faults = type_columns(part, schema, rules.reference)
    repaired = pl.col("code").is_in(["repaired", "repaired-more"])
    faults = faults.filter(~(repaired & pl.col("column").is_in(sorted(coded))))
    rows = typed.select(
        pl.lit(0, pl.Int32).alias("source"), "at", pl.col("at").alias("row"), *schema.columns
    )
    rows = checks.with_scored_items(rows, rules)
    found_here = [
        faults,
        checks.unknown_items(rows, rules),
        checks.date_faults(rows, today),
        checks.without_status(rows, status),
    ]
    wrong = pl.concat(found_here).filter(pl.col("severity") == ERROR)["at"].unique()
    rows = rows.filter(
        ~pl.col("at").is_in(wrong.implode()), pl.col("scored_obligation").is_not_null()
    )
    return rows, [*found_here, checks.untimely(rows, status, rules)]


class Repairs:
    """Rows of one column whose text was read in another form: how many, and the first of them."""

    def __init__(self, column: str, coded: Coded) -> None:
        self.column, self.coded = column, coded
        self._first: list[pl.DataFrame] = []
        self._count = 0

    def note(self, places: pl.Series, codes: pl.Series, texts: pl.Series, first_row: int) -> None:
        """Note those of the rows at `places` of a piece whose text was repaired."""
        hit = places.filter(self.coded.repaired.gather(codes.gather(places)))
        if hit.is_empty():
            return
        few = hit.head(max(REPAIRS_LISTED + 1 - self._count, 0))
        rows = {"row": few.cast(pl.Int64) + first_row, "value": texts.gather(few).cast(pl.String)}
        self._first.append(pl.DataFrame(rows))
        self._count += hit.len()

    def faults(self) -> list[pl.DataFrame]:
        """As `type_columns` notes them."""
        if not self._count:
            return []
        read_as = dict(zip(self.coded.texts, (r.value for r in self.coded.readings), strict=True))
        reading = pl.col("value").replace_strict(read_as, default=None, return_dtype=pl.String)
        rows = pl.concat(self._first).with_columns(read_as=reading)
        notes = [found("repaired", rows.head(REPAIRS_LISTED), self.column)]
        if self._count > REPAIRS_LISTED:
            further = rows.slice(REPAIRS_LISTED, 1).with_columns(
                count=pl.lit(self._count - REPAIRS_LISTED)
            )
            notes.append(found("repaired-more", further, self.column))
        return notes
