"""The one judge of submissions: rows in order are counted, all others are looked at.

A row is in order when the texts of its cells are, and the day of receipt lies between the days that
bound its fact. Such rows become receipts. All other rows are put together from what their texts
mean, and the checks make the findings with their places; those without an error count like the
rest. So each rule stands once, whatever the size and the form of the input.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from ..characters import SPACES
from ..errors import InputError
from ..rules import Rules
from ..tables import Piece
from . import checks
from .columns import typed_columns
from .dates import Order
from .facts import ABOUT, NEVER, About, Days, Facts, days_since_start
from .findings import ERROR
from .markers import is_marker, longest_marker
from .places import Places
from .readers import readers_of
from .receipts import MOST_FACTS, PLACES, Receipts
from .repairs import Repairs
from .row_names import name_faults
from .schemas import table_schema
from .sources import SUBMISSIONS, Source

DATES, FREE = ("received_on", "ended_on"), ("reference", "note")
MANY = 20_000  # rows that are worth learning their texts for
FEW = 50  # one row in so many


class Judge:
    """Judges the tables of submissions of one input, one after the other."""

    def __init__(
        self,
        rules: Rules,
        status: pl.DataFrame,
        named: pl.DataFrame | None,
        places: Places,
        today: date,
        order: Order | None = None,
    ) -> None:
        """`status`, `named`: as for `Facts`; receipts after `today` are errors; `order`: as in
        `Readers`."""
        self._facts, self._rules = Facts(rules, status, named), rules
        self._places, self._today, self._order = places, today, order
        self._receipts, self._repairs = Receipts(), Repairs()
        self._faults: list[pl.DataFrame] = []
        self._about: dict[tuple[int, str, str], About] = {}
        self._odd: dict[About, list[pl.DataFrame]] = {}  # rows to be looked at, of this source

    def take(self, number: int, source: Source) -> None:
        """Judge a source. Raises InputError: it has more rows than can be told apart."""
        start = self._places.start(number)
        self._readers = readers_of(source, self._rules, self._order)
        self._days = {column: Days(column, self._readers, self._today) for column in DATES}
        self._of_rows = pl.concat(
            [self._places.formulas(number), name_faults(source, self._readers, start)]
        )
        keys = sorted((c for c in ABOUT if c in source.names), key=source.names.__getitem__)
        waiting: list[Piece] = []
        for piece in source.pieces(keys, None):
            self._places.count(number, piece)
            if self._places.end >= PLACES:
                hint = f"Give at most {PLACES} rows at once."
                raise InputError(source.file, "has more rows than can be told apart", hint)
            about = self._about_of(piece, number, keys)
            piece, rare = self._rare(self._coded(piece, about, source), about, source)
            waiting.append(rare)
            if piece.row.len():
                self._take(piece, about, number, source, start)
            if sum(p.row.len() for p in waiting) > MANY:
                self._take_all(waiting, number, source, keys, start)
                waiting = []
        self._take_all(waiting, number, source, keys, start)
        for about, rows in self._odd.items():
            self._look_at(pl.concat(rows), about, number)
        self._odd.clear()

    def _take_all(
        self, waiting: list[Piece], number: int, source: Source, keys: list[str], start: int
    ) -> None:
        if any(piece.row.len() for piece in waiting):
            piece = _one(waiting)
            self._take(piece, self._about_of(piece, number, keys), number, source, start)

    def _coded(self, piece: Piece, about: About, source: Source) -> Piece:
        """The piece with its texts in the form in which they are looked up, which is done twice."""
        columns = [(c, f"c{source.names[c]}") for c in DATES if c in source.names]
        coded = [self._days[c].coded(piece.cells[cells]) for c, cells in columns]
        joined = about.coded(piece.joined)
        return replace(piece, joined=joined, cells=piece.cells.with_columns(coded))

    def _rare(self, piece: Piece, about: About, source: Source) -> tuple[Piece, Piece]:
        """The piece without the rows that hold a text not met before, and those rows.

        To learn a text costs as much as to look at a thousand rows. In a large register nearly all
        texts are met in the first pieces; the rare ones wait until they are many.
        """
        texts = [about.fresh(piece.joined)]
        for column in DATES:
            if column in source.names:
                cells = piece.cells[f"c{source.names[column]}"]
                texts.append(self._days[column].fresh(cells))
        rare = texts[0]
        for more in texts[1:]:
            rare = rare | more
        if rare.sum() * FEW > rare.len() >= MANY:
            rare = pl.repeat(False, rare.len(), dtype=pl.Boolean, eager=True)  # learnt at once
        if not rare.any():
            return piece, piece.only(rare)
        common = ~rare
        return (
            replace(
                piece,
                row=piece.row.filter(common),
                joined=piece.joined.filter(common),
                cells=piece.cells.filter(common),
            ),
            piece.only(rare),
        )

    def _take(self, piece: Piece, about: About, number: int, source: Source, start: int) -> None:
        cells = {n: piece.cells[f"c{at}"] for n, at in source.names.items() if n not in ABOUT}
        rows = piece.cells.select(
            (piece.row + start).alias("at"),
            about.numbered(piece.joined).alias("about"),
            *(self._days[c].numbered(cells.get(c)).alias(c) for c in DATES),
            *(pl.lit(cells.get(c), pl.String).alias(c) for c in FREE),
        )
        rows = self._without_markers(rows, number, source).with_columns(
            *(about.rows[c].gather(rows["about"]) for c in ("fact", "starts", "ends")),
            day=self._days["received_on"].days.gather(rows["received_on"]),
            end=self._days["ended_on"].days.gather(rows["ended_on"]),
        )
        suspect = rows.select(self._suspect(about, rows, piece, source)).to_series()
        self._note_repairs(rows, about, number)
        if suspect.any():
            self._put_aside(rows.filter(suspect), about, number)
            rows = rows.filter(~suspect)
        self._count(rows.with_columns(lapsed=pl.col("end") != NEVER))

    def _without_markers(self, rows: pl.DataFrame, number: int, source: Source) -> pl.DataFrame:
        """The rows with blanks in place of markers of a missing value in the columns of text."""
        for column in (c for c in FREE if c in source.names):
            # few texts are that short, and no other is looked at here; one with spaces or what
            # nobody sees around it is read with the rows that are looked at
            short = (rows[column].str.len_bytes() <= longest_marker()).fill_null(value=False)
            if not short.any():
                continue
            texts = rows[column].filter(short).unique().to_list()
            marked = pl.col(column).is_in([text for text in texts if is_marker(text)])
            found = rows.filter(marked).select(
                "at", column=pl.lit(column), value=column, read_as=pl.lit(None, pl.String)
            )
            self._repairs.note(number, found)
            rows = rows.with_columns(pl.when(~marked).then(column))
        return rows

    def _about_of(self, piece: Piece, number: int, keys: list[str]) -> About:
        key = (number, piece.joint, str(piece.joined.dtype))
        if key not in self._about:
            self._about[key] = About(self._facts, keys, piece.joint, self._readers)
        return self._about[key]

    def _suspect(self, about: About, rows: pl.DataFrame, piece: Piece, source: Source) -> pl.Expr:
        """Whether a row needs to be looked at."""
        day, end = pl.col("day"), pl.col("end")
        suspect = (day < pl.col("starts")) | (day > pl.col("ends"))
        if "ended_on" in source.names:
            lapses = about.rows["lapses"].gather(rows["about"])
            too_early = (end != NEVER) & (~pl.lit(lapses) | (end < day))
            told = self._days["ended_on"].told.gather(rows["ended_on"])
            suspect |= too_early.fill_null(value=True) | pl.lit(told)
        if piece.spaced:
            for column in FREE:
                # to look for all that nobody sees takes long, and few texts hold such characters
                text = rows[column]
                plain = not (text.str.len_bytes() != text.str.len_chars()).any()
                trimmed = pl.col(column).str.strip_chars(" \t\v\f\r\n" if plain else SPACES)
                suspect |= trimmed.ne(pl.col(column)).fill_null(value=False)
        if not self._of_rows.is_empty():
            suspect |= pl.col("at").is_in(self._of_rows["at"].implode())
        return suspect

    def _note_repairs(self, rows: pl.DataFrame, about: About, number: int) -> None:
        texts = [("about", about.repairs), *((c, self._days[c].repairs) for c in DATES)]
        for column, repairs in texts:
            if repairs.height:
                told = repairs.select(pl.exclude("at"), pl.col("at").cast(pl.UInt32).alias(column))
                hit = rows.select("at", column).filter(pl.col(column).is_in(told[column].implode()))
                hit = hit.join(told, on=column, maintain_order="left")
                self._repairs.note(number, hit)

    def _put_aside(self, rows: pl.DataFrame, about: About, number: int) -> None:
        """Keep rows to be looked at until they are many: to look at few costs nearly as much."""
        odd = self._odd.setdefault(about, [])
        odd.append(rows)
        if sum(part.height for part in odd) > MANY:
            self._look_at(pl.concat(self._odd.pop(about)), about, number)

    def _look_at(self, rows: pl.DataFrame, about: About, number: int) -> None:
        """Findings of rows that are not in order; those without an error count all the same."""
        free = rows.select("at", *FREE)
        typed, of_free, repairs = typed_columns(free, table_schema(SUBMISSIONS), self._readers)
        self._repairs.note(number, repairs)
        meant = rows.select("at", "about").with_columns(
            *(self._days[c].dates.gather(rows[c]).alias(c) for c in DATES),
            typed["reference"],
        )
        # of a day with a warning too: it is looked at, and counts
        meant = meant.with_columns(
            day=days_since_start(pl.col("received_on")).fill_null(NEVER),
            end=days_since_start(pl.col("ended_on")).fill_null(NEVER),
        )
        meant = meant.hstack(about.rows.drop("at", "starts", "ends")[rows["about"].to_list()])
        faults = [
            of_free,
            _placed(about.faults, rows, "about"),
            *(_placed(self._days[c].faults, rows, c) for c in DATES),
            checks.ended_too_early(meant),
            self._of_rows.join(rows.select("at"), on="at", how="semi", maintain_order="left"),
        ]
        told = _without_blanks(pl.concat(faults))
        wrong = told.filter(pl.col("severity") == ERROR)["at"].implode()
        good = meant.filter(~pl.col("at").is_in(wrong), pl.col("fact").is_not_null())
        self._faults += [told, checks.untimely(good)]
        self._count(good.with_columns(lapsed=(pl.col("end") != NEVER) & pl.col("lapses")))

    def _count(self, rows: pl.DataFrame) -> None:
        facts = self._facts.count
        assert facts < MOST_FACTS, "more facts than the numbers of receipts can hold"
        self._receipts.add(rows.select("fact", "day", "at", "end", "lapsed", "reference"), facts)

    def result(self) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """The accepted receipts, as `Sorted.earliest` gives them, and all faults."""
        ordered = self._receipts.sorted(self._facts.table())
        faults = ordered.faults(self._places)
        return ordered.earliest(), [*self._faults, *faults, *self._repairs.faults()]


def _one(pieces: list[Piece]) -> Piece:
    """Pieces of the same form as one."""
    return replace(
        pieces[0],
        row=pl.concat([p.row for p in pieces]),
        joined=pl.concat([p.joined for p in pieces]),
        cells=pl.concat([p.cells for p in pieces]),
    )


def _placed(faults: pl.DataFrame, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Faults of texts as faults of the rows that hold them."""
    places = rows.select("at", pl.col(column).cast(pl.Int64).alias("text"))
    told = faults.rename({"at": "text"})
    return places.join(told, on="text", maintain_order="left").select(faults.columns)


def _without_blanks(faults: pl.DataFrame) -> pl.DataFrame:
    """Without the finding that a cell is blank where it holds a formula without a result."""
    formulas = faults.filter(pl.col("code") == "formula-without-result").select("at", "column")
    missing = pl.col("code") == "missing-value"
    blank = faults.filter(missing).join(
        formulas, on=("at", "column"), how="semi", maintain_order="left"
    )
    if blank.is_empty():
        return faults
    return faults.join(
        blank, on=faults.columns, how="anti", nulls_equal=True, maintain_order="left"
    )
