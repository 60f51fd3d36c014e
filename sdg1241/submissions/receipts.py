"""Accepted rows as whole numbers: repeats among them, and the one row of each fact that scoring
needs.

A receipt is one number: what it speaks of (fact), its day, its place in the input, and whether it
has ended. Sorted, all receipts of a fact lie together, in the order of day and place; a repeat
stands beside what it repeats. Ten million rows take eighty megabytes that way.
"""

import polars as pl

from .checks import FACT
from .facts import NEVER, START
from .findings import found, nothing_found
from .parties import first_and_further
from .places import Places

ENDED = 2
PLACES, DAYS = 2**27, 2**17
RECEIPT_OF, FACT_OF = ENDED * PLACES, ENDED * PLACES * DAYS
MOST_FACTS = 2**64 // FACT_OF
MIX = 11400714819323198485  # an odd number that spreads the days over 64 bits
RECEIPT = (*FACT, "received_on")
NONE_YET = 2**64 - 1


def number_of(fact: pl.Expr, day: pl.Expr, at: pl.Expr, lapsed: pl.Expr) -> pl.Expr:
    """A receipt as one number."""
    return (
        fact.cast(pl.UInt64) * FACT_OF
        + day.cast(pl.UInt64) * RECEIPT_OF
        + at.cast(pl.UInt64) * ENDED
        + lapsed.cast(pl.UInt64)
    )


def fingerprint(reference: pl.Expr, end: pl.Expr) -> pl.Expr:
    """64 bits that differ where the details of two receipts differ."""
    return reference.hash() + (end - NEVER).cast(pl.UInt64) * MIX


class Receipts:
    """Collects the accepted rows of an input, in any order."""

    def __init__(self) -> None:
        self._numbers: list[pl.Series] = [pl.Series(dtype=pl.UInt64)]
        self._details: list[pl.DataFrame] = []
        self._ended: list[pl.DataFrame] = []
        self._first: list[pl.DataFrame] = []
        self._best = pl.Series(dtype=pl.UInt64)

    def add(self, rows: pl.DataFrame, facts: int) -> None:
        """Add accepted rows: fact, day, at, end, lapsed, reference.

        `end` is a day or NEVER; it has a meaning (`lapsed`) for what can lapse only. `facts` is how
        many facts there are.
        """
        number = number_of(*(pl.col(c) for c in ("fact", "day", "at", "lapsed")))
        detail = fingerprint(pl.col("reference"), pl.col("end"))
        rows = rows.with_columns(number=number, detail=detail)
        self._numbers.append(rows["number"])
        self._details.append(rows.select(pl.col("at").cast(pl.UInt32), "detail"))
        ended = rows.filter(pl.col("end") != NEVER)
        if ended.height:
            self._ended.append(ended.select("at", "end", "reference"))
            rows = rows.filter(~pl.col("lapsed"))
        self._keep_first(rows, facts)

    def _keep_first(self, rows: pl.DataFrame, facts: int) -> None:
        """Keep the references of rows that are the earliest of their fact so far: of all the others
        they would fill the memory."""
        more = pl.repeat(NONE_YET, facts - self._best.len(), dtype=pl.UInt64, eager=True)
        self._best = pl.concat([self._best, more], rechunk=True)
        best = self._best.gather(rows["fact"])
        earlier = rows.filter(rows["number"] < best).sort("number")
        earlier = earlier.filter(pl.col("fact").is_first_distinct())
        if earlier.height:
            self._best = self._best.scatter(earlier["fact"], earlier["number"])
            self._first.append(earlier.select("at", "reference"))

    def sorted(self, facts: pl.DataFrame) -> "Sorted":
        """All of them in order; `facts` is from `Facts.table`. Nothing can be added afterwards."""
        numbers = pl.concat(self._numbers, rechunk=True)
        self._numbers = []
        numbers.sort(in_place=True)
        empty = pl.DataFrame(schema={"at": pl.UInt32, "detail": pl.UInt64})
        details = pl.concat([empty, *self._details])
        self._details = []
        last = details["at"].max()
        height = last + 1 if isinstance(last, int) else 1
        by_place = pl.Series([0], dtype=pl.UInt64).new_from_index(0, height)
        by_place = by_place.scatter(details["at"], details["detail"])
        columns = {"at": pl.Int64, "reference": pl.String}
        ended = pl.concat(
            [pl.DataFrame(schema=columns | {"end": pl.Int32}), *self._ended], how="diagonal"
        )
        first = pl.concat([pl.DataFrame(schema=columns), *self._first])
        return Sorted(numbers, by_place, ended, first, facts)


