"""The files of an input as sheets of a workbook, rows and columns where the input has them."""

import io
from datetime import datetime, time

import polars as pl
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..submissions import Register, table_schema
from ..submissions.cells import MOST_COLUMNS
from ..submissions.csv_file import decode, find_header, records
from ..submissions.excel_file import MOST_ROWS, quiet, worksheets
from ..submissions.reading import InputFile
from ..submissions.sources import Source, known_names
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
        data = file.path.read_bytes()
        if data[:2] != b"PK":
            sheet = book.create_sheet(_free_name(book, file.path.stem))
            _fill(sheet, _rows_as_written(file, data, sources[0]), sources[0].header_row)
            sheets[file.name, None] = sheet
            continue
        with quiet():
            copied = _as_sent(book, data, own, faded) or _values(book, data, sources)
        sheets |= {(file.name, name): sheet for name, sheet in copied.items()}
    return sheets


def _as_sent(
    book: Workbook, data: bytes, own: str, faded: frozenset[str]
) -> dict[str, Worksheet] | None:
    """The sheets as their sender made them; None where the file is too odd for that."""
    before = list(book.sheetnames)
    try:
        return copy_sheets(book, data, lambda name: _free_name(book, name), own, faded)
    except Exception:  # openpyxl lets any error of a damaged part through
        for name in set(book.sheetnames) - set(before):
            book.remove(book[name])
        return None


def _values(book: Workbook, data: bytes, sources: list[Source]) -> dict[str, Worksheet]:
    """The sheets that were read, their values alone."""
    originals, heads = worksheets(data), {s.sheet: s.header_row for s in sources}
    sheets = {}
    for name in dict.fromkeys(s.sheet for s in sources if s.sheet):
        sheet = book.create_sheet(_free_name(book, name))
        rows = [list(row) for row in originals[name].iter_rows(values_only=True)]
        _fill(sheet, rows, heads[name])
        sheets[name] = sheet
    return sheets


def _free_name(book: Workbook, wanted: str) -> str:
    base = "".join(c for c in cell_text(wanted) if c not in "[]:*?/\\").strip("' ") or "Table"
    taken = {name.lower() for name in book.sheetnames}
    marks = ("", *(f" ({n})" for n in range(2, len(taken) + 3)))
    names = (base[: LONGEST_NAME - len(mark)] + mark for mark in marks)
    return next(name for name in names if name.lower() not in taken)


def _rows_as_written(file: InputFile, data: bytes, source: Source) -> list[list[object]]:
    """The records of a file, each at the line on which it begins."""
    if data[:4] == b"PAR1":
        frame = pl.read_parquet(io.BytesIO(data))
        return [list(frame.columns), *(list(row) for row in frame.iter_rows())]
    text, _ = decode(data)
    lines = list(io.StringIO(text, newline=""))
    _, separator = (
        find_header(lines, set(known_names(table_schema(source.table)))) if lines else (0, ",")
    )
    rows: list[list[object]] = []
    for row, record in records(lines, 0, separator):
        rows += [[]] * (row - 1 - len(rows))
        rows.append(
            list(record if record is not None else lines[row - 1].rstrip("\r\n").split(separator))
        )
    return rows


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
