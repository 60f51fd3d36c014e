"""A workbook through openpyxl: one row at a time, or as a commented copy needs it.

openpyxl is imported when it is needed: most inputs are read without it.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from .csv_file import find_header, records
from .guard import content
from .parquet_file import parquet_table
from .text import decoded


@contextmanager
def quiet() -> Iterator[None]:
    """openpyxl warns of drawings and styles that it does not keep and prints of damaged ones;
    neither is needed."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def worksheets(data: bytes) -> dict[str, Any]:
    """The sheets of a workbook by name, to be read row by row, with the stored results of formulas.

    Only what the cells need is read: no properties, themes, links, drawings or macros. Any error
    may arise.
    """
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    class Worksheet(ReadOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types
        """A sheet that is not searched for its size, which may be wrong and costs a pass."""

        def _get_size(self) -> None:
            self.reset_dimensions()

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return {
        sheet.name: Worksheet(reader.wb, sheet.name, part.target, reader.shared_strings)
        for sheet, part in reader.parser.find_sheets()
        if part.target in reader.valid_files and "chartsheet" not in part.Type
    }


def rows_as_written(path: Path, known: set[str]) -> dict[str | None, list[list[object]]]:
    """The rows of each sheet, or of the one table, each at the row in which it stands: for a copy
    that a person compares with the original.

    Raises:
        InputError: the file cannot be opened.
    """
    data = content(path)
    if data[:2] == b"PK":
        with quiet():
            sheets = worksheets(data)
            return {n: [list(r) for r in s.iter_rows(values_only=True)] for n, s in sheets.items()}
    if data[:4] == b"PAR1":
        table = parquet_table(path)
        rows, _ = table.rows()
        return {None: [list(table.header), *(list(row[1:]) for row in rows.iter_rows())]}
    return {None: _records(decoded(data)[0], known)}


def _records(text: str, known: set[str]) -> list[list[object]]:
    """The records of a file of text, each at the line on which it begins."""
    lines = list(io.StringIO(text, newline=""))
    _, separator = find_header(lines, known)
    rows: list[list[object]] = []
    for row, record, _ in records(lines, 0, separator):
        rows += [[]] * (row - 1 - len(rows))
        whole = lines[row - 1].rstrip("\r\n").split(separator)
        rows.append(list(record if record is not None else whole))
    return rows
