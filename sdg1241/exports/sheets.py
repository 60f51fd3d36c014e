"""What every Excel file of this program shares: safe text cells, plain tables, the same bytes for
the same content."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import polars as pl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from .parts import normal, renamed

EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001  (file times in a zip have no zone)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "#")
LONGEST_TEXT = 32_767
WIDEST = 60
LINE = 15  # points
BOLD, TITLE = (Font(name="Calibri", size=size, bold=True) for size in (11, 14))
WRAPPED = Alignment(wrap_text=True, vertical="top")
ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
ODD = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x"  # what `cell_text` may have to change
ESCAPE_LIKE = r"_(x[0-9A-Fa-f]{4}_)"


def cell_text(value: str) -> str:
    """The text as a cell can hold it: no characters that XML refuses, at most what Excel takes.

    A line break is one line feed. Excel counts UTF-16 units, and reads `_x0041_` as A unless its
    underscore is written as an escape.
    """
    value = re.sub(ILLEGAL, "", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(value) * 2 > LONGEST_TEXT:
        value = value.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
    return re.sub(ESCAPE_LIKE, r"_x005F_\1", value)


def text_cell(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    """A text cell that no spreadsheet takes for a formula."""
    value = cell_text(value)
    cell = WriteOnlyCell(sheet, value)
    if value[:1] in FORMULA_STARTS:
        cell.data_type, cell.quotePrefix = "s", True
    return cell


def put_text(cell: Cell, value: str) -> Cell:
    """Put text into a cell of a normal workbook, so that no spreadsheet takes it for a formula."""
    value = cell_text(value)
    cell.value = value
    cell.data_type = "s"
    if value[:1] in FORMULA_STARTS:
        cell.quotePrefix = True
    return cell


def fit_to_width(sheet: Worksheet | WriteOnlyWorksheet, header_rows: str | None = None) -> None:
    """Print in landscape, as wide as the page, with the header rows (such as `1:1`) on every
    page."""
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if header_rows:
        sheet.print_title_rows = header_rows


def row_height(values: Iterable[object], widths: Iterable[int]) -> int:
    """The height at which wrapped texts show whole in columns of these widths: not every viewer
    finds it by itself."""
    lines = (
        -(-len(v) // (w - 2)) for v, w in zip(values, widths, strict=True) if isinstance(v, str)
    )
    return LINE * max(1, *lines)


def plain(value: object) -> object:
    """A number, date or truth value as openpyxl takes it."""
    return float(value) if isinstance(value, Decimal) else value


def add_table(book: Workbook, name: str, table: pl.DataFrame, titles: dict[str, str]) -> None:
    """A sheet of a write-only workbook with one table: bold header, frozen, columns as wide as
    their content."""
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for at, column in enumerate(table.columns, 1):
        longest = table[column].cast(pl.String).str.len_chars().max()
        width = max(len(column), longest if isinstance(longest, int) else 0)
        sheet.column_dimensions[get_column_letter(at)].width = min(width + 2, WIDEST)
    head = [text_cell(sheet, titles.get(c, c)) for c in table.columns]
    for cell in head:
        cell.font = BOLD
    sheet.append(head)
    for row in table.iter_rows():
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else plain(v) for v in row])


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, free of the time and the system at which it was written, and of the XML
    library in use."""
    book.properties.creator = "sdg1241"
    raw, clean = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w") as stored:  # compressed once, below
        ExcelWriter(book, stored).write_data()
    with zipfile.ZipFile(raw) as read, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            data = read.read(name)
            if name == "docProps/core.xml":
                data = _without_times(book)
            entry = zipfile.ZipInfo(renamed(name), EPOCH.timetuple()[:6])
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            write.writestr(entry, normal(name, data))
    return clean.getvalue()


def _without_times(book: Workbook) -> bytes:
    tree = book.properties.to_tree()
    for part in list(tree):
        if part.tag.endswith(("}created", "}modified")):
            tree.remove(part)
    return bytes(tostring(tree))
