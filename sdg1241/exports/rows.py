"""Rows of a table as the XML of a worksheet, made column by column.

A long table cell by cell is what took most of the time of a run. openpyxl writes everything else of
a workbook: styles, tables, charts, print setup, single lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from openpyxl.utils import get_column_letter

from .text import FORMULA_START, LONGEST_TEXT, ODD, cell_text

AT_ONCE = 20_000  # rows in memory as text
CELL = 90  # bytes around a cell's value, about
DAY_ZERO = pl.date(1899, 12, 30)
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}  # in this order
N, STYLE = pl.col("n"), pl.col("style")


@dataclass(frozen=True)
class Cells:
    """One column of a block.

    Attributes:
        values: text, numbers, truth values or dates; null, and a float that is no number, leaves
            the cell out.
        style: the number of the cell format in the workbook; 0 is no format.
        quoted: the same for a text that looks like a formula and is none.
        blank: the text of a cell without a value, and its format.
        marked: the rows that have another format, and that format.
        links: for each row the place in the workbook that its cell leads to; null for none.
    """

    values: pl.Series
    style: int = 0
    quoted: int = 0
    blank: tuple[str, int] | None = None
    marked: tuple[pl.Series, int] | None = None
    links: pl.Series | None = None


@dataclass(frozen=True)
class Block:
    """Rows that follow each other on a sheet.

    Attributes:
        first: the number of the first row.
        columns: from column A on, of one length, which is 1 or more.
        heights: of rows in points; null is the usual height.
    """

    first: int
    columns: Sequence[Cells]
    heights: pl.Series

    @property
    def size(self) -> int:
        """About how many bytes the rows take as XML, rather more than fewer."""
        cells = sum(int(c.values.estimated_size()) for c in self.columns)
        return cells + CELL * len(self.columns) * len(self.heights)

    def xml(self) -> Iterator[bytes]:
        """The rows, some thousand at a time."""
        for start in range(0, len(self.heights), AT_ONCE):
            yield self._part(start)

    def links(self) -> Iterator[tuple[str, str]]:
        """The address of each cell that leads somewhere, and where, row by row."""
        linked = [
            (at, get_column_letter(letter), location)
            for letter, column in enumerate(self.columns, 1)
            if column.links is not None
            for at, location in enumerate(column.links)
            if location is not None and column.values[at] is not None
        ]
        for at, letter, location in sorted(linked, key=lambda link: link[0]):
            yield f"{letter}{self.first + at}", location

    def _part(self, start: int) -> bytes:
        height = min(AT_ONCE, len(self.heights) - start)
        numbers = pl.int_range(self.first + start, self.first + start + height, eager=True)
        made = [numbers.cast(pl.String).alias("n"), self.heights.slice(start, height).alias("ht")]
        for at, column in enumerate(self.columns, 1):
            part = column.values.slice(start, height), column, start
            made.append(_cells(*part, get_column_letter(at), made[0]).alias(f"c{at}"))
        tall = pl.format('" ht="{}" customHeight="1', pl.col("ht"))
        cells = [pl.col(f"c{at}") for at in range(1, len(self.columns) + 1)]
        line = [pl.lit('<row r="'), N, tall, pl.lit('">'), *cells, pl.lit("</row>")]
        rows = pl.DataFrame(made).select(pl.concat_str(line, ignore_nulls=True))
        return "".join(rows.to_series()).replace('"></row>', '"/>').encode()


def _cells(
    values: pl.Series, column: Cells, start: int, letter: str, numbers: pl.Series
) -> pl.Series:
    """The XML of one column's cells; null where there is none."""
    if values.dtype == pl.String:
        values = _held(values)
    text, kind = _written(values)
    style = pl.lit(_attribute(column.style))
    if column.marked:
        marks = column.marked[0].slice(start, len(values)).fill_null(value=False)
        style = pl.when(marks).then(pl.lit(_attribute(column.marked[1]))).otherwise(style)
    if kind == "inlineStr":
        formula = values.str.contains(FORMULA_START).fill_null(value=False)
        if formula.any():
            style = pl.when(formula).then(pl.lit(_attribute(column.quoted))).otherwise(style)
    frame = pl.DataFrame({"n": numbers, "text": text}).with_columns(style=style)
    head = [pl.lit(f'<c r="{letter}'), N, pl.lit('"'), STYLE, pl.lit(f' t="{kind}"')]
    cell = pl.concat_str(*head, pl.col("text"))
    if column.blank:
        content, form = column.blank
        shown = f'"{_attribute(form)} t="inlineStr"><is><t>{content}</t></is></c>'
        missing = pl.concat_str(pl.lit(f'<c r="{letter}'), N, pl.lit(shown))
        cell = pl.when(pl.col("text").is_null()).then(missing).otherwise(cell)
    return frame.select(cell).to_series()


def _attribute(style: int) -> str:
    return f' s="{style}"' if style else ""


def _written(values: pl.Series) -> tuple[pl.Series, str]:
    """What follows the attributes of each cell, null where it has no value; and its type."""
    if values.dtype == pl.String:
        return _texts(values), "inlineStr"
    frame = values.alias("v").to_frame()
    v = pl.col("v")
    kind = "n"
    if values.dtype == pl.Date:
        number = (v - DAY_ZERO).dt.total_days().cast(pl.String)
    elif values.dtype == pl.Boolean:
        number, kind = v.cast(pl.Int8).cast(pl.String), "b"
    elif values.dtype.is_float():
        number = pl.when(v.is_finite()).then(v.cast(pl.String).str.strip_suffix(".0"))
    elif values.dtype.is_decimal() and values.dtype.scale:  # type: ignore[attr-defined]
        number = v.cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
    else:
        number = v.cast(pl.String)
    return frame.select(pl.format("><v>{}</v></c>", number)).to_series(), kind


def _held(values: pl.Series) -> pl.Series:
    """The texts as cells can hold them; few columns have one that cannot be held as it is."""
    odd = values.str.contains(ODD) | (values.str.len_chars() > LONGEST_TEXT // 2)
    return values.map_elements(cell_text, return_dtype=pl.String) if odd.any() else values


def _texts(values: pl.Series) -> pl.Series:
    if values.str.contains_any(list(ESCAPED)).any():
        for sign, written in ESCAPED.items():
            values = values.str.replace_all(sign, written, literal=True)
    frame = values.alias("v").to_frame()
    v = pl.col("v")
    outer = v.str.contains(r"^\s|\s$")
    whole = pl.format("><is><t>{}</t></is></c>", v)
    kept = pl.format('><is><t xml:space="preserve">{}</t></is></c>', v)
    cell = pl.when(v == "").then(pl.lit("/>")).when(outer).then(kept).otherwise(whole)
    return frame.select(pl.when(v.is_not_null()).then(cell)).to_series()
