"""Both ways to read a sheet, and how often a file is read."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from sdg1241 import load_rules, read_register, validate
from sdg1241.submissions.excel_file import Workbook

ROOT = Path(__file__).resolve().parents[2]
CELLS = [
    "text", " padded ", "a & b < c", "é \u202eabc", "two\nlines", "0012", 1, 0, -7, 1.5, 1e-12, 2018.0, 10**17,
    True, False, date(2020, 1, 31), datetime.fromisoformat("2020-01-31T12:30"), None, "x" * 33_000, "#N/A",
]  # fmt: skip


def test_cells_taken_many_at_a_time_are_those_of_openpyxl():
    book = Book()
    book.active.title = "submissions"
    book.active.append(["party", "note"])
    for value in CELLS:
        book.active.append(["KEN", value])
        book.active.append([])
    held = io.BytesIO()
    book.save(held)
    workbook = Workbook(held.getvalue())
    many = workbook._regular_rows("submissions", 1, 2)
    assert many is not None
    frame, broken = workbook._rows_one_by_one("submissions", 1, 2)
    assert many[0].equals(frame) and many[1] == broken and frame.height == len(CELLS)


@pytest.mark.parametrize("name", ["submissions.csv", "parties.csv"])
def test_validation_reads_each_file_once(name, monkeypatch):
    read = []
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or original(path))
    checked = validate(read_register(ROOT / "sample_data" / "2020"), load_rules())
    assert read.count(name) == 1 and checked.inputs["rows_rejected"].sum() == 0
