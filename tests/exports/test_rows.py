"""Rows made column by column are, cell by cell, what openpyxl writes one by one."""

import io
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.worksheet import Worksheet

from sdg1241.exports import rows
from sdg1241.exports.rows import Block, Cells
from sdg1241.exports.saving import TableBook, saved
from sdg1241.exports.sheets import add_table, put_text

LOOKS: tuple[dict[str, Any], ...] = (
    {"font": Font(name="Calibri", bold=True), "number_format": "@"},
    {"font": Font(name="Calibri", italic=True), "number_format": '0.0"x"_)'},
    {"fill": PatternFill("solid", fgColor="DDEBF7"), "alignment": Alignment("right", "top")},
    {"number_format": "yyyy-mm-dd"},
)
TEXTS = [
    "plain",
    None,
    "",
    "=1+1",
    "-1",
    "#N/A",
    "\tx",
    "\x01=1",
    "\r",
    " outer ",
    "two\nlines",
    "two\r\nlines",
    "a & b < c > d",
    "&lt;",
    "Côte d'Ivoire",
    "كينيا",
    "_x0041_",
    "a\x01b",
    "\U0001f642",
    "y" * 40_000,
    "]]>",
    "]]",
]
COLUMNS: dict[str, pl.Series] = {
    "text": pl.Series(TEXTS),
    "decimal": pl.Series([Decimal("66.66667"), None, Decimal("-0.5"), Decimal(100), Decimal(0)]),
    "whole decimal": pl.Series([100, 0, 20], dtype=pl.Decimal(9, 0)),
    "number": pl.Series([0, -1, None, 10, 2**53]),
    "float": pl.Series([0.1, 1e-9, 1e22, None, float("nan"), float("inf"), 100.0, 1 / 3]),
    "truth": pl.Series([True, False, None]),
    "date": pl.Series([date(2019, 12, 31), None, date(1900, 3, 1)]),
}


def look(cell: Cell) -> tuple[object, ...]:
    """All that a reader of a cell sees."""
    link = cell.hyperlink
    return (
        cell.value,
        cell.data_type,
        cell.number_format,
        repr(cell.font),
        repr(cell.fill),
        repr(cell.border),
        repr(cell.alignment),
        cell.quotePrefix,
        link and (link.ref, link.location, link.target),
    )


def cells(book: Workbook) -> dict[str, tuple[object, ...]]:
    """What a reader finds where something stands, and the heights of rows."""
    sheet = load_workbook(io.BytesIO(saved(book))).worksheets[0]
    found = {c.coordinate: look(c) for row in sheet.iter_rows() for c in row if c.value is not None}
    tall = {str(row): (dim.height,) for row, dim in sheet.row_dimensions.items() if dim.height}
    return found | tall


def format_number(sheet: Worksheet, **parts: Any) -> int:
    styled = StyleableObject(sheet)
    for name, value in parts.items():
        setattr(styled, name, value)
    return int(styled.style_id)


def by_block(
    column: Cells, *, first: int = 3, heights: list[int | None] | None = None
) -> TableBook:
    """A block with its columns in A and C; `column` has the indices of LOOKS as formats."""
    book = TableBook()
    sheet = book.create_sheet("S")
    numbers = [format_number(sheet, **parts) for parts in LOOKS]
    made = Cells(
        column.values,
        style=numbers[column.style],
        quoted=format_number(sheet, **LOOKS[column.style], quotePrefix=True),
        blank=column.blank and (column.blank[0], numbers[column.blank[1]]),
        marked=column.marked and (column.marked[0], numbers[column.marked[1]]),
        links=column.links,
    )
    nothing = Cells(pl.repeat(None, len(column.values), dtype=pl.String, eager=True))
    tall = pl.Series(heights or [None] * len(column.values), dtype=pl.Int64)
    book.add_rows(sheet, Block(first, [made, nothing, made], tall))
    put_text(sheet.cell(1, 1), "above")
    put_text(sheet.cell(first + len(column.values), 1), "below")
    return book


