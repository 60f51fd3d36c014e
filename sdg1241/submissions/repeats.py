"""Repeats among millions of accepted rows, and the one row of each fact that scoring needs.

A row is one whole number: what it speaks of (fact), its day, its place, and whether it has ended.
Sorted, all receipts of a fact lie together, in the order of day and row; a repeat stands beside
what it repeats.
"""

from datetime import date, timedelta

import polars as pl

from . import checks
from .findings import found
from .schemas import table_schema
from .sources import SUBMISSIONS

START: date = table_schema(SUBMISSIONS).field("received_on").constraints["minimum"]
ENDED = 2
ROW = 2**27
DAY = 2**16
RECEIPT, FACT = ENDED * ROW, ENDED * ROW * DAY
MOST_FACTS = 2**64 // FACT
MIX = 11400714819323198485
FIRST_ROW = 2


def number(fact: pl.Expr, day: pl.Expr, row: pl.Expr, ended: pl.Expr) -> pl.Expr:
    """A row as one number. `ended` is 0 or the day of the end, from 1."""
    return (
        fact.cast(pl.UInt64) * FACT + day.cast(pl.UInt64) * RECEIPT + row.cast(pl.UInt64) * ENDED
        + (ended > 0).cast(pl.UInt64)
    )  # fmt: skip


def fingerprint(reference: pl.Expr, ended: pl.Expr) -> pl.Expr:
    """64 bits that differ where the details of two rows differ."""
    return reference.hash() + ended.cast(pl.UInt64) * MIX


class Repeats:
    """Accepted rows as numbers in any order; `details` and `references` of every row of the file,
    by its place."""

    def __init__(
        self,
        numbers: pl.Series,
        details: pl.Series,
        references: pl.Series,
        ended: pl.DataFrame,
        facts: pl.DataFrame,
    ) -> None:
        """`ended`: row and ended_on where a row has an end; `facts`: as from `Facts.numbered`."""
        self.sorted = numbers.sort()
        self.details, self.references, self.ended, self.facts = details, references, ended, facts
        # two neighbours are of one receipt, or of one fact, when they differ in nothing to the left
        # of it
        apart = pl.col("v") ^ pl.col("v").shift(1)
        self.frame = self.sorted.to_frame("v").lazy().select(
            "v", row=(pl.col("v") & (RECEIPT - 1)).cast(pl.UInt32) // ENDED,
            same=(apart < RECEIPT).fill_null(value=False), same_fact=(apart < FACT).fill_null(value=False),
        ).collect(engine="in-memory")  # fmt: skip

    def faults(self) -> list[pl.DataFrame]:
        """One note for rows repeated, one for items received again, and a warning for each receipt
        told differently."""
        told = self._told_differently()
        notes = [checks.repeats(told).filter(pl.col("code") == "other-reference")]
        exact = told.unique(
            [*checks.RECEIPT, "reference", "ended_on"], keep="first", maintain_order=True
        )
        same = int(self.frame["same"].sum())
        further = exact.height - told.select(checks.RECEIPT).n_unique() if told.height else 0
        if same > further:
            lowest = (
                self.frame.lazy()
                .filter("same")
                .select(pl.col("row").bottom_k(told.height + 1))
                .collect()
            )
            rows = lowest.filter(~pl.col("row").cast(pl.Int64).is_in(told["row"].implode()))[
                "row"
            ].to_list()
            rows += told.join(exact, on="row", how="anti")["row"].to_list()
            notes.append(
                found("repeated-row", pl.DataFrame({"row": [min(rows)], "count": [same - further]}))
            )
        facts = self.frame.height - int(self.frame["same_fact"].sum())
        again = self.frame.height - same - facts
        if again:
            first = (
                self.frame.lazy()
                .filter(~pl.col("same"))
                .bottom_k(facts + 1, by="row")
                .sort("row")
                .collect()
            )
            first = first.with_columns(fact=pl.col("v") // FACT, day=pl.col("v") // RECEIPT % DAY)
            first = first.filter(~pl.col("fact").is_first_distinct()).head(1)
            day = START + timedelta(days=first["day"][0])
            shown = pl.DataFrame({"row": first["row"], "count": [again], "value": [day]})
            notes.append(found("received-again", shown, "received_on"))
        return notes

    def _told_differently(self) -> pl.DataFrame:
        """All rows of the receipts that stand in the file with more than one reference or end date,
        in its order."""
        detail = self.details.gather(self.frame["row"] - FIRST_ROW)
        differs = self.frame.select((pl.col("same") & (detail != detail.shift(1))).arg_true())[
            "same"
        ]
        keys = (self.sorted.gather(differs) // RECEIPT).unique() * RECEIPT
        if keys.is_empty():
            return self._rows(keys)
        start, end = (self.sorted.search_sorted(edge, "left") for edge in (keys, keys + RECEIPT))
        places = pl.DataFrame({"s": start, "e": end}).select(
            pl.int_ranges("s", "e").list.explode()
        )["s"]
        return self._rows(self.sorted.gather(places)).sort("row")

    def earliest(self) -> pl.DataFrame:
        """One row per fact and end date: the earliest receipt, the first in the file among equals.

        Columns: as of `_rows`, and `receipts`, the number of rows that it stands for.
        """
        one = pl.col("v") & 1
        standing = self.frame.lazy().filter(one == 0).select("v").with_row_index("n")
        first = ((pl.col("v") ^ pl.col("v").shift(1)) >= FACT).fill_null(value=True)
        firsts = standing.filter(first).collect(engine="in-memory")
        count = int(self.frame.select((one == 0).sum()).item())
        until = firsts["n"].shift(-1, fill_value=count)
        whole = self._rows(firsts["v"]).with_columns(receipts=(until - firsts["n"]).cast(pl.Int64))
        ended = self._rows(self.frame.filter(one == 1)["v"]).sort("received_on", "row")
        key = (*checks.FACT, "ended_on")
        ended = ended.with_columns(receipts=pl.len().over(key).cast(pl.Int64))
        return pl.concat([whole, ended.unique(key, keep="first", maintain_order=True)]).sort("row")

    def _rows(self, numbers: pl.Series) -> pl.DataFrame:
        """The rows of some numbers: source (0), at, row, checks.FACT, received_on, reference,
        lapses, ended_on."""
        v = pl.col("v")
        rows = numbers.to_frame("v").select(
            source=pl.lit(0, pl.Int32), row=(v // ENDED % ROW).cast(pl.Int64),
            fact=(v // FACT).cast(pl.UInt32), received_on=pl.lit(START) + pl.duration(days=v // RECEIPT % DAY),
        )  # fmt: skip
        rows = rows.with_columns(
            at="row", reference=self.references.gather(rows["row"] - FIRST_ROW)
        )
        rows = rows.join(self.facts, on="fact", how="left", maintain_order="left")
        return rows.join(self.ended, on="row", how="left", maintain_order="left").drop("fact")
