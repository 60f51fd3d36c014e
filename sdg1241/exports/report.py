"""The report of a validation as CSV, JSON, or a commented copy of what was submitted."""

import io
from datetime import datetime, time
from pathlib import Path

import polars as pl
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..errors import UsageError
from ..submissions import Checked, Register, table_schema
from ..submissions.cells import MOST_COLUMNS, plain_name
from ..submissions.csv_file import decode, find_header, records
from ..submissions.excel_file import MOST_ROWS, quiet, worksheets
from ..submissions.reading import InputFile
from ..submissions.sources import Source, known_names
from .answer import write_answer
from .files import write_bytes
from .saving import saved
from .sheets import BOLD, WRAPPED, fit_to_width, put_text, row_height
from .text import cell_text

LIST = "Findings"
LARGEST_COPY = 20 << 20
MOST_COMMENTS = 5_000
MOST_LISTED = 100_000
COLOURS = {"error": "F8CBAD", "warning": "FFE699", "note": "DDEBF7"}
WIDTHS = (22, 10, 22, 16, 7, 18, 26, 60, 60)


def write_report(path: Path, register: Register, checked: Checked) -> None:
    """Write all findings by the ending of `path`: .csv, .json or .xlsx.

    Raises:
        UsageError: another ending, or a file of the input.
        OutputError: the file cannot be written.
    """
    if any(path.resolve() == file.path.resolve() for file in register.files):
        raise UsageError(f"{path} is the input itself. Choose another file for the report.")
    if path.suffix.lower() == ".xlsx":
        write_bytes(path, report_bytes(register, checked.findings))
    else:
        write_answer(path, {"findings": checked.findings})


def report_bytes(register: Register, findings: pl.DataFrame) -> bytes:
    """A workbook whose first sheet lists all findings, each with a link to its cell in a copy of
    the input.

    The copy holds values, never formulas or macros. A cell in question is coloured by severity and
    carries the messages as a comment. Of an input above 20 MB there is no copy.
    """
    book = Workbook()
    listed = book.active
    assert isinstance(listed, Worksheet)
    listed.title = LIST
    sheets = _copies(book, register)
    further = max(findings.height - MOST_LISTED, 0)
    findings = findings.head(MOST_LISTED)
    links = [_target(row, register, sheets) for row in findings.iter_rows(named=True)]
    _mark(findings, links)
    _list(listed, findings, links)
    if further:
        more = (
            f"Further findings: {further}. A report that ends in .csv or .json lists all of them."
        )
        put_text(listed.cell(findings.height + 2, 1), more)
    return saved(book)


def _copies(book: Workbook, register: Register) -> dict[tuple[str, str | None], Worksheet]:
    """A sheet for each table of the input, rows and columns where the input has them."""
    sheets: dict[tuple[str, str | None], Worksheet] = {}
    for file in register.files:
        sources = [s for s in register.sources if s.file == file.name]
        if file.path.stat().st_size > LARGEST_COPY:
            continue
        data = file.path.read_bytes()
        if data[:2] == b"PK":
            with quiet():
                originals, rows = worksheets(data), {s.sheet: s.header_row for s in sources}
                for name in dict.fromkeys(s.sheet for s in sources if s.sheet):
                    sheet = book.create_sheet(_free_name(book, name))
                    _fill(
                        sheet,
                        [list(row) for row in originals[name].iter_rows(values_only=True)],
                        rows[name],
                    )
                    sheets[file.name, name] = sheet
        else:
            sheet = book.create_sheet(_free_name(book, file.path.stem))
            _fill(sheet, _rows_as_written(file, data, sources[0]), sources[0].header_row)
            sheets[file.name, None] = sheet
    return sheets


