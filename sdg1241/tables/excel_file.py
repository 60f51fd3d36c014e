"""Read the sheets of an Excel workbook (.xlsx, .xlsm) as text cells. Macros are not even read.

python-calamine reads a sheet; what it would lose is put back from the pass over the sheet's XML
(`sheet_marks`). A sheet whose few cells lie far apart would fill its memory: it is left to
openpyxl, which is slow and holds one row at a time.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any, TypeVar

import polars as pl
import python_calamine as calamine

from .as_written import quiet, worksheets
from .cell_text import cell_text
from .guard import NotReadableError
from .sheet_marks import Marks, marks_of
from .table import (
    HEADER_SEARCH,
    Broken,
    Piece,
    Table,
    Wanted,
    best_header,
    piece_of,
    trimmed_header,
)
from .workbook_parts import parts_of

CELLS_AT_ONCE = 100_000
FEW_CELLS = 2_000_000  # a rectangle of as many fits the memory however few of them are filled
FILLED = 4  # of a larger one at least one cell in so many must be there
Row = tuple[int, Sequence[object]]
T = TypeVar("T")


class Workbook:
    """An opened workbook. Sheets are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Raises NotReadableError: the bytes are no workbook that can be read safely."""
        self._data = data
        self._parts = parts_of(data)
        with_sheets = calamine.CalamineWorkbook.from_filelike
        self._book = _guarded("is a damaged Excel workbook", lambda: with_sheets(io.BytesIO(data)))
        self.names = [name for name in self._book.sheet_names if name in self._parts.sheets]
        visible = calamine.SheetVisibleEnum.Visible
        self.hidden = {m.name for m in self._book.sheets_metadata if m.visible != visible}
        self._marks: dict[str, Marks] = {}
        self._read: dict[str, Any] = {}

    def top(self, name: str) -> list[list[str]]:
        """The first rows of a sheet as text. Raises NotReadableError."""
        rows = islice(self._rows(name), HEADER_SEARCH)
        texts = [[cell_text(v) or "" for v in cells] for _, cells in rows]
        self._correct(texts, name)
        return texts

    def table(self, name: str, top: list[list[str]], known: set[str]) -> Table:
        """The table of one sheet, its header found by the names in `known`.

        Raises:
            NotReadableError: the sheet is damaged.
        """
        at = best_header(top, known)
        header = trimmed_header(top[at]) if at is not None else []
        below = at + 1 if at is not None else 1
        marks = self._marks[name]

        def pieces(wanted: Wanted) -> Iterator[Piece]:
            return self._pieces(name, header, below, wanted.joined) if header else iter(())

        lost = [place for place in marks.lost if place[1] < len(header)]
        return Table(header, below, pieces, lambda: None, lambda: lost, self._parts.epoch_1904)

    def _pieces(
        self, name: str, header: list[str], below: int, joined: Sequence[int]
    ) -> Iterator[Piece]:
        broken: list[Broken] = []
        rows = ((n, cells) for n, cells in self._rows(name) if n > below)
        for chunk in _chunks(_fitting(rows, len(header), broken)):
            yield _piece(chunk, len(header), self._marks[name], joined, broken)
            broken.clear()
        if broken:
            none = pl.DataFrame(
                schema={"row": pl.Int64} | {f"c{n}": pl.String for n in range(len(header))}
            )
            yield piece_of(none, joined, broken=list(broken))

    def _correct(self, texts: list[list[str]], name: str) -> None:
        for (row, column), text in self._marks[name].texts.items():
            if row <= len(texts) and column <= len(texts[row - 1]):
                texts[row - 1][column - 1] = text

    def _rows(self, name: str) -> Iterator[Row]:
        """Number and cells of each row, blank ones too."""
        if name not in self._marks:
            part = self._parts.sheets[name]
            self._marks[name] = _guarded(
                f"the sheet {name!r} is damaged",
                lambda: marks_of(self._parts.archive, part, self._parts.years),
            )
        marks = self._marks[name]
        if marks.area > FEW_CELLS and marks.area > FILLED * marks.cells:
            return self._rows_one_by_one(name)
        return self._every_row(name)

    def _every_row(self, name: str) -> Iterator[Row]:
        last = 0
        for last, cells in enumerate(self._sheet(name).iter_rows(), 1):
            yield last, cells
        # the library ends before rows at the end whose formulas have no result
        yield from (
            (row, ()) for row in sorted({r for r, *_ in self._marks[name].lost if r > last})
        )

    def _sheet(self, name: str) -> Any:
        if name not in self._read:
            # of large sheets only the last one is kept: a workbook may have several
            kept = (n for n in self._read if self._marks[n].area <= FEW_CELLS)
            self._read = {n: self._read[n] for n in kept}
            problem = f"the sheet {name!r} is damaged"
            self._read[name] = _guarded(problem, lambda: self._book.get_sheet_by_name(name))
        return self._read[name]

    def _rows_one_by_one(self, name: str) -> Iterator[Row]:
        problem = f"the sheet {name!r} is damaged"
        with quiet():
            sheet = _guarded(problem, lambda: worksheets(self._data)[name])
            rows = iter(enumerate(sheet.iter_rows(values_only=True), 1))
            while (row := _guarded(problem, lambda: next(rows, None))) is not None:
                number, cells = row
                last = max((at for at, v in enumerate(cells, 1) if v is not None), default=0)
                yield number, cells[:last]


def _guarded(problem: str, work: Callable[[], T]) -> T:
    """What `work` gives. Raises NotReadableError for whatever a damaged file makes a library do."""
    try:
        return work()
    except NotReadableError:
        raise
    except calamine.PasswordError:
        raise NotReadableError("is protected by a password") from None
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a panic of the library is no Exception
        raise NotReadableError(f"{problem} ({type(fault).__name__})") from None


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows in lists of about as many cells."""
    chunk: list[Row] = []
    cells = 0
    for row in rows:
        chunk.append(row)
        cells += 1 + len(row[1])  # a blank row takes room too
        if cells > CELLS_AT_ONCE:
            yield chunk
            chunk, cells = [], 0
    if chunk:
        yield chunk


