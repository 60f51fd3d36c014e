"""The report of a validation as CSV, JSON, or a commented copy of what was submitted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..reference import load_reference
from ..runs import keep_inputs, write_bytes
from ..submissions import Checked, Register, table_schema
from ..submissions.findings import ERROR, NOTE, WARNING
from ..submissions.headers import known_names
from ..submissions.sources import Source
from ..submissions.template import FINDINGS_SHEET as LIST
from ..tables import plain_name
from ..version import __version__
from .answer import write_answer
from .copies import Copies, copies
from .saving import saved
from .sheets import BOLD, TITLE, WRAPPED, fit_to_width, put_text, row_height
from .text import cell_text

LARGEST_COPY = 20 << 20
MOST_COMMENTS = 5_000
MOST_LISTED = 100_000
COLOURS = {ERROR: "F8CBAD", WARNING: "FFE699", NOTE: "DDEBF7"}
MEANT = {
    ERROR: "the row is left out",
    WARNING: "the row counts, look at it",
    NOTE: "nothing to do",
}
HEADING = "Check of a register for SDG indicator 12.4.1"
WHAT_TO_DO = (
    "Select a cell's address to go to it in the copy of the register on the next sheets. Correct it"
    " there, and send this workbook in: this sheet is not read."
)
COLUMNS = {
    "Party": 26,
    "Cell": 10,
    "Severity": 10,
    "What is wrong": 60,
    "What to do": 60,
    "Value": 26,
    "Column": 18,
    "Sheet": 22,
    "File": 22,
    "Code": 24,
}
PRINTED = 6  # of the columns; the rest is for filters
HEAD_ROW = 6


@dataclass(frozen=True)
class Spot:
    """Where a finding belongs in the copy. `column` is None where it is about a whole row."""

    sheet: Worksheet
    row: int
    column: int | None
    party: str

    @property
    def cell(self) -> str:
        """The address of the cell, such as F6; of a row its first."""
        return f"{get_column_letter(self.column or 1)}{self.row}"


def write_report(
    path: Path,
    register: Register,
    checked: Checked,
    on: date | None = None,
    *,
    force: bool = False,
) -> None:
    """Write all findings by the ending of `path`: .csv, .json or .xlsx.

    Args:
        path: the file to write.
        register: what was checked.
        checked: what the check gave.
        on: the day that the workbook names; default: today (UTC).

    Raises:
        UsageError: another ending, or a file of the input.
        OutputError: the file is there already, differs, and `force` does not replace it; or it
            cannot be written.
    """
    keep_inputs([path], [file.path for file in register.files])
    if path.suffix.lower() == ".xlsx":
        day = on or datetime.now(UTC).date()
        write_bytes(path, report_bytes(register, checked.findings, day), force=force)
    else:
        write_answer(path, {"findings": checked.findings}, force=force)


def report_bytes(register: Register, findings: pl.DataFrame, on: date | None = None) -> bytes:
    """A workbook whose first sheet lists all findings, each with a link to its cell in a copy of
    the input; `on` is the day of the check, left out where None.

    The copy holds values, never formulas or macros, and looks as the sender's workbook does. A cell
    in question is coloured by severity and carries the messages as a comment. Of an input above 20
    MB there is no copy.
    """
    book = Workbook()
    listed = book.active
    assert isinstance(listed, Worksheet)
    listed.title = LIST
    faded = frozenset(COLOURS.values())
    sheets = copies(book, register, LARGEST_COPY, HEADING, faded)
    ordered = _in_order(findings)
    further = max(ordered.height - MOST_LISTED, 0)
    ordered = ordered.head(MOST_LISTED)
    finder = _Finder(register, sheets)
    spots = [finder.spot(row) for row in ordered.iter_rows(named=True)]
    _mark(ordered, spots)
    _head(listed, register, findings, on)
    _list(listed, ordered, spots)
    if further:
        more = (
            f"Further findings: {further}. A report that ends in .csv or .json lists all of them."
        )
        put_text(listed.cell(HEAD_ROW + ordered.height + 1, 1), more)
    book.properties.title = HEADING
    return saved(book)


def _in_order(findings: pl.DataFrame) -> pl.DataFrame:
    """Errors first, then warnings, then notes; what is about no file, but the program, last."""
    rank = pl.col("severity").replace_strict(dict(zip(COLOURS, range(3), strict=True)))
    return findings.sort(rank, pl.col("file").is_null(), maintain_order=True)


class _Finder:
    """Finds the cell of a finding, and the Party of its row, in the copy."""

    def __init__(self, register: Register, sheets: Copies) -> None:
        self._sheets = sheets
        self._sources = {(s.file, s.sheet): s for s in reversed(register.sources)}
        self._names: dict[str, str] = dict(load_reference().names().iter_rows())

    def spot(self, finding: dict[str, object]) -> Spot | None:
        """Where a finding belongs; None where that is no row of a copied sheet."""
        key = str(finding["file"]), str(finding["sheet"]) if finding["sheet"] else None
        sheet, source, row = self._sheets.get(key), self._sources.get(key), finding["row"]
        if sheet is None or source is None or not isinstance(row, int):
            return None
        names = [plain_name(name) for name in source.header]
        column = plain_name(str(finding["column"] or ""))
        at = names.index(column) + 1 if column in names else None
        return Spot(sheet, row, at, self._party(source, sheet, row))

    def _party(self, source: Source, sheet: Worksheet, row: int) -> str:
        """The Party of a row, with its name where the code is known."""
        known = known_names(table_schema(source.table))
        at = [
            n for n, name in enumerate(source.header, 1) if known.get(plain_name(name)) == "party"
        ]
        if not at or row <= source.header_row:
            return ""
        text = str(sheet.cell(row, at[0]).value or "").strip()
        name = self._names.get(text.upper())
        return f"{name} ({text.upper()})" if name else text


def _mark(findings: pl.DataFrame, spots: list[Spot | None]) -> None:
    """Colour the cells in question, and say in a comment why."""
    cells: dict[tuple[Worksheet, str], list[tuple[str, str]]] = {}
    for (severity, message, hint), spot in zip(
        findings.select("severity", "message", "hint").iter_rows(), spots, strict=True
    ):
        if spot:
            said = f"{severity.upper()}: {message}. {hint or ''}".strip()
            cells.setdefault((spot.sheet, spot.cell), []).append((severity, said))
    worst = list(COLOURS)
    for (sheet, place), found in list(cells.items())[:MOST_COMMENTS]:
        cell = sheet[place]
        severity = min((s for s, _ in found), key=worst.index)
        cell.fill = PatternFill("solid", fgColor=COLOURS[severity])
        text = cell_text("\n".join(text for _, text in found))
        cell.comment = Comment(text, "sdg1241", height=120, width=320)


def _head(sheet: Worksheet, register: Register, findings: pl.DataFrame, on: date | None) -> None:
    """Title, file, day and counts, so that the workbook can be mailed as it is."""
    counts = dict(findings["severity"].value_counts().iter_rows())
    files = ", ".join(file.name for file in register.files)
    day = f"Checked on {on}" if on else "Checked"
    put_text(sheet["A1"], HEADING).font = TITLE
    put_text(sheet["A2"], f"File: {files}. {day} by sdg1241 {__version__}.")
    said = [f"{kind.capitalize()}s: {counts.get(kind, 0):,} ({MEANT[kind]})" for kind in COLOURS]
    put_text(sheet["A3"], f"{'. '.join(said)}.").font = BOLD
    put_text(sheet["A4"], WHAT_TO_DO)
    sheet.row_dimensions[1].height = 24


def _list(sheet: Worksheet, findings: pl.DataFrame, spots: list[Spot | None]) -> None:
    widths = list(COLUMNS.values())
    for at, (title, width) in enumerate(COLUMNS.items(), 1):
        put_text(sheet.cell(HEAD_ROW, at), title).font = BOLD
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    fit_to_width(sheet, f"{HEAD_ROW}:{HEAD_ROW}")
    for row, (finding, spot) in enumerate(
        zip(findings.iter_rows(named=True), spots, strict=True), HEAD_ROW + 1
    ):
        texts = _texts(finding, spot)
        sheet.row_dimensions[row].height = row_height(texts, widths)
        for at, text in enumerate(texts, 1):
            cell = sheet.cell(row, at)
            if text is not None:
                put_text(cell, text)
            cell.alignment = WRAPPED
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor=COLOURS[finding["severity"]])
        if spot:
            _link(sheet.cell(row, 2), spot)
    last = max(HEAD_ROW + findings.height, HEAD_ROW + 1)
    sheet.print_area = f"A1:{get_column_letter(PRINTED)}{last}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(COLUMNS))}{last}"


def _texts(finding: dict[str, str | None], spot: Spot | None) -> list[str | None]:
    """A line of the list, in the order of COLUMNS."""
    row = finding["row"]
    where = spot.cell if spot and spot.column else f"row {row}" if row else None
    party = spot.party if spot else None
    said = [finding[name] for name in ("severity", "message", "hint", "value", "column")]
    return [party, where, *said, finding["sheet"], finding["file"], finding["code"]]


def _link(cell: object, spot: Spot) -> None:
    """Lead to the cell; an address is not a file."""
    title = spot.sheet.title.replace("'", "''")
    place = f"'{title}'!{spot.cell}"
    cell.hyperlink = f"#{place}"  # type: ignore[attr-defined]
    cell.hyperlink.location, cell.hyperlink.target = place, None  # type: ignore[attr-defined]
    cell.style, cell.alignment = "Hyperlink", WRAPPED  # type: ignore[attr-defined]
