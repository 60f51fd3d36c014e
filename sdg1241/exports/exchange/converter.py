"""The workbook of the SDMX Converter: a sheet that says where each component stands, and a sheet of
data per cycle.

A data sheet has one row per series and area. Its first row is the header, with the cycle over the
values; its second row holds the period, so that TIME_DETAIL can differ from TIME_PERIOD. What
differs from row to row stands in a column, what is the same for all is fixed among the parameters,
and what is blank is skipped.
"""

from collections.abc import Sequence

import polars as pl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...reference import sdg_structure
from ..saving import TableBook, saved
from ..sheets import add_rows, put_text
from .observations import Exchange

PARAMETERS = "Parameters"
BY_ROW = {"TIME_PERIOD": 1, "TIME_DETAIL": 2}
LEADING = ("SERIES", "REF_AREA")
NAME = "Area"  # for people; no parameter points to it
WIDTH = 14


def converter_xlsx(exchange: Exchange) -> bytes:
    """The observations as a workbook with one data sheet per cycle."""
    varying, fixed = _placed(exchange.observations)
    columns = [*LEADING, NAME, *varying]
    book = TableBook()
    _parameters(book, columns, fixed)
    names = dict(exchange.areas.select("REF_AREA", "name").rows())
    for cycle in exchange.cycles:
        rows = exchange.observations.filter(pl.col("TIME_PERIOD") == str(cycle))
        if not rows.is_empty():
            _data(book, rows, columns, names)
    return saved(book)


def _placed(observations: pl.DataFrame) -> tuple[list[str], dict[str, str | None]]:
    """The attributes that need a column, and every component that has one code or text (or none)
    throughout."""
    varying, fixed = [], {}
    for name in observations.columns:
        if name in (*LEADING, *BY_ROW, "OBS_VALUE"):
            continue
        values = observations[name].unique(maintain_order=True)
        if len(values) == 1:
            fixed[name] = values[0]
        else:
            varying.append(name)
    return varying, fixed


def _parameters(book: TableBook, columns: list[str], fixed: dict[str, str | None]) -> None:
    sheet = book.create_sheet(PARAMETERS)
    for letter in "ABCDFG":
        sheet.column_dimensions[letter].width = WIDTH * 2
    letters = {name: get_column_letter(n) for n, name in enumerate(columns, 1)}
    rows = [["Element", "Type", "PosType", "Position"]]
    for name, role in sdg_structure()[0].select("component", "role").rows():
        kind = "ATT" if role == "attribute" else "DIM"
        if name in BY_ROW:
            rows.append([name, kind, "ROW", str(BY_ROW[name])])
        elif name in letters:
            rows.append([name, kind, "COLUMN", letters[name]])
        elif name in fixed:
            code = fixed[name]
            rows.append([name, kind, "SKIP", ""] if code is None else [name, kind, "FIX", code])
    first_value = f"{get_column_letter(len(columns) + 1)}{len(BY_ROW) + 1}"
    for at, row in enumerate(rows, 1):
        _put(sheet, at, 1, row)
    for at, option in enumerate([("DataStart", first_value), ("NumColumns", "1")], 1):
        _put(sheet, at, 6, option)


def _put(sheet: Worksheet, row: int, first: int, texts: Sequence[str]) -> None:
    for at, text in enumerate(texts, first):
        if text:
            put_text(sheet.cell(row, at), text)


def _data(book: TableBook, rows: pl.DataFrame, columns: list[str], names: dict[str, str]) -> None:
    cycle, period = rows["TIME_PERIOD"][0], rows["TIME_DETAIL"][0]
    sheet = book.create_sheet(cycle)
    sheet.freeze_panes = f"D{len(BY_ROW) + 1}"
    for n in range(1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(n)].width = (
            WIDTH * 2 if columns[n - 1 : n] == [NAME] else WIDTH
        )
    _put(sheet, BY_ROW["TIME_PERIOD"], 1, (*columns, cycle))
    _put(sheet, BY_ROW["TIME_DETAIL"], len(columns) + 1, (period,))
    named = rows.with_columns(pl.col("REF_AREA").replace_strict(names).alias(NAME))
    values = named.select(*columns, pl.col("OBS_VALUE").cast(pl.Float64))
    add_rows(book, sheet, len(BY_ROW) + 1, values)
