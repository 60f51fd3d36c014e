"""The files of an input as sheets of a workbook, rows and columns where the input has them."""

from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..submissions import Register, table_schema
from ..submissions.headers import known_names
from ..submissions.sources import Source
from ..tables import content
from ..tables.as_written import quiet, rows_as_written
from ..tables.sheet_marks import MOST_ROWS
from ..tables.table import MOST_COLUMNS
from .originals import copy_sheets
from .sheets import BOLD, fit_to_width, put_text
from .text import cell_text

LONGEST_NAME = 31
WIDTH = 20
Copies = dict[tuple[str, str | None], Worksheet]


def copies(
    book: Workbook, register: Register, largest: int, own: str, faded: frozenset[str]
) -> Copies:
    """Copy the input to the end of a workbook.

    Args:
        book: where to.
        register: the input.
        largest: bytes of a file above which it is not copied.
        own: what stands in the first cell of a list of findings, which is not copied.
        faded: colours that an earlier report gave, which are not kept.

    Returns:
        The sheets by file and, for a workbook, the name of the sheet there.
    """
    sheets: Copies = {}
    for file in register.files:
        sources = [s for s in register.sources if s.file == file.name]
        if file.path.stat().st_size > largest:
            continue
        copied = None
        if any(source.sheet for source in sources):
            with quiet():
                copied = _as_sent(book, content(file.path), own, faded)
        copied = copied or _values(book, file.path, sources)
        sheets |= {(file.name, name): sheet for name, sheet in copied.items()}
    return sheets


def _as_sent(
    book: Workbook, data: bytes, own: str, faded: frozenset[str]
) -> dict[str | None, Worksheet] | None:
    """The sheets as their sender made them; None where the file is too odd for that."""
    before = list(book.sheetnames)
    try:
        made = copy_sheets(book, data, lambda name: _free_name(book, name), own, faded)
        return dict(made.items())
    except Exception:  # openpyxl lets any error of a damaged part through
        for name in set(book.sheetnames) - set(before):
            book.remove(book[name])
        return None


def _values(book: Workbook, path: Path, sources: list[Source]) -> dict[str | None, Worksheet]:
    """The sheets that were read, or the one table of another file: their values alone."""
    known = {name for s in sources for name in known_names(table_schema(s.table))}
    rows, heads = rows_as_written(path, known), {s.sheet: s.header_row for s in sources}
    sheets = {}
    for name, header_row in heads.items():
        sheet = book.create_sheet(_free_name(book, name or path.stem))
        _fill(sheet, rows[name], header_row)
        sheets[name] = sheet
    return sheets


def _free_name(book: Workbook, wanted: str) -> str:
    base = "".join(c for c in cell_text(wanted) if c not in "[]:*?/\\").strip("' ") or "Table"
    taken = {name.lower() for name in book.sheetnames}
    marks = ("", *(f" ({n})" for n in range(2, len(taken) + 3)))
    names = (base[: LONGEST_NAME - len(mark)] + mark for mark in marks)
    return next(name for name in names if name.lower() not in taken)


def _fill(sheet: Worksheet, rows: list[list[object]], header_row: int) -> None:
    for row, cells in enumerate(rows[:MOST_ROWS], 1):
        for column, value in enumerate(cells[:MOST_COLUMNS], 1):
            if isinstance(value, datetime) and value.time() == time():
                value = value.date()
            if isinstance(value, str):
                put_text(sheet.cell(row, column), value)
            elif value is not None:
                sheet.cell(row, column).value = value
    fit_to_width(sheet)
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        sheet.cell(header_row, column).font = BOLD
    sheet.freeze_panes = sheet.cell(header_row + 1, 1)