class Sorted:
    """Receipts in the order of fact, day and place."""

    def __init__(
        self,
        numbers: pl.Series,
        details: pl.Series,
        ended: pl.DataFrame,
        first: pl.DataFrame,
        facts: pl.DataFrame,
    ) -> None:
        self._numbers, self._details, self._facts = numbers, details, facts
        references = pl.concat([first, ended.select("at", "reference")])
        self._ended, self._references = ended, references.unique("at")
        # two neighbours are of one receipt, or of one fact, when they differ in nothing left of it
        apart = pl.col("number") ^ pl.col("number").shift(1)
        self._frame = numbers.to_frame("number").select(
            "number",
            at=(pl.col("number") // ENDED % PLACES).cast(pl.UInt32),
            same=(apart < RECEIPT_OF).fill_null(value=False),
            same_fact=(apart < FACT_OF).fill_null(value=False),
        )

    def faults(self, places: Places) -> list[pl.DataFrame]:
        """One note a source for rows repeated, one for items received again, and a warning for each
        receipt told differently. `places` says where the rows stand, and reads few of them again.
        """
        same, details = self._frame.lazy().filter("same").select("at").collect(), nothing_found()
        if same.height:
            told = self._told_differently(places)
            exact, repeated = first_and_further(told, [*RECEIPT, "reference", "ended_on"])
            receipts, other = first_and_further(exact, RECEIPT)
            same = same.filter(~pl.col("at").is_in(told["at"].cast(pl.UInt32).implode()))
            same = pl.concat([same, repeated.select(pl.col("at").cast(pl.UInt32))])
            details = _other_details(places.with_source(receipts), other)
        again = places.first_of_each(self._received_again())
        day = pl.lit(START) + pl.duration(days="day")
        return [
            found("repeated-row", places.first_of_each(same)),
            found("received-again", again.with_columns(value=day), "received_on"),
            found("other-reference", details),
        ]

    def _received_again(self) -> pl.DataFrame:
        """Receipts of a fact that the input holds already, on another day: at, day."""
        if not (self._frame["same_fact"] & ~self._frame["same"]).any():
            return pl.DataFrame(schema={"at": pl.UInt32, "day": pl.UInt32})
        fact, day = pl.col("number") // FACT_OF, pl.col("number") // RECEIPT_OF % DAYS
        receipts = self._frame.lazy().filter(~pl.col("same"))
        rows = receipts.select(fact.cast(pl.UInt32), "at", day=day.cast(pl.UInt32)).collect()
        firsts = rows.lazy().group_by("number").agg(pl.col("at").min()).collect()
        by_fact = pl.Series([0], dtype=pl.UInt32).new_from_index(0, self._facts.height)
        by_fact = by_fact.scatter(firsts["number"], firsts["at"])
        return rows.filter(rows["at"] != by_fact.gather(rows["number"])).drop("number")

    def _told_differently(self, places: Places) -> pl.DataFrame:
        """All rows of the receipts that the input holds with more than one reference or end date,
        in its order."""
        detail = self._details.gather(self._frame["at"])
        differs = self._frame["same"] & (detail != detail.shift(1))
        keys = (self._numbers.filter(differs) // RECEIPT_OF).unique() * RECEIPT_OF
        start, end = (self._numbers.search_sorted(k, "left") for k in (keys, keys + RECEIPT_OF))
        runs = pl.DataFrame({"s": start, "e": end}).select(
            pl.int_ranges("s", "e").list.explode(empty_as_null=False).alias("at")
        )
        rows = self._rows(self._numbers.gather(runs["at"])).sort("at")
        if rows.is_empty():
            return rows.with_columns(reference=pl.lit(None, pl.String))
        return rows.join(places.references(rows["at"]), on="at", how="left", maintain_order="left")

    def earliest(self) -> pl.DataFrame:
        """One row a fact and end date: the earliest receipt, the first in the input among equals.

        Columns: at, FACT, received_on, ended_on, reference, and `receipts`, the number of rows that
        it stands for.
        """
        one = pl.col("number") & 1
        standing = self._frame.filter(one == 0).select("number").with_row_index("n")
        apart = pl.col("number") ^ pl.col("number").shift(1)
        firsts = standing.filter((apart >= FACT_OF).fill_null(value=True))
        until = firsts["n"].shift(-1, fill_value=standing.height)
        count = (until - firsts["n"]).cast(pl.Int64)
        whole = self._rows(firsts["number"]).with_columns(
            ended_on=pl.lit(None, pl.Date), receipts=count
        )
        rows, ended = whole, self._frame.filter(one == 1)["number"]
        if ended.len():
            rows = pl.concat([whole, self._ended_first(ended)])
        return rows.sort("at").join(self._references, on="at", how="left", maintain_order="left")

    def _ended_first(self, numbers: pl.Series) -> pl.DataFrame:
        """Of receipts that ended, the first of each fact and end date."""
        ended, key = self._rows(numbers).sort("received_on", "at"), (*FACT, "ended_on")
        ended = ended.with_columns(receipts=pl.len().over(key).cast(pl.Int64))
        return ended.unique(key, keep="first", maintain_order=True)

    def _rows(self, numbers: pl.Series) -> pl.DataFrame:
        """The rows of some numbers: at, FACT, received_on, ended_on."""
        v = pl.col("v")
        ends = self._ended.select("at", ended_on=pl.lit(START) + pl.duration(days="end"))
        return (
            numbers.to_frame("v")
            .select(
                at=(v // ENDED % PLACES).cast(pl.Int64),
                fact=(v // FACT_OF).cast(pl.UInt32),
                received_on=pl.lit(START) + pl.duration(days=v // RECEIPT_OF % DAYS),
            )
            .join(self._facts, on="fact", how="left", maintain_order="left")
            .join(ends, on="at", how="left", maintain_order="left")
            .drop("fact")
        )


def _other_details(receipts: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Where further rows of a receipt differ from its first: the column, what it holds, and what
    the first `row` holds."""
    receipts = receipts.rename({"row": "first"})
    both = other.join(receipts, on=RECEIPT, how="left", maintain_order="left", suffix="_first")
    ended, ended_first = (pl.col(c).cast(pl.String) for c in ("ended_on", "ended_on_first"))
    same = pl.col("reference").eq_missing(pl.col("reference_first"))
    then = pl.when(same)
    quoted = pl.format("'{}'", "reference_first")
    return both.select(
        "at",
        "first",
        column=then.then(pl.lit("ended_on")).otherwise(pl.lit("reference")),
        value=then.then(ended).otherwise("reference"),
        other=pl.coalesce(
            then.then(pl.format("ended on {}", ended_first)).otherwise(quoted),
            then.then(pl.lit("no end date")).otherwise(pl.lit("no reference")),
        ),
    )