def one_by_one(
    column: Cells, *, first: int = 3, heights: list[int | None] | None = None
) -> TableBook:
    """The same through openpyxl alone."""
    book = TableBook()
    sheet = book.create_sheet("S")
    for at, value in enumerate(column.values):
        for letter in "AC":
            cell = sheet[f"{letter}{first + at}"]
            if value is None:
                if column.blank:
                    styled(put_text(cell, column.blank[0]), column.blank[1])
                continue
            marked = column.marked is not None and column.marked[0][at]
            style = column.marked[1] if column.marked and marked else column.style
            if isinstance(value, str):
                put_text(cell, value)
                style = column.style if cell.quotePrefix else style
            else:
                cell.value = float(value) if isinstance(value, Decimal) else value
            styled(cell, style)
            if column.links is not None and column.links[at] is not None:
                cell.hyperlink = f"#{column.links[at]}"
                cell.hyperlink.location, cell.hyperlink.target = column.links[at], None
        if heights and heights[at]:
            sheet.row_dimensions[first + at].height = heights[at]
    put_text(sheet.cell(1, 1), "above")
    put_text(sheet.cell(first + len(column.values), 1), "below")
    return book


def styled(cell: Cell, look: int) -> None:
    for name, value in LOOKS[look].items():
        setattr(cell, name, value)


def same(column: Cells, heights: list[int | None] | None = None) -> None:
    ours, wanted = (cells(way(column, heights=heights)) for way in (by_block, one_by_one))
    assert list(ours) == list(wanted)
    for place, found in wanted.items():
        assert ours[place] == found, place


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_kind_of_value(kind: str) -> None:
    values = COLUMNS[kind]
    same(Cells(values, style=3 if kind == "date" else 0))


@pytest.mark.parametrize("kind", [k for k in COLUMNS if k != "date"])
def test_marks_blanks_links_and_heights(kind: str) -> None:
    values = COLUMNS[kind]
    if kind == "float":  # what is no number has no value, so the mark of a blank
        values = values.filter(values.is_finite() | values.is_null())
    every = range(len(values))
    column = Cells(
        values,
        style=1,
        blank=("..", 2),
        marked=(pl.Series([[True, False, None][n % 3] for n in every]), 0),
        links=pl.Series([None if n % 2 else f"'S'!A{n + 1}" for n in every], dtype=pl.String),
    )
    same(column, [[30, None][n % 2] for n in every])


@given(st.lists(st.none() | st.text(max_size=12), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_text(texts: list[str | None]) -> None:
    whole = [t and t.encode("utf-8", "ignore").decode() for t in texts]
    same(Cells(pl.Series(whole, dtype=pl.String)))


@given(
    st.lists(
        st.none() | st.decimals(-(10**9), 10**9, places=5, allow_nan=False), min_size=1, max_size=30
    )
)
@settings(max_examples=40, deadline=None)
def test_any_decimal(numbers: list[Decimal | None]) -> None:
    same(Cells(pl.Series(numbers, dtype=pl.Decimal(16, 5))))


def test_a_long_block_is_written_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    column = Cells(
        pl.Series(TEXTS * 3),
        blank=("..", 1),
        marked=(pl.Series([True, False] * 33), 1),
        links=pl.Series(["'S'!B1"] * 66),
    )
    whole = saved(by_block(column))
    monkeypatch.setattr(rows, "AT_ONCE", 7)
    assert saved(by_block(column)) == whole


def test_two_blocks_and_lines_between_stand_where_they_belong() -> None:
    book = TableBook()
    sheet = book.create_sheet("S")
    for first in (6, 2):  # in no order
        values = pl.Series([f"row {first}", f"row {first + 1}"])
        book.add_rows(sheet, Block(first, [Cells(values)], pl.Series([None, None], dtype=pl.Int64)))
    for row in (1, 4, 8):
        put_text(sheet.cell(row, 1), f"row {row}")
    read = load_workbook(io.BytesIO(saved(book)))["S"]
    found = {row[0].row: row[0].value for row in read.iter_rows() if row[0].value}
    assert found == {row: f"row {row}" for row in (1, 2, 3, 4, 6, 7, 8)}


def test_no_temporary_file_holds_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a temporary file was made")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    book = TableBook()
    add_table(book, "t", pl.DataFrame({"a": ["x"]}))
    assert saved(book)


def test_openpyxl_is_not_imported_before_a_workbook_is_written() -> None:
    """The exports are part of every command; what writes workbooks is loaded when one is written."""
    late = ("saving", "sheets", "rows", "workbook.book", "workbook.page", "exchange.converter")
    asked = f"""
import sys, sdg1241.exports.exchange
print([name for name in {late!r} if f"sdg1241.exports.{{name}}" in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
