"""One sheet of the workbook, filled from the top: lines of text and tables, ready to print."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from textwrap import wrap

import polars as pl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ..rows import Block, Cells
from ..saving import TableBook
from ..sheets import LINE, put_text
from ..text import FORMULA_STARTS
from .styles import A4, FORMATS, Styles

MOST_ROWS = 1_048_576
WIDEST = 60


@dataclass(frozen=True)
class Column:
    """One column of a table on a sheet.

    Attributes:
        name: the column of the frame; text, whole numbers, Decimal or dates.
        title: its heading.
        style: one of `Styles`.
        width: in characters; default: as wide as the content, up to WIDEST.
        blank: what a cell shows that has no value; default: nothing.
        link: a column of the frame with the place a cell leads to, null for none.
        below: a Boolean column of the frame: where true, the value is marked as a mean over too few
            countries.
    """

    name: str
    title: str
    style: str = "text"
    width: float | None = None
    blank: str | None = None
    link: str | None = None
    below: str | None = None

    def wide(self, frame: pl.DataFrame) -> float:
        """Its width in characters."""
        if self.width:
            return self.width
        longest = frame[self.name].cast(pl.String).str.len_chars().max()
        word = max(map(len, self.title.split()))
        return float(min(max(word + 3, (longest if isinstance(longest, int) else 0) + 2), WIDEST))


@dataclass(frozen=True)
class Place:
    """Where a table stands: sheet, row of its header, and the letter of each column by name."""

    sheet: str
    head: int
    rows: int
    letters: dict[str, str]

    def cells(self, column: str) -> str:
        """The address of a column's cells, e.g. 'Indicator'!$E$6:$E$203."""
        letter = self.letters[column]
        return f"'{self.sheet}'!${letter}${self.head + 1}:${letter}${self.head + self.rows}"


class Page:
    """A sheet with its widths, frozen cells and paper.

    Args:
        book: the workbook.
        styles: its styles.
        name: of the sheet.
        widths: of its columns, in characters.
        frozen: the first cell that scrolls, or None.
        footer: printed at the foot of each page beside its number.
        right_to_left: for scripts that run so.
    """

    def __init__(
        self,
        book: TableBook,
        styles: Styles,
        name: str,
        widths: Sequence[float],
        frozen: str | None,
        footer: str,
        *,
        right_to_left: bool = False,
    ) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.book, self.styles, self.name, self.row, self.widths = (
            book,
            styles,
            name,
            0,
            list(widths),
        )
        for at, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        self.sheet.freeze_panes = frozen
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_view.rightToLeft = right_to_left
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup = self.sheet.page_setup
        setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = (
            "landscape",
            A4,
            1,
            0,
        )
        margins = self.sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.footer = 0.5, 0.8, 0.4
        self.sheet.oddFooter.left.text = footer.replace("&", "&&")
        self.sheet.oddFooter.right.text = f"{name}, page &P of &N"

    def line(self, *values: object, style: str = "text", styles: Sequence[str] = ()) -> None:
        """One row of single cells; None leaves a cell out. A text is never a formula."""
        self.row += 1
        for at, (value, look) in enumerate(
            zip(values, styles or (style,) * len(values), strict=True), 1
        ):
            if value is not None:
                self._put(at, value, look)

    def formula(self, label: str, formula: str, result: float, style: str) -> None:
        """A row with a label and a live formula of the program's own making, and what it gives; no
        text of an input may go into it."""
        self.line(label)
        cell = self.sheet.cell(self.row, 2)
        cell._style = copy(self.styles.of(self.sheet, style)._style)
        cell.value = formula
        self.sheet.parent.add_result(self.sheet, cell.coordinate, result)

    def text(self, text: str, style: str = "note", width: float | None = None) -> None:
        """A text in as many rows as it needs to stay within the columns."""
        for part in fitted(text, width or sum(self.widths)):
            self.line(part, style=style)

    def gap(self) -> None:
        """An empty row."""
        self.line()

    def table(self, name: str, columns: Sequence[Column], frame: pl.DataFrame) -> Place:
        """A header and the rows of `frame`, as an Excel table of that name (none where there is no
        row)."""
        head = self.row + 1
        height = max(lines(c.title, w - 2) for c, w in zip(columns, self.widths, strict=False))
        self.sheet.row_dimensions[head].height = LINE * height + 3
        heads = ["figure head" if c.style in FORMATS else "head" for c in columns]
        self.line(*(c.title for c in columns), styles=heads)
        if frame.height:
            cells = [self._cells(c, frame) for c in columns]
            self.book.add_rows(self.sheet, Block(head + 1, cells, self._heights(columns, frame)))
        self.row += frame.height
        letters = {c.name: get_column_letter(at) for at, c in enumerate(columns, 1)}
        if frame.height:
            last = get_column_letter(len(columns))
            table = Table(displayName=name, ref=f"A{head}:{last}{self.row}")
            table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
            table._initialise_columns()
            for column, shown in zip(table.tableColumns, columns, strict=True):
                column.name = shown.title
            self.sheet.add_table(table)
        return Place(self.name, head, frame.height, letters)

    def _heights(self, columns: Sequence[Column], frame: pl.DataFrame) -> pl.Series:
        """Rows high enough for text that wraps; not every program finds the height by itself."""
        needed = [
            pl.Series([LINE * lines(text, width) if text else LINE for text in frame[column.name]])
            for column, width in zip(columns, self.widths, strict=False)
            if column.style == "wrapped"
        ]
        usual = pl.repeat(LINE, frame.height, dtype=pl.Int64, eager=True)
        tallest = pl.select(pl.max_horizontal(usual, *needed)).to_series()
        return tallest.replace(LINE, None)

    def _put(self, at: int, value: object, style: str) -> None:
        """One cell of the current row."""
        cell = self.sheet.cell(self.row, at)
        quoted = isinstance(value, str) and value.startswith(FORMULA_STARTS)
        cell._style = copy(self.styles.of(self.sheet, style, quoted=quoted)._style)
        if isinstance(value, str):
            put_text(cell, value)
        else:
            cell.value = float(value) if isinstance(value, Decimal) else value

    def _cells(self, column: Column, frame: pl.DataFrame) -> Cells:
        """A column's cells, in the formats of the workbook."""

        def number(style: str, *, quoted: bool = False) -> int:
            return int(self.styles.of(self.sheet, style, quoted=quoted).style_id)

        return Cells(
            frame[column.name],
            style=number(column.style),
            quoted=number(column.style, quoted=True),
            blank=(column.blank, number("mark")) if column.blank else None,
            marked=(frame[column.below], number(f"{column.style} below")) if column.below else None,
            links=frame[column.link] if column.link else None,
        )


def fitted(text: str, width: float) -> list[str]:
    """The text in lines of about that many characters."""
    return wrap(text, max(int(width * 1.15), 40)) or [""]


@lru_cache(maxsize=4096)
def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    return sum(len(wrap(part, max(int(width * 1.1), 1))) or 1 for part in text.split("\n"))