def _fitting(rows: Iterator[Row], width: int, broken: list[Broken]) -> Iterator[Row]:
    """The rows without what lies right of the header; rows with cells there are broken."""
    for number, cells in rows:
        last = len(cells)
        while last > width and not _is_filled(cells[last - 1]):
            last -= 1
        if last > width:
            found = {"found": str(last), "expected": str(width)}
            broken.append({"row": number, "code": "broken-row", **found})
        else:
            yield number, cells[:width]


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _piece(
    chunk: list[Row], width: int, marks: Marks, joined: Sequence[int], broken: list[Broken]
) -> Piece:
    """A piece of some rows, without those that are blank."""
    columns = [list(column) for column in zip_longest(*(cells for _, cells in chunk))]
    columns += [[None] * len(chunk) for _ in range(width - len(columns))]
    numbers = {number: at for at, (number, _) in enumerate(chunk)}
    for (row, column), text in marks.texts.items():
        if row in numbers and column <= width:
            columns[column - 1][numbers[row]] = text
    frame = pl.DataFrame([pl.Series("row", list(numbers), pl.Int64)]).with_columns(
        _texts(column).alias(f"c{at}") for at, column in enumerate(columns)
    )
    # a formula without a result leaves its row blank, and must be told of
    lost = [row for row, column, _ in marks.lost if row in numbers and column < width]
    filled = pl.any_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(value=False))
    frame = frame.filter(filled | pl.col("row").is_in(lost))
    return piece_of(frame, joined, broken=list(broken))


def _texts(column: list[object]) -> pl.Series:
    texts = [v if v.__class__ is str else cell_text(v) for v in column]
    return pl.Series(texts, dtype=pl.String).replace("", None)
