"""The workbook of one Party: what it still owes, with a column for the days of sending."""

from decimal import Decimal

import polars as pl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ..rules import Rules
from ..scoring import Scored
from .saving import TableBook, saved
from .sheets import LINE, TITLE, WRAPPED, put_text, row_height

COLUMNS = {
    "convention": ("Convention", 22),
    "label": ("What is owed", 58),
    "item": ("Item, or contacts still missing", 46),
    "article": ("Article", 34),
    "due_on": ("Due on", 13),
    "state": ("State", 20),
    "gain": ("Adds to the score (points of 100)", 20),
    "sent_on": ("Sent on", 14),
}
GUIDE = (
    (
        "Each line is one transmission that has not been received. Send it in the way that its"
        " article provides for, write the day into the last column, and return this workbook to the"
        " secretariat."
    ),
    (
        "A due date is blank where none follows from the text of the convention. An obligation to"
        " name several contacts is met when all of them are named. If something was sent before,"
        " enter its day: the register will be corrected."
    ),
)
HEAD_ROW = 7
DAY = "yyyy-mm-dd"
FILL_IN = PatternFill("solid", fgColor="FFF2CC")
RULE = Border(bottom=Side("thin", color="BFBFBF"))
DATES = Alignment(vertical="top", horizontal="center")
HEAD_FILL = PatternFill("solid", fgColor="1F4E78")
WIDTHS = tuple(width for _, width in COLUMNS.values())
A4 = 9


def reminder_bytes(owed: pl.DataFrame, scored: Scored, rules: Rules) -> bytes:
    """The workbook of a Party; `owed` has what `answers.outstanding` gives, and `state` (text)."""
    book = TableBook()
    sheet = book.create_sheet("Outstanding")
    last = get_column_letter(len(COLUMNS))
    for at, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 24
    for row in (4, 5):
        sheet.row_dimensions[row].height = 2 * LINE
    sheet.row_dimensions[HEAD_ROW].height = 48
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = (
        "landscape",
        A4,
        0,
    )
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    _head(sheet, owed, scored, last)
    titles = [title for title, _ in COLUMNS.values()]
    for at, title in enumerate(titles, 1):
        _title(put_text(sheet.cell(HEAD_ROW, at), title))
    names = {c.id: c.short_name for c in rules.conventions}
    for row, line in enumerate(_lines(owed, names).iter_rows(), HEAD_ROW + 1):
        sheet.row_dimensions[row].height = row_height(line, WIDTHS)
        _fill(sheet, row, line)
    _finish(
        sheet,
        f"A{HEAD_ROW}:{last}{HEAD_ROW + owed.height}",
        titles,
        f"{last}{HEAD_ROW + 1}",
        last,
        owed.height,
    )
    name = owed["name"][0] or owed["party"][0]
    book.properties.title = f"{name}: outstanding transmissions, cycle {scored.cycle.id}"
    return saved(book)


def _head(sheet: Worksheet, owed: pl.DataFrame, scored: Scored, last: str) -> None:
    party, name, day = owed["party"][0], owed["name"][0], owed["counted_on"][0]
    title = (
        f"{name or party} ({party}): transmissions outstanding under the chemicals and waste"
        " conventions"
    )
    period = (
        f"SDG indicator 12.4.1, cycle {scored.cycle.id} ({scored.cycle.starts} to"
        f" {scored.cycle.ends}). Received up to {day}; days are counted to that day. Outstanding:"
        f" {owed.height}."
    )
    _styled(put_text(sheet["A1"], title), TITLE)
    put_text(sheet["A2"], period)
    for row, line in enumerate(GUIDE, 4):
        _styled(put_text(sheet.cell(row, 1), line), Font(name="Calibri", italic=True))
        sheet.merged_cells.add(f"A{row}:{last}{row}")


def _lines(owed: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    missing = pl.col("missing_roles").str.replace_all("_", " ")
    item = (
        pl.when(pl.col("item").is_not_null())
        .then(pl.coalesce("item_name", "item"))
        .otherwise(missing)
    )
    return owed.select(
        pl.col("convention").replace_strict(names),
        "label",
        item.alias("item"),
        "article",
        "due_on",
        "state",
        "gain",
        pl.lit(None, pl.Date).alias("sent_on"),
    )


def _fill(sheet: Worksheet, row: int, line: tuple[object, ...]) -> None:
    for at, (column, value) in enumerate(zip(COLUMNS, line, strict=True), 1):
        cell = sheet.cell(row, at)
        if isinstance(value, str):
            put_text(cell, value)
        else:
            cell.value = float(value) if isinstance(value, Decimal) else value
        cell.alignment, cell.border = DATES if column in ("due_on", "sent_on") else WRAPPED, RULE
        if column in ("due_on", "sent_on"):
            cell.number_format = DAY
        if column == "gain":
            cell.number_format = "0.00"
        if column == "sent_on":
            cell.fill = FILL_IN


def _finish(
    sheet: Worksheet, area: str, titles: list[str], first: str, last: str, height: int
) -> None:
    """Make the lines a table that can be filtered, and let the last column take dates only."""
    table = Table(
        displayName="Outstanding",
        ref=area,
        tableStyleInfo=TableStyleInfo("TableStyleLight1", showRowStripes=False),
    )
    table._initialise_columns()
    for column, title in zip(table.tableColumns, titles, strict=True):
        column.name = title
    sheet.add_table(table)
    dates = DataValidation(
        "date", operator="greaterThan", formula1="1", allow_blank=True, showErrorMessage=True
    )
    dates.error, dates.errorTitle = "Write the day as a date, e.g. 2026-11-30.", "Not a date"
    dates.add(f"{first}:{last}{HEAD_ROW + height}")
    sheet.data_validations.append(dates)


def _title(cell: Cell) -> Cell:
    cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), HEAD_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _styled(cell: Cell, font: Font) -> Cell:
    cell.font, cell.alignment = font, Alignment(vertical="center", wrap_text=bool(font.i))
    return cell
