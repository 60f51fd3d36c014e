"""The workbook of a run beside the same cells without any format, through openpyxl and through
XlsxWriter in constant memory, in one process and in turns.

python -m tests.benchmarks.workbook REGISTER CYCLE REPEATS
"""

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook


def main(register: Path, cycle: int, repeats: int) -> None:
    """Print wall and processor seconds of each turn: of the program's workbook, of the bare cells,
    and of those through XlsxWriter."""
    from sdg1241 import compute
    from sdg1241.exports.workbook import workbook_bytes

    run = compute(register, cycle, skip_invalid=True)
    book = load_workbook(io.BytesIO(workbook_bytes(run)))
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    sides = [lambda: workbook_bytes(run), lambda: bare(sheets), lambda: constant_memory(sheets)]
    costs: list[list[tuple[float, float]]] = [[] for _ in sides]
    for turn in range(-1, repeats):  # one to warm up
        for work, cost in zip(sides, costs, strict=True):
            taken = seconds(work)
            if turn >= 0:
                cost.append(taken)
    print(json.dumps(costs))


def bare(sheets: list[list[tuple[object, ...]]]) -> None:
    """As many cells with the same values, through the same library."""
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(io.BytesIO())


def constant_memory(sheets: list[list[tuple[object, ...]]]) -> None:
    """The same through XlsxWriter, row by row; dates as the numbers that Excel stores."""
    from xlsxwriter import Workbook as Writer

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with Writer(io.BytesIO(), options) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of some work."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
