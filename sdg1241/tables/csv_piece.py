"""Parse a block of CSV text with polars, and prove for every row that nothing was lost.

polars fills a short row up and cuts a long one off without a word. But then the cells of the row
and their separators are not as long as its line. That one sum proves a row; rows that fail it are
taken apart by the csv module, which says what is wrong with them.

Columns that are wanted as one text and stand first in the file are not parsed at all: they are what
is left of the line. Where the row is short or long, what is left does not end with a separator or
has too many of them, so the distinct texts, of which there are few, prove all rows.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import polars as pl

from .table import Broken, Piece, Wanted, piece_of

LINE = "line"
# what names a set of texts; an id would be given again while texts of the first still have numbers
NUMBERS = count()
# in UTF-8 the second and later bytes of a character lie between these two
INSIDE_CHARACTER = (pl.lit(b"\x80"), pl.lit(b"\xbf"))
# a space at the end of a cell, or a character that no one sees, makes a text another text
SPACES = (b" ", b"\t", b"\v", b"\f")


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    Attributes:
        header: the names of its columns.
        separator: between cells.
        offset: bytes up to the first row, in UTF-8.
        first_line: number of the line of the first row.
    """

    header: list[str]
    separator: str
    offset: int
    first_line: int


class Heads:
    """The first cells of the rows as one text each: which of them are whole, which are blank."""

    def __init__(self, separator: str, width: int) -> None:
        self._separator, self._width = separator, width
        self._categories = pl.Categories(f"heads-{next(NUMBERS)}")
        # polars forgets the numbers of categories that no Series has: this one keeps them
        self._kept = pl.Series([""], dtype=pl.Categorical(self._categories))
        self._whole, self._blank = pl.Series([width == 0]), pl.Series([width == 0])

    def _are_whole(self, texts: pl.Series) -> pl.Series:
        if not self._width:
            return ~texts.str.contains(self._separator, literal=True)
        count = texts.str.count_matches(self._separator, literal=True)
        return texts.str.ends_with(self._separator) & (count == self._width)

    def judged(self, texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
        """The texts as Categorical, whether each is whole, and whether it holds no cell."""
        heads = texts.cast(pl.Categorical(self._categories))
        codes = heads.to_physical()
        known = self._whole.len()
        if (codes.max() or 0) >= known:  # type: ignore[operator]
            fresh = pl.DataFrame({"code": codes, "text": heads}).filter(pl.col("code") >= known)
            texts = fresh.unique("code").sort("code")["text"].cast(pl.String)
            blank = ~texts.str.replace_all(self._separator, "", literal=True).str.contains(r"\S")
            self._whole = pl.concat([self._whole, self._are_whole(texts)], rechunk=True)
            self._blank = pl.concat([self._blank, blank], rechunk=True)
        return heads, self._whole.gather(codes), self._blank.gather(codes)


@dataclass
class Parser:
    """Parses the blocks of one file in order; `next_line` is the number of the line to come.

    Columns that are wanted as one text are cut from the line where they stand first in it.
    """

    layout: Layout
    wanted: Wanted
    next_line: int = field(init=False)

    def __post_init__(self) -> None:
        self.next_line = self.layout.first_line
        self._begun = False
        joined, width = sorted(self.wanted.joined), len(self.layout.header)
        leading = joined == list(range(len(joined))) and len(joined) < width
        self._cut = len(joined) if leading else 0
        self._heads = Heads(self.layout.separator, self._cut)

    def below_header(self, block: bytes) -> bytes:
        """The block without what stands above the first row."""
        skipped = 0 if self._begun else self.layout.offset
        self._begun = True
        return block[skipped:] if skipped else block

    def regular(self, block: bytes) -> list[Piece] | None:
        """The rows of a block by polars; None where it has quotation marks or line ends that polars
        cannot be trusted with."""
        data = block[0 if self._begun else self.layout.offset :]
        if b"\0" in data or b"\1" in data:
            return None
        if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
            return None
        if not data:
            return None
        lines = self._lines(data)
        if self.wanted.only is not None and b'"' not in data:
            return [self._picked(lines, len(block))]
        parsed = self._parsed(data, lines)
        if parsed is None:
            return None
        cells, quoted = parsed
        first, self.next_line, self._begun = self.next_line, self.next_line + lines.len(), True
        proved, ragged = self._proved(lines, cells, first, quoted, data)
        return [proved, self.fitted(ragged, [], len(block))]

    def _lines(self, data: bytes) -> pl.Series:
        return pl.read_csv(
            data, has_header=False, schema={LINE: pl.String}, separator="\1", quote_char=None
        )[LINE]

    def _picked(self, lines: pl.Series, size: int) -> Piece:
        """The wanted ones of the lines, taken apart one by one."""
        first, self.next_line, self._begun = self.next_line, self.next_line + lines.len(), True
        rows = [n for n in self.wanted.only or () if first <= n < self.next_line]
        return self.fitted([(n, self._cells_of(lines[n - first])) for n in rows], [], size)

    def _parsed(self, data: bytes, lines: pl.Series) -> tuple[pl.DataFrame, bool] | None:
        """The cells from column `_cut` on, and whether any is in quotation marks."""
        quoted = b'"' in data
        cut = 0 if quoted else self._cut
        names = [f"column_{n}" for n in range(len(self.layout.header))]
        try:
            cells = pl.read_csv(
                data,
                has_header=False,
                schema=dict.fromkeys(names, pl.String),
                columns=names[cut:],
                separator=self.layout.separator,
                quote_char='"' if quoted else None,
                truncate_ragged_lines=True,
                missing_columns="insert",
                extra_columns="ignore",
            )
        except pl.exceptions.PolarsError:
            return None
        if cells.height != lines.len():
            return None  # a line break inside a quotation
        cells = cells.rename({name: f"c{n}" for n, name in enumerate(names[cut:], cut)})
        if quoted:
            cells = cells.with_columns(pl.all().replace("", None))
            inside = pl.any_horizontal(pl.all().str.contains('"', literal=True))
            if cells.select(inside.any()).item():
                return None
        return cells, quoted

    def _proved(
        self, lines: pl.Series, cells: pl.DataFrame, first: int, quoted: bool, data: bytes
    ) -> tuple[Piece, list[tuple[int, list[str]]]]:
        """The rows that lost nothing, and the cells of those that do not fit the header."""
        cut = len(self.layout.header) - cells.width
        length = sum(
            (pl.col(c).str.len_bytes().fill_null(0) for c in cells.columns),
            pl.lit(cells.width - 1, pl.UInt32),
        )
        if quoted:
            length = length + pl.col(LINE).str.count_matches('"', literal=True)
        # a row too long for its line has no head, and none that is empty
        heads = cells.with_columns(lines.alias(LINE)).select(
            size=pl.col(LINE).str.len_bytes().cast(pl.Int64) - length, line=pl.col(LINE)
        )
        filled = heads["line"].is_not_null()
        if cut:
            size, whole_line = pl.col("size").clip(0), pl.col("line").cast(pl.Binary)
            if not data.isascii():
                # a cut inside a character is no text: such a row is not whole either
                inside = whole_line.bin.slice(size, 1).is_between(*INSIDE_CHARACTER)
                size = pl.when(inside).then(0).otherwise(size)
            text = whole_line.bin.head(size).cast(pl.String).fill_null("")
            joined, whole, blank = self._heads.judged(heads.select(text).to_series())
        else:
            joined, whole, blank = heads["line"], heads["size"] == 0, filled
        numbers = pl.int_range(first, first + lines.len(), dtype=pl.Int64, eager=True)
        sound = whole & filled
        if blank.any():
            none = pl.all_horizontal(pl.all().str.contains(r"\S").fill_null(value=False).not_())
            sound &= ~(blank & cells.select(none).to_series())
        odd = filled & ~whole
        spaced = not data.isascii() or any(space in data for space in SPACES)
        if not sound.all():
            numbers, joined, cells, rest = (
                numbers.filter(sound),
                joined.filter(sound),
                cells.filter(sound),
                zip(numbers.filter(odd), lines.filter(odd), strict=True),
            )
        else:
            rest = zip((), (), strict=True)
        if cut:
            piece = Piece(numbers, joined, self.layout.separator, cells, spaced=spaced)
        else:
            rows = cells.select(numbers.alias("row"), pl.all())
            piece = piece_of(rows, self.wanted.joined, spaced=spaced)
        ragged = [(number, self._cells_of(line)) for number, line in rest]
        return piece, ragged

    def _cells_of(self, line: str) -> list[str]:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=self.layout.separator))

    def fitted(
        self, rows: Sequence[tuple[int, list[str]]], broken: list[Broken], size: int
    ) -> Piece:
        """Rows of any number of cells as a piece: those that fit the header, and broken ones."""
        width = len(self.layout.header)
        needed = width if self.wanted.needed is None else self.wanted.needed
        good: list[tuple[object, ...]] = []
        filled_up: list[int] = []
        for row, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < needed or any(cell.strip() for cell in cells[width:]):
                found = {"found": str(len(cells)), "expected": str(width)}
                broken.append({"row": row, "code": "broken-row", **found})
                continue
            if len(cells) < width:
                filled_up.append(row)
            blanks = [None] * (width - len(cells))
            good.append((row, *(cell or None for cell in cells[:width]), *blanks))
        schema = {"row": pl.Int64} | {f"c{n}": pl.String for n in range(width)}
        frame = pl.DataFrame(good, schema=schema, orient="row")
        return piece_of(frame, self.wanted.joined, broken=broken, filled_up=filled_up, size=size)
