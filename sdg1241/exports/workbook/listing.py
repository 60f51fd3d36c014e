"""Sheets that are one long table: title, notes, table; split over further sheets where Excel has no
more rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from openpyxl.utils import get_column_letter

from ..saving import TableBook
from . import page as pages
from .content import Content
from .page import Column, Page, Place, fitted
from .styles import Styles


@dataclass
class Book:
    """The workbook being written, with its styles and content."""

    book: TableBook
    styles: Styles
    content: Content

    def page(self, name: str, widths: Sequence[float], frozen: str | None = None) -> Page:
        """A new sheet at the end."""
        return Page(
            self.book,
            self.styles,
            name,
            widths,
            frozen,
            self.content.footer(),
            right_to_left=self.content.language.right_to_left,
        )


def listing(
    book: Book,
    name: str,
    title: str,
    notes: Sequence[str],
    columns: Sequence[Column],
    frame: pl.DataFrame,
    *,
    table: str | None = None,
    fixed: int = 2,
    printed: int | None = None,
    aside: bool = False,
    whole: bool = True,
    csv: str = "",
) -> list[tuple[Page, Place]]:
    """Write a title, notes and a table with frozen header and first columns.

    Args:
        book: the workbook.
        name: of the sheet.
        title: above the table; notes follow it.
        notes: each in as many rows as it needs.
        columns: of the table, in order.
        frame: its rows.
        table: its name in Excel; default: the sheet's.
        fixed: how many first columns stay in sight.
        printed: how many first columns are printed; default: all.
        aside: put notes beside the first columns, which are repeated on every printed page.
        whole: go on in further sheets where the table is longer than a sheet; otherwise the rest is
            left to `csv`.
        csv: the file that holds all rows.

    Returns:
        The sheets with the place of the table on each.
    """
    widths = [c.wide(frame) for c in columns]
    before = (None,) * fixed if aside else ()
    across = sum(widths[len(before) : printed])
    room = (
        pages.MOST_ROWS - len(_lines(title, notes, across)) - 4
    )  # a note of two lines more, the gap, the header
    parts = list(frame.iter_slices(room)) or [frame]
    if len(parts) > 1:
        where = (
            f"goes on in sheets {name} 2 to {name} {len(parts)}" if whole else f"is left to {csv}"
        )
        notes = [*notes, f"A sheet holds {room:,} of the {frame.height:,} rows; the rest {where}."]
    head = len(_lines(title, notes, across)) + 2
    written = []
    for n, part in enumerate(parts if whole else parts[:1], 1):
        mark = f" {n}" if n > 1 else ""
        page = book.page(f"{name}{mark}", widths, f"{get_column_letter(fixed + 1)}{head + 1}")
        page.line(title, style="title")
        for line in _lines(title, notes, across)[1:]:
            page.line(*before, line, style="note")
        page.gap()
        place = page.table(f"{table or name}{mark}".replace(" ", "_"), columns, part)
        page.sheet.print_title_rows = f"{head}:{head}"
        if printed:
            page.sheet.print_area = f"A1:{get_column_letter(printed)}{page.row}"
        written.append((page, place))
    return written


def _lines(title: str, notes: Sequence[str], width: float) -> list[str]:
    return [title, *(line for note in notes for line in fitted(note, width))]
