"""What every Excel file of this program shares: safe text cells, plain tables, paper."""

from collections.abc import Iterable

import polars as pl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.styleable import StyleableObject
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .rows import Block, Cells
from .saving import TableBook
from .text import FORMULA_STARTS, cell_text

WIDEST = 60
LINE = 15  # points
A4 = 9  # among Excel's sizes of paper
BOLD, TITLE = (Font(name="Calibri", size=size, bold=True) for size in (11, 14))
WRAPPED = Alignment(wrap_text=True, vertical="top")


def put_text(cell: Cell, value: str) -> Cell:
    """Put text into a cell of a normal workbook, so that no spreadsheet takes it for a formula."""
    value = cell_text(value)
    cell.value = value
    cell.data_type = "s"
    if value[:1] in FORMULA_STARTS:
        cell.quotePrefix = True
    return cell


def fit_to_width(sheet: Worksheet, header_rows: str | None = None) -> None:
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


def add_table(book: TableBook, name: str, table: pl.DataFrame) -> None:
    """A sheet with one table: bold header, frozen, columns as wide as their content."""
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for at, column in enumerate(table.columns, 1):
        longest = table[column].cast(pl.String).str.len_chars().max()
        width = max(len(column), longest if isinstance(longest, int) else 0)
        sheet.column_dimensions[get_column_letter(at)].width = min(width + 2, WIDEST)
        put_text(sheet.cell(1, at), column).font = BOLD
    add_rows(book, sheet, 2, table)


def add_rows(book: TableBook, sheet: Worksheet, first: int, table: pl.DataFrame) -> None:
    """The rows of a table from row `first` on, without format; days look like days, and text that
    looks like a formula stays text."""
    if table.is_empty():
        return
    day, quoted = StyleableObject(sheet), StyleableObject(sheet)
    day.number_format, quoted.quotePrefix = "yyyy-mm-dd", True
    columns = [
        Cells(
            values,
            style=day.style_id if values.dtype == pl.Date else 0,
            quoted=quoted.style_id,
        )
        for values in table.iter_columns()
    ]
    heights = pl.repeat(None, table.height, dtype=pl.Int64, eager=True)
    book.add_rows(sheet, Block(first, columns, heights))
