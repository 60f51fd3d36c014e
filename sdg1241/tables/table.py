"""A table as it stands in a file: a header, and pieces of rows of text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from ..characters import folded
from .guard import NotReadableError

HEADER_SEARCH = 30  # rows in which a header is looked for
MOST_COLUMNS = 1_000
JOINT = "\x1f"  # between cells that are given as one text; in no file of people

Broken = dict[str, object]  # a row that does not fit the header: row, code, found, expected


@dataclass(frozen=True)
class Piece:
    """Some rows of a table.

    Attributes:
        row: the number of each row that a person sees (Int64).
        joined: the cells of the columns that were asked for as one text a row, with `joint` after
            each of them; String, or Categorical where the reader knows the texts.
        joint: what stands after each cell in `joined`.
        cells: every other column as text, named c0, c1, ... by its place; null where blank.
        broken: rows that do not fit the header; they stand in none of the columns.
        filled_up: rows whose blank cells at the end were left out, which is read as blanks.
        spaced: whether a cell may begin or end with a space, or hold a character that no one sees.
        size: bytes of the file that are done.
    """

    row: pl.Series
    joined: pl.Series
    joint: str
    cells: pl.DataFrame
    broken: list[Broken] = field(default_factory=list)
    filled_up: list[int] = field(default_factory=list)
    spaced: bool = True
    size: int = 0

    def only(self, mask: pl.Series) -> "Piece":
        """Some of the rows, with the usual joint between the joined cells; nothing that is counted
        once a piece."""
        joined = self.joined.filter(mask).cast(pl.String)
        if self.joint != JOINT:
            joined = joined.str.replace_all(self.joint, JOINT, literal=True)
        return Piece(self.row.filter(mask), joined, JOINT, self.cells.filter(mask))


@dataclass(frozen=True)
class Wanted:
    """What is wanted of the rows of a table.

    Attributes:
        joined: places of columns that are to be joined into one text.
        needed: cells without which a row does not fit the header; None: all.
        only: numbers of the rows that are wanted, where others may be left out.
    """

    joined: Sequence[int] = ()
    needed: int | None = None
    only: frozenset[int] | None = None


@dataclass(frozen=True)
class Table:
    """What stands in one file or sheet, below its header.

    Attributes:
        header: the names, as written.
        header_row: the row that holds them.
        pieces: the rows, in pieces; it may be called again. Raises InputError where the file is
            damaged further down.
        encoding: how the bytes were read, where that was not UTF-8; known once the rows were read.
        lost: row, column (from 0) and text of formulas whose result the file does not hold; known
            once the rows were read.
        beside: row, letters of the column and text of the first filled cell of each column to the
            right of the header of a sheet; known once the rows were read. In other files such a row
            is broken.
        epoch_1904: whether numbers of days count from 1904 in this workbook.
    """

    header: list[str]
    header_row: int
    pieces: Callable[["Wanted"], Iterator[Piece]]
    encoding: Callable[[], str | None] = lambda: None
    lost: Callable[[], list[tuple[int, int, str]]] = list
    beside: Callable[[], list[tuple[int, str, str]]] = list
    epoch_1904: bool = False

    def rows(self) -> tuple[pl.DataFrame, list[Broken]]:
        """All rows at once: `row`, c0, c1, ...; and those that do not fit the header."""
        schema = {"row": pl.Int64} | {f"c{n}": pl.String for n in range(len(self.header))}
        frames, broken = [pl.DataFrame(schema=schema)], []
        for piece in self.pieces(Wanted()):
            frames.append(piece.cells.select(piece.row.alias("row"), pl.all()))
            broken += piece.broken
        return pl.concat(frames), broken


def piece_of(rows: pl.DataFrame, joined: Sequence[int], **more: object) -> Piece:
    """A piece from `row` and all columns as text."""
    key = [f"c{n}" for n in joined]
    text = [pl.concat_str(pl.col(c).fill_null(""), pl.lit(JOINT)) for c in key]
    none = pl.repeat("", rows.height, dtype=pl.String, eager=True)
    return Piece(
        row=rows["row"],
        joined=rows.select(pl.concat_str(text)).to_series() if text else none,
        joint=JOINT,
        cells=rows.drop("row", *key),
        **more,  # type: ignore[arg-type]
    )


def without_blank_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows (`row` and text columns) in which a cell holds more than spaces."""
    if rows.width < 2:
        return rows
    # the first column tells of nearly all rows that they are not blank
    doubtful = ~rows.to_series(1).str.contains(r"\S").fill_null(value=False)
    if not doubtful.any():
        return rows
    filled = pl.any_horizontal(pl.exclude("row").str.contains(r"\S")).fill_null(value=False)
    blank = rows.filter(doubtful).filter(~filled)["row"]
    return rows.filter(~pl.col("row").is_in(blank.implode())) if blank.len() else rows


def plain_name(name: str) -> str:
    """A name as it is compared: in lower case, and without what nobody sees."""
    return folded(name).lower()


def refuse_wide(header: Sequence[str]) -> None:
    """Refuse a header that no table of this program could have. Raises NotReadableError."""
    if len(header) > MOST_COLUMNS:
        many = f"has {len(header)} columns, more than the {MOST_COLUMNS} that are read"
        raise NotReadableError(many)


def best_header(rows: Iterable[Sequence[str]], known: set[str]) -> int | None:
    """The row that holds the most known names; the first filled row where none does; None where
    all are blank."""
    rows = list(rows)
    counts = [len({plain_name(cell) for cell in row} & known) for row in rows]
    if counts and max(counts) > 0:
        return counts.index(max(counts))
    return next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)


def trimmed_header(cells: Sequence[str]) -> list[str]:
    """The names of a header without blank ones at its end. Raises NotReadableError."""
    header = list(cells)
    while header and not header[-1].strip():
        header.pop()
    refuse_wide(header)
    return header