def _free_name(book: Workbook, wanted: str) -> str:
    base = "".join(c for c in cell_text(wanted) if c not in "[]:*?/\\'")[:25].strip() or "Table"
    taken = {name.lower() for name in book.sheetnames}
    names = (base, *(f"{base} ({n})" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name.lower() not in taken)


def _rows_as_written(file: InputFile, data: bytes, source: Source) -> list[list[object]]:
    """The records of a file, each at the line on which it begins."""
    if data[:4] == b"PAR1":
        frame = pl.read_parquet(io.BytesIO(data))
        return [list(frame.columns), *(list(row) for row in frame.iter_rows())]
    text, _ = decode(data)
    lines = list(io.StringIO(text, newline=""))
    _, separator = (
        find_header(lines, set(known_names(table_schema(source.table)))) if lines else (0, ",")
    )
    rows: list[list[object]] = []
    for row, record in records(lines, 0, separator):
        rows += [[]] * (row - 1 - len(rows))
        rows.append(
            list(record if record is not None else lines[row - 1].rstrip("\r\n").split(separator))
        )
    return rows


def _fill(sheet: Worksheet, rows: list[list[object]], header_row: int) -> None:
    for row, cells in enumerate(rows[:MOST_ROWS], 1):
        for column, value in enumerate(cells[:MOST_COLUMNS], 1):
            if isinstance(value, datetime) and value.time() == time():
                value = value.date()
            if isinstance(value, str):
                put_text(sheet.cell(row, column), value)
            elif value is not None:
                sheet.cell(row, column).value = value
    fit_to_width(sheet)
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 20
        sheet.cell(header_row, column).font = BOLD
    sheet.freeze_panes = sheet.cell(header_row + 1, 1)


def _target(
    finding: dict[str, object], register: Register, sheets: dict[tuple[str, str | None], Worksheet]
) -> tuple[Worksheet, int, int] | None:
    """Sheet, row and column of a finding; None where it belongs to no cell."""
    file, where, row = finding["file"], finding["sheet"], finding["row"]
    sheet = sheets.get((str(file), str(where) if where else None))
    if sheet is None or not isinstance(row, int) or row > MOST_ROWS:
        return None
    source = next(s for s in register.sources if s.file == file and s.sheet == where)
    names = [plain_name(name) for name in source.header]
    column = plain_name(str(finding["column"] or ""))
    return sheet, row, names.index(column) + 1 if column in names else 1


def _mark(findings: pl.DataFrame, links: list[tuple[Worksheet, int, int] | None]) -> None:
    texts: dict[tuple[Worksheet, int, int], list[tuple[str, str]]] = {}
    for (severity, message, hint), link in zip(
        findings.select("severity", "message", "hint").iter_rows(), links, strict=True
    ):
        if link:
            texts.setdefault(link, []).append(
                (severity, f"{severity.upper()}: {message}. {hint or ''}".strip())
            )
    worst = list(COLOURS)
    for (sheet, row, column), found in list(texts.items())[:MOST_COMMENTS]:
        cell = sheet.cell(row, column)
        severity = min((s for s, _ in found), key=worst.index)
        cell.fill = PatternFill("solid", fgColor=COLOURS[severity])
        cell.comment = Comment(
            cell_text("\n".join(text for _, text in found)), "sdg1241", height=120, width=320
        )


def _list(
    sheet: Worksheet, findings: pl.DataFrame, links: list[tuple[Worksheet, int, int] | None]
) -> None:
    schema = table_schema("findings")
    for at, (name, width) in enumerate(zip(findings.columns, WIDTHS, strict=True), 1):
        put_text(sheet.cell(1, at), schema.field(name).title).font = BOLD
        sheet.column_dimensions[get_column_letter(at)].width = width
    put_text(sheet.cell(1, len(WIDTHS) + 1), "Cell").font = BOLD
    sheet.freeze_panes = "A2"
    fit_to_width(sheet, "1:1")
    for row, (values, link) in enumerate(zip(findings.iter_rows(), links, strict=True), 2):
        sheet.row_dimensions[row].height = row_height(values, WIDTHS)
        for at, value in enumerate(values, 1):
            sheet.cell(row, at).alignment = WRAPPED
            if isinstance(value, str):
                put_text(sheet.cell(row, at), value)
            else:
                sheet.cell(row, at).value = value
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=COLOURS[values[1]])
        if link:
            place = f"'{link[0].title}'!{get_column_letter(link[2])}{link[1]}"
            cell = put_text(sheet.cell(row, len(WIDTHS) + 1), place)
            cell.hyperlink = f"#{place}"
            cell.hyperlink.location, cell.hyperlink.target = place, None
            cell.style = "Hyperlink"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(WIDTHS) + 1)}{max(findings.height + 1, 2)}"
