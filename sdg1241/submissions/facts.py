"""What a row speaks of: each distinct text of a register is read once.

A register of any size repeats some ten thousand facts. So the cells that say what a row is about,
and each date, are looked up as one text; what the text means, from which day to which day a receipt
of it is in order, and what is wrong with it, is found out when it is met first.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count

import polars as pl

from ..rules import Rules
from . import checks
from .columns import REPAIRS, typed_columns
from .findings import ERROR, found, nothing_found
from .readers import Readers
from .schemas import table_schema
from .sources import SUBMISSIONS

FACT_COLUMNS = (
    *("scored_obligation", "scored_item", "lapses"),
    *("in_force", "withdrawn_on", "exists_on"),
)
ABOUT = ("party", "convention", "obligation", "item")  # the columns that say what a row is about
START: date = table_schema(SUBMISSIONS).field("received_on").constraints["minimum"]
NEVER = -1  # a day before all others: no receipt is in order until then
NUMBERS = count()  # what names a set of texts
ALWAYS = 2**17 - 1  # days: until the year 2258
NO_TEXT = pl.DataFrame({"at": [0], "text": [None]}, {"at": pl.Int64, "text": pl.String})


def days_since_start(day: pl.Expr) -> pl.Expr:
    """Days since START, as whole numbers."""
    return (day - pl.lit(START)).dt.total_days().cast(pl.Int32)


class Texts:
    """Distinct texts, numbered from 1 in the order in which they are learnt; 0 is no text.

    `learn` is given texts not met before, with their numbers (`at`), before `numbered` returns.
    """

    def __init__(self, learn: Callable[[pl.DataFrame], None]) -> None:
        self._categories = pl.Categories(f"texts-{next(NUMBERS)}")
        # polars forgets the codes of categories that no Series has: this one keeps them
        self._kept = pl.Series([None], dtype=pl.Categorical(self._categories))
        self._learn, self._learnt = learn, 0
        self._number = pl.Series(dtype=pl.UInt32)  # by the code of the text; 0: not learnt

    def coded(self, texts: pl.Series) -> pl.Series:
        """The texts as Categorical; those that a reader gives so keep its codes."""
        if texts.dtype == pl.String:
            return texts.cast(pl.Categorical(self._categories))
        if not self._learnt:
            self._kept = texts.clear()
        return texts

    def fresh(self, texts: pl.Series) -> pl.Series:
        """Whether each text was not learnt yet."""
        return self._numbers(self.coded(texts)) == 0

    def _numbers(self, coded: pl.Series) -> pl.Series:
        """The number of each text, 0 where it is not learnt; null where there is no text."""
        codes = coded.to_physical()
        highest = codes.max()
        more = highest + 1 - self._number.len() if isinstance(highest, int) else 0
        if more > 0:
            zeros = pl.Series([0], dtype=pl.UInt32).new_from_index(0, more)
            self._number = pl.concat([self._number, zeros], rechunk=True)
        return self._number.gather(codes)

    def numbered(self, texts: pl.Series) -> pl.Series:
        """The number of each text."""
        coded = self.coded(texts)
        numbers = self._numbers(coded)
        unmet = numbers == 0
        if unmet.any():
            met = pl.DataFrame({"code": coded.to_physical(), "text": coded}).filter(unmet)
            met = met.unique("code").sort("code").with_row_index("at", offset=self._learnt + 1)
            self._learnt += met.height
            self._number = self._number.scatter(met["code"], met["at"])
            self._learn(met.select(pl.col("at").cast(pl.Int64), pl.col("text").cast(pl.String)))
            numbers = self._numbers(coded)
        return numbers.fill_null(0)


class Facts:
    """Party, convention, obligation and item, for the whole register.

    Attributes:
        count: of the facts that a row in order can have; they are numbered from 0.
    """

    def __init__(self, rules: Rules, status: pl.DataFrame, named: pl.DataFrame | None) -> None:
        """`status` is the Party status, `named` the pairs of it that an input has rows for, also
        rejected ones (None: nobody can tell)."""
        self.rules, self._named = rules, named
        self._items, self._bounds = checks.scored_items(rules), checks.bounds(status, rules)
        self._categories = pl.Categories(f"facts-{next(NUMBERS)}")
        self._kept = pl.Series([None], dtype=pl.Categorical(self._categories))  # as in Texts
        self._known = [pl.DataFrame(schema=dict.fromkeys(checks.FACT, pl.String))]
        self.count = 0

    def read(
        self, cells: pl.DataFrame, readers: Readers
    ) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Read distinct rows.

        Args:
            cells: `at` and the columns of ABOUT that the input has, as text.
            readers: how they are read.

        Returns:
            A row for each: at, the columns of ABOUT typed, FACT_COLUMNS, `fact` (null where
            something is wrong), `starts` and `ends` (a receipt from one day to the other is in
            order). The faults, and the repairs.
        """
        schema = table_schema(SUBMISSIONS, self.rules.keys)
        typed, faults, repairs = typed_columns(cells, schema, readers)
        missing = [pl.lit(None, pl.String).alias(c) for c in ABOUT if c not in cells.columns]
        rows = typed.with_columns(missing).with_columns(pl.col("item").fill_null(""))
        about = ("convention", "obligation", "item")
        items = self._items.filter(pl.col("item").is_in(rows["item"].unique().implode()))
        rows = rows.join(items, on=about, how="left", maintain_order="left")
        of_party = ("convention", "party")
        rows = rows.join(self._bounds, on=of_party, how="left", maintain_order="left")
        unknown = checks.unknown_items(rows, self.rules)
        faults = pl.concat([faults, unknown, checks.without_status(rows, self._named)])
        wrong = faults.filter(pl.col("severity") == ERROR)["at"].implode()
        sound = ~pl.col("at").is_in(wrong) & pl.col("scored_obligation").is_not_null()
        rows = rows.select("at", *ABOUT, *FACT_COLUMNS).with_columns(sound=sound)
        rows = rows.with_columns(fact=self._numbered(rows))
        first = pl.max_horizontal(days_since_start(pl.col(c)) for c in ("in_force", "exists_on"))
        last = days_since_start(pl.col("withdrawn_on")) - 1
        return (
            rows.with_columns(
                starts=pl.when("sound").then(first.fill_null(0)).otherwise(ALWAYS),
                ends=pl.when("sound").then(last.fill_null(ALWAYS)).otherwise(NEVER),
            ),
            faults,
            repairs,
        )

    def _numbered(self, rows: pl.DataFrame) -> pl.Series:
        """The number of the fact of each sound row, null for the others."""
        key = pl.when("sound").then(pl.concat_str(checks.FACT, separator="\0"))
        fact = rows.select(key.cast(pl.Categorical(self._categories))).to_series().to_physical()
        fresh = rows.select(*checks.FACT, fact=fact).filter(fact >= self.count)
        fresh = fresh.unique("fact").sort("fact").drop("fact")
        self._known.append(fresh)
        self.count += fresh.height
        return fact

    def table(self) -> pl.DataFrame:
        """All facts: `fact` and checks.FACT."""
        return pl.concat(self._known).with_row_index("fact").cast({"fact": pl.UInt32})


