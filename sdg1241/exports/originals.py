"""The sheets of a workbook as its sender made them, copied into another: values and looks alone.

Of each sheet the values, colours, number formats, widths, hidden rows and columns, merged cells and
drop-downs are kept. Formulas, macros, links, pictures and comments are not. Nothing is bound to
ranges of cells, which may be as large as a sheet in a file of a few bytes.
"""

import io
import re
from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime, time
from itertools import chain
from types import SimpleNamespace
from typing import Any

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import PatternFill
from openpyxl.styles.styleable import StyleableObject
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from .sheets import put_text

PLACE = r"('[^'\[\]|]+'|\w+)!\$?[A-Z]{1,3}\$?[0-9]+(:\$?[A-Z]{1,3}\$?[0-9]+)?"
ELSEWHERE = re.compile(r"[\[|]|://")  # in a formula: another file, a program, an address
PARTS = ("font", "border", "alignment", "protection", "fill")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGED = 200_000  # cells of all ranges; more would stop the next reader

Cell = dict[str, Any]


def copy_sheets(
    book: Workbook, data: bytes, name_of: Callable[[str], str], own: str, faded: frozenset[str]
) -> dict[str, Worksheet]:
    """Copy every sheet of a workbook to the end of `book`, in order.

    Args:
        book: where to.
        data: the workbook's bytes, weighed before.
        name_of: a free name for a sheet.
        own: the first cell of a list of findings, which is left out: it is from an earlier report.
        faded: colours that such a report gave, which are not kept.

    Returns:
        The new sheets by their old names. Any error may arise from a damaged file.
    """
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets: dict[str, Worksheet] = {}
    reported = False
    for listed, part in reader.parser.find_sheets():
        if part.target not in reader.valid_files or "chartsheet" in part.Type:
            continue
        with reader.archive.open(part.target) as source:
            parser = _parser(source, reader)
            rows = (cells for _, cells in parser.parse())
            first: list[Cell] = next(rows, [])
            if first and first[0]["value"] == own:
                reported = True
                continue
            sheet = book.create_sheet(name_of(listed.name))
            looks = _Looks(reader.wb, sheet, faded if reported else frozenset())
            for cell in (cell for cells in chain([first], rows) for cell in cells):
                _put(sheet, cell, looks)
        sheet.sheet_state = listed.state or "visible"
        _shape(sheet, parser, looks)
        _rules(sheet, parser, reader.wb)
        sheets[listed.name] = sheet
    for name, place in _names(reader):
        book.defined_names.add(DefinedName(name, attr_text=place))
    return sheets


def _parser(source: Any, reader: ExcelReader) -> WorkSheetParser:
    return WorkSheetParser(
        source,
        reader.shared_strings,
        data_only=True,
        epoch=reader.wb.epoch,
        date_formats=reader.wb._date_formats,
        timedelta_formats=reader.wb._timedelta_formats,
    )


class _Looks:
    """The formats of one workbook's cells in another, each worked out once."""

    def __init__(self, book: Workbook, sheet: Worksheet, faded: frozenset[str]) -> None:
        self._from, self._to, self._faded = book, sheet, faded
        self._made: dict[int, Any] = {}

    def give(self, cell: StyleableObject, style: int) -> None:
        """Give a cell, a row or a column the format of that number."""
        if style not in self._made:
            source = StyleableObject(
                SimpleNamespace(parent=self._from), self._from._cell_styles[style]
            )
            look = StyleableObject(self._to)
            for part in PARTS:
                setattr(look, part, copy(getattr(source, part)))
            look.number_format = source.number_format
            colour = str(source.fill.fgColor.rgb)[-6:]
            if source.fill.fill_type and colour in self._faded:
                look.fill = PatternFill()
            self._made[style] = look._style
        cell._style = copy(self._made[style])


def _put(sheet: Worksheet, found: Cell, looks: _Looks) -> None:
    """One cell: its value as it stands, text as text."""
    value, row, column = found["value"], found["row"], found["column"]
    if row > LAST_ROW or column > LAST_COLUMN or (value is None and not found["style_id"]):
        return
    cell = sheet.cell(row, column)
    if found["style_id"]:
        looks.give(cell, found["style_id"])
    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        whole = isinstance(value, datetime) and value.time() == time()
        form = cell.number_format
        cell.value = value.date() if whole else value
        if found["style_id"]:
            cell.number_format = form


def _shape(sheet: Worksheet, parser: WorkSheetParser, looks: _Looks) -> None:
    """Widths, heights, what is hidden, merged cells, frozen cells and the colour of the tab."""
    for letter, given in parser.column_dimensions.items():
        column = sheet.column_dimensions[letter]
        column.min, column.max = int(given["min"]), int(given["max"])
        column.width = float(given.get("width", column.width))
        column.hidden = given.get("hidden") in ("1", "true")
        if int(given.get("style", 0)):
            looks.give(column, int(given["style"]))
    for number, given in parser.row_dimensions.items():
        row = sheet.row_dimensions[int(number)]
        row.height = float(given["ht"]) if "ht" in given else None
        row.hidden = given.get("hidden") in ("1", "true")
    room = MOST_MERGED
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        size = CellRange(merged.ref).size
        room -= size["rows"] * size["columns"]
        if room >= 0:
            sheet.merged_cells.add(merged.ref)
    views = getattr(parser, "views", None)
    if views and views.sheetView and views.sheetView[0].pane:
        sheet.views = views
        views.sheetView[0].tabSelected = False
    tab = getattr(parser, "sheet_properties", None)
    if tab is not None and tab.tabColor is not None:
        sheet.sheet_properties.tabColor = tab.tabColor


def _rules(sheet: Worksheet, parser: WorkSheetParser, book: Workbook) -> None:
    """Drop-downs and other rules for what a cell accepts, and colours that follow from values."""
    given = getattr(parser, "data_validations", None)
    for rule in given.dataValidation if given else ():
        if not any(ELSEWHERE.search(f) for f in (rule.formula1, rule.formula2) if f):
            sheet.add_data_validation(rule)
    for coloured in parser.formatting:
        for rule in coloured.rules:
            if any(ELSEWHERE.search(f) for f in rule.formula):
                continue
            if rule.dxfId is not None:
                rule.dxf = book._differential_styles[rule.dxfId]
            sheet.conditional_formatting.add(str(coloured.sqref), rule)


def _names(reader: ExcelReader) -> Iterator[tuple[str, str]]:
    """Names of plain ranges, to which drop-downs may point."""
    for name in reader.parser.defined_names.definedName:
        place = name.attr_text or ""
        if name.localSheetId is None and not name.is_reserved and re.fullmatch(PLACE, place):
            yield name.name, place
