"""The cells of a workbook as JSON, a list of rows for each sheet: python -m tests.benchmarks.cells
WORKBOOK CELLS."""

import json
import sys
from pathlib import Path

from openpyxl import load_workbook


def main(workbook: Path, cells: Path) -> None:
    """Write them; dates as the numbers that Excel stores."""
    book = load_workbook(workbook, read_only=True)
    book._date_formats.clear()
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    cells.write_text(json.dumps(sheets), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