class About:
    """The facts that the joined texts of one form of one source speak of."""

    def __init__(self, facts: Facts, columns: Sequence[str], joint: str, readers: Readers) -> None:
        """`columns` are those joined, in the order of the file."""
        self._facts, self._columns, self._joint = facts, columns, joint
        self._readers = readers
        self._texts = Texts(self._learn)
        self.rows, self.faults = pl.DataFrame(), nothing_found()
        self.repairs = pl.DataFrame(schema=REPAIRS)

    def coded(self, joined: pl.Series) -> pl.Series:
        """The texts in the form in which they are looked up."""
        return self._texts.coded(joined)

    def fresh(self, joined: pl.Series) -> pl.Series:
        """Whether each text was not met before."""
        return self._texts.fresh(joined)

    def numbered(self, joined: pl.Series) -> pl.Series:
        """The number of each text: where its fact stands in `rows`."""
        return self._texts.numbered(joined)

    def _learn(self, fresh: pl.DataFrame) -> None:
        width = len(self._columns)
        cells = fresh["text"].str.split_exact(self._joint, width)  # the joint ends the last one too
        frame = cells.struct.rename_fields([*self._columns, "rest"]).struct.unnest()
        frame = frame.select(fresh["at"], pl.col(self._columns).replace("", None))
        rows, faults, repairs = self._facts.read(frame, self._readers)
        before = rows.clear(1) if self.rows.is_empty() else self.rows  # every row has a joined text
        # in one chunk, since every row of the input is looked up here
        self.rows = pl.concat([before, rows], rechunk=True)
        self.faults = pl.concat([self.faults, faults])
        self.repairs = pl.concat([self.repairs, repairs])


class Days:
    """The days that the texts of one column stand for.

    Attributes:
        days: days since START by number of the text; NEVER where it is blank or no day in order.
        dates: the same as dates, null where there is none.
        told: whether there is a finding on the text.
    """

    def __init__(self, column: str, readers: Readers, today: date) -> None:
        self._column, self._readers, self._today = column, readers, today
        self._texts = Texts(self._learn)
        self.days, self.dates = pl.Series(dtype=pl.Int32), pl.Series(dtype=pl.Date)
        self.told = pl.Series(dtype=pl.Boolean)
        self.faults, self.repairs = nothing_found(), pl.DataFrame(schema=REPAIRS)

    def coded(self, texts: pl.Series) -> pl.Series:
        """The texts in the form in which they are looked up, for one that is looked up twice."""
        return self._texts.coded(texts)

    def fresh(self, texts: pl.Series) -> pl.Series:
        """Whether each text was not met before."""
        return self._texts.fresh(texts).fill_null(value=False)

    def numbered(self, texts: pl.Series | None) -> pl.Expr:
        """The number of each text, its place in `days` and `dates`; None: the file has no such
        column."""
        numbers = pl.lit(0, pl.UInt32) if texts is None else pl.lit(self._texts.numbered(texts))
        if self.days.is_empty():
            self._learn(NO_TEXT.clear())
        return numbers

    def _learn(self, fresh: pl.DataFrame) -> None:
        column = self._column
        if self.days.is_empty():
            fresh = pl.concat([NO_TEXT, fresh])
        cells = fresh.select("at", pl.col("text").alias(column))
        typed, faults, repairs = typed_columns(cells, table_schema(SUBMISSIONS), self._readers)
        if column == "received_on":
            late = typed.filter(pl.col(column) > self._today)
            today = self._today.isoformat()
            late = late.select("at", value=column)
            faults = pl.concat([faults, found("future-date", late, column, today=today)])
        told = typed["at"].is_in(faults["at"].implode())
        days = pl.when(~told).then(days_since_start(pl.col(column))).fill_null(NEVER)
        self.days = pl.concat([self.days, typed.select(days).to_series().rename("")], rechunk=True)
        self.dates = pl.concat([self.dates, typed[column].rename("")], rechunk=True)
        self.told = pl.concat([self.told, told.rename("")], rechunk=True)
        self.faults = pl.concat([self.faults, faults])
        self.repairs = pl.concat([self.repairs, repairs])
