"""One sheet of the workbook, filled from the top: lines of text and tables, ready to print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from ..sheets import FORMULA_STARTS, LONGEST_TEXT, ODD, cell_text
from .styles import A4, FORMATS, Styles

MOST_ROWS = 1_048_576
WIDEST = 60
LINE = 15  # points
DAY_ZERO = pl.date(1899, 12, 30)


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
    """A sheet of a write-only workbook. Widths, freezing and paper are set before the first line is
    written.

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
        book: Workbook,
        styles: Styles,
        name: str,
        widths: Sequence[float],
        frozen: str | None,
        footer: str,
        *,
        right_to_left: bool = False,
    ) -> None:
        self.sheet: WriteOnlyWorksheet = book.create_sheet(name)
        self.sheet._values_to_row = placed
        self.styles, self.name, self.row, self.widths = styles, name, 0, list(widths)
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
        cells = [
            self._one(v, s) for v, s in zip(values, styles or (style,) * len(values), strict=True)
        ]
        self.row += 1
        self.sheet.append(cells)

    def formula(self, label: str, formula: str, style: str) -> None:
        """A row with a label and a live formula of the program's own making; no text of an input
        may go into it."""
        cell = self.styles.cell(self.sheet, style)
        cell._value, cell.data_type = formula, "f"
        self.row += 1
        self.sheet.append([self._one(label, "text"), cell])

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
        self._heights(columns, frame)
        for cells in zip(*(self._cells(c, frame) for c in columns), strict=True):
            self.sheet.append(cells)
        self.row += frame.height
        letters = {c.name: get_column_letter(at) for at, c in enumerate(columns, 1)}
        if frame.height:
            last = get_column_letter(len(columns))
            table = Table(displayName=name, ref=f"A{head}:{last}{self.row}")
            table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
            table._initialise_columns()
            for column, shown in zip(table.tableColumns, columns, strict=True):
                column.name = shown.title
            self.sheet.tables.add(
                table
            )  # sheet.add_table warns in write-only mode, even where columns are there
        return Place(self.name, head, frame.height, letters)

    def _heights(self, columns: Sequence[Column], frame: pl.DataFrame) -> None:
        """Rows high enough for text that wraps; not every program finds the height by itself."""
        for column, width in zip(columns, self.widths, strict=False):
            if column.style == "wrapped":
                for at, text in enumerate(frame[column.name], self.row + 1):
                    if text and (needed := LINE * lines(text, width)) > LINE:
                        row = self.sheet.row_dimensions[at]
                        row.height = max(row.height or LINE, needed)

    def _one(self, value: object, style: str) -> Cell | None:
        if value is None:
            return None
        frame = pl.DataFrame({"value": [value]})
        return next(self._cells(Column("value", "", style), frame))

    def _cells(self, column: Column, frame: pl.DataFrame) -> Iterator[Cell | None]:
        """The cells of a column. One cell object serves all rows of its kind: each is written
        before the next."""
        values, kind = stored(frame[column.name])
        cell, quoted = (self.styles.cell(self.sheet, column.style, quoted=q) for q in (False, True))
        below = self.styles.cell(self.sheet, f"{column.style} below") if column.below else cell
        cell.data_type = quoted.data_type = below.data_type = kind
        blank = None
        if column.blank:
            blank = self.styles.cell(self.sheet, "mark")
            blank._value, blank.data_type = column.blank, "s"
        links = frame[column.link] if column.link else [None] * frame.height
        marks = (
            frame[column.below].fill_null(value=False) if column.below else [False] * frame.height
        )
        for value, link, marked in zip(values, links, marks, strict=True):
            if value is None:
                yield blank
                continue
            chosen = (
                quoted if kind == "s" and value[:1] in FORMULA_STARTS else below if marked else cell
            )
            chosen._value = value
            chosen._hyperlink = Hyperlink(ref="", location=link) if link else None
            yield chosen


def placed(cells: Sequence[Cell | None], row: int) -> Iterator[Cell]:
    """The cells of a row, each told where it stands.

    It takes the place of a method of openpyxl that first tries every cell as a bare value: a third
        of the time.
    """
    for at, cell in enumerate(cells, 1):
        if cell is not None:
            cell.row, cell.column = row, at
            if cell._hyperlink is not None:
                cell._hyperlink.ref = cell.coordinate
            yield cell


def fitted(text: str, width: float) -> list[str]:
    """The text in lines of about that many characters."""
    return wrap(text, max(int(width * 1.15), 40)) or [""]


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    return sum(len(wrap(part, max(int(width * 1.1), 1))) or 1 for part in text.split("\n"))


def stored(values: pl.Series) -> tuple[list[Any], str]:
    """The values as Excel stores them, and the letter of their kind: text or number."""
    if values.dtype == pl.String:
        odd = values.str.contains(ODD) | (values.str.len_chars() > LONGEST_TEXT // 2)
        return [v and cell_text(v) for v in values] if odd.any() else values.to_list(), "s"
    if values.dtype == pl.Date:
        return (
            values.to_frame().select((pl.first() - DAY_ZERO).dt.total_days()).to_series().to_list(),
            "n",
        )
    if values.dtype.is_decimal():
        return [v if v is None else float(v) for v in values], "n"
    return values.to_list(), "n"
