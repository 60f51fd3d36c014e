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
from .sheet_marks import MOST_COLUMNS, Marks, marks_of
from .table import (
    HEADER_SEARCH,
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
NEAR = 100  # columns to the right of a header that are looked at
Row = Sequence[object]
Beside = dict[int, tuple[int, str]]  # right of the header: the first cell of each column
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
        rows = [list(cells) for cells in islice(self._rows(name), HEADER_SEARCH)]
        for (row, column), text in self._marks[name].texts.items():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = text
        return [[cell_text(v) or "" for v in cells] for cells in rows]

    def table(self, name: str, top: list[list[str]], known: set[str]) -> Table:
        """The table of one sheet, its header found by the names in `known`.

        Raises:
            NotReadableError: the sheet is damaged.
        """
        at = best_header(top, known)
        header = trimmed_header(top[at]) if at is not None else []
        below = at + 1 if at is not None else 1
        marks = self._marks[name]

        width, beside = len(header), Beside()

        def pieces(wanted: Wanted) -> Iterator[Piece]:
            return self._pieces(name, width, below, wanted.joined, beside) if width else iter(())

        return Table(
            header,
            below,
            pieces,
            lost=lambda: [place for place in marks.lost if place[1] < width],
            beside=lambda: _in_letters(beside),
            epoch_1904=self._parts.epoch_1904,
        )

    def _pieces(
        self, name: str, width: int, below: int, joined: Sequence[int], beside: Beside
    ) -> Iterator[Piece]:
        marks = self._marks[name]
        if marks.columns > width + NEAR:
            beside[marks.columns - 1] = (below, "")  # too far out to be looked at
        rows = islice(self._rows(name, width + NEAR), below, None)
        at_once = CELLS_AT_ONCE // (1 + marks.cells // max(marks.rows, 1))
        first = below + 1
        while chunk := list(islice(rows, at_once)):
            columns: list[Sequence[object]] = list(zip_longest(*chunk))
            columns += [[None] * len(chunk) for _ in range(width - len(columns))]
            numbers = range(first, first + len(chunk))
            if marks.texts:
                columns = _corrected(columns, first, marks)
            _note_beside(columns, width, first, beside)
            yield _piece(columns[:width], numbers, marks, joined)
            first += len(chunk)
        # the library ends before rows at the end whose formulas have no result
        if beyond := sorted({row for row, *_ in marks.lost if row >= first}):
            yield _piece([[None] * len(beyond) for _ in range(width)], beyond, marks, joined)

    def _rows(self, name: str, most: int = MOST_COLUMNS) -> Iterator[Row]:
        """The cells of each row, blank ones too; of a sheet that is read row by row the first cells
        at most."""
        if name not in self._marks:
            part = self._parts.sheets[name]
            self._marks[name] = _guarded(
                f"the sheet {name!r} is damaged",
                lambda: marks_of(self._parts.archive, part, self._parts.years),
            )
        marks = self._marks[name]
        if marks.area > FEW_CELLS and marks.area > FILLED * marks.cells:
            return self._rows_one_by_one(name, most)
        return iter(self._sheet(name).iter_rows())

    def _sheet(self, name: str) -> Any:
        if name not in self._read:
            # of large sheets only the last one is kept: a workbook may have several
            kept = (n for n in self._read if self._marks[n].area <= FEW_CELLS)
            self._read = {n: self._read[n] for n in kept}
            problem = f"the sheet {name!r} is damaged"
            self._read[name] = _guarded(problem, lambda: self._book.get_sheet_by_name(name))
        return self._read[name]

    def _rows_one_by_one(self, name: str, most: int) -> Iterator[Row]:
        problem = f"the sheet {name!r} is damaged"
        with quiet():
            sheet = _guarded(problem, lambda: worksheets(self._data)[name])
            rows = sheet.iter_rows(values_only=True, max_col=most)
            while (cells := _guarded(problem, lambda: next(rows, None))) is not None:
                last = max((at for at, v in enumerate(cells, 1) if v is not None), default=0)
                yield cells[:last]


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


def _corrected(columns: list[Sequence[object]], first: int, marks: Marks) -> list[Sequence[object]]:
    """Some rows in a run with what the library lost of them put back."""
    lists = [list(column) for column in columns]
    for (row, column), text in marks.texts.items():
        at = row - first
        if column <= len(lists) and 0 <= at < len(lists[column - 1]):
            lists[column - 1][at] = text
    return [*lists]


def _note_beside(columns: list[Sequence[object]], width: int, first: int, beside: Beside) -> None:
    """Note the first filled cell of each column to the right of the header."""
    for at in range(width, len(columns)):
        texts = (cell_text(value) or "" for value in columns[at])
        filled = ((row, text.strip()) for row, text in enumerate(texts, first) if text.strip())
        if at not in beside and (found := next(filled, None)):
            beside[at] = found


def _in_letters(beside: Beside) -> list[tuple[int, str, str]]:
    """Row, letters of the column and text of the cells, in the order of rows."""
    if not beside:
        return []
    from openpyxl.utils import get_column_letter  # of no use to nearly all workbooks

    cells = sorted((row, at, text) for at, (row, text) in beside.items())
    return [(row, get_column_letter(at + 1), text) for row, at, text in cells]


def _piece(
    columns: Sequence[Sequence[object]], numbers: Sequence[int], marks: Marks, joined: Sequence[int]
) -> Piece:
    """A piece of some rows, without those that are blank."""
    frame = pl.DataFrame([pl.Series("row", numbers, pl.Int64)]).with_columns(
        _texts(column).alias(f"c{at}") for at, column in enumerate(columns)
    )
    # a formula without a result leaves its row blank, and must be told of
    lost = [row for row, column, _ in marks.lost if column < len(columns)]
    filled = pl.any_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(value=False))
    return piece_of(frame.filter(filled | pl.col("row").is_in(lost)), joined)


def _texts(column: Sequence[object]) -> pl.Series:
    texts = [v if v.__class__ is str else cell_text(v) for v in column]
    return pl.Series(texts, dtype=pl.String).replace("", None)
