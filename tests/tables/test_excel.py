"""A workbook gives the cells that openpyxl gives, whoever wrote it; a hostile one costs one line."""

import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sdg1241 import read_register, validate
from sdg1241.errors import InputError
from sdg1241.rules import Rules
from sdg1241.tables import Table, open_file
from sdg1241.tables.as_written import rows_as_written
from sdg1241.tables.cell_text import cell_text

ROOT = Path(__file__).resolve().parents[2]
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
HEADER = ("party", "convention", "obligation", "item", "received_on")
ROW = ("KEN", "basel", "focal_point", None, "2015-01-01")
CELLS = [
    "text", " padded ", "a & b < c", "é \u202eabc", "two\nlines", "0012", "x" * 32_000, "#N/A",
    1, 0, -7, 1.5, 1e-12, 2018.0, 10**17, True, False, None, time(12, 30),
    date(2020, 1, 31), datetime.fromisoformat("2020-01-31T12:30"),
]  # fmt: skip
MOMENT = (
    4.0  # seconds of processor time, of which starting the program and its libraries takes half
)
Change = Callable[[bytes], bytes]


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def book_of(*rows: Any, title: str = "submissions") -> Workbook:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def changed(path: Path, **parts: Change) -> Path:
    """The workbook with some of its parts changed; `name` changes the names of all."""
    data, rename = path.read_bytes(), parts.pop("name", None)
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = Path(name).stem if name.startswith("xl/") else ""
            change = parts.get(key, lambda xml: xml)
            as_named = rename(name.encode()).decode() if rename else name
            # written as it is: a ZipInfo would turn a backslash into a slash
            new.writestr(as_named, change(old.read(name)))
    return path


def table_of(path: Path, known: set[str] = frozenset({"a", "b"})) -> Table:  # type: ignore[assignment]
    return open_file(path).sheets[0].table(known)


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return table_of(path).rows()[0].rows()


def by_openpyxl(path: Path) -> list[tuple[object, ...]]:
    """The rows below the header that hold something, as openpyxl reads them."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    rows = [
        (number, *(cell_text(v) for v in cells))
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
    ]
    return [row for row in rows[1:] if any((text or "").strip() for text in row[1:])]  # type: ignore[attr-defined]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_every_kind_of_cell(epoch: Any, tmp_path: Path) -> None:
    book = book_of(["a", "b"])
    if epoch:
        book.epoch = epoch
    for value in CELLS:
        book.active.append(["k", value])  # type: ignore[union-attr]
        book.active.append([])  # type: ignore[union-attr]
    path = saved(book, tmp_path / "t.xlsx")
    assert cells_of(path) == by_openpyxl(path)
    assert table_of(path).epoch_1904 == bool(epoch)
    by_hand = [list(row) for row in openpyxl.load_workbook(path).worksheets[0].values]
    as_written = rows_as_written(path, set())["submissions"]
    assert [row + [None] * (2 - len(row)) for row in as_written] == by_hand


def cell(reference: str, inner: str, kind: str = "n", style: str = "") -> str:
    return f'<c r="{reference}" t="{kind}"{style}>{inner}</c>'


def with_cells(path: Path, *cells: str) -> Path:
    """A workbook whose second row holds what is written here in XML."""
    book_of(["a", "b", "c", "d"], ["k", "x", "y", "z"]).save(path)
    row = f'<row r="2">{"".join(cells)}</row></sheetData>'.encode()

    def change(xml: bytes) -> bytes:
        return xml[: xml.index(b'<row r="2"')] + row + xml[xml.index(b"</sheetData>") + 12 :]

    return changed(path, sheet1=change)


def test_texts_that_stand_in_the_sheet_itself(tmp_path: Path) -> None:
    path = with_cells(
        tmp_path / "t.xlsx",
        cell("A2", "<is><t>in line</t></is>", "inlineStr"),
        cell("B2", '<is><t xml:space="preserve"> padded </t></is>', "inlineStr"),
        cell(
            "C2", '<is><r><t xml:space="preserve">rich </t></r><r><t>text</t></r></is>', "inlineStr"
        ),
        cell("D2", "<v>of a formula</v>", "str"),
    )
    assert cells_of(path) == by_openpyxl(path)
    assert cells_of(path) == [(2, "in line", " padded ", "rich text", "of a formula")]


def test_errors_and_formulas(tmp_path: Path) -> None:
    path = with_cells(
        tmp_path / "t.xlsx",
        cell("A2", "<v>#N/A</v>", "e"),
        cell("B2", "<f>1+1</f><v>2</v>"),
        cell("C2", "<f>A1&amp;B1</f>"),
        cell("D2", "<f>1/0</f><v>#DIV/0!</v>", "e"),
    )
    assert cells_of(path) == [(2, "#N/A", "2", None, "#DIV/0!")]
    ((row, column, text),) = table_of(path).lost()
    assert (row, column) == (2, 2) and text.startswith("=A1&")


def test_a_row_of_nothing_but_a_formula_without_a_result_is_told_of(tmp_path: Path) -> None:
    path = with_cells(tmp_path / "t.xlsx", cell("B2", "<f>B9</f>"))
    assert [row[0] for row in cells_of(path)] == [2]
    assert table_of(path).lost() == [(2, 1, "=B9")]


@pytest.mark.parametrize("shown", ["yyyy", "[$-409]yyyy", "YYYY;@", "yy"])
def test_a_year_is_read_as_the_year(shown: str, tmp_path: Path) -> None:
    """Who types 2016 into a cell that shows years means the year, not a day of 1905."""
    book = book_of(["a", "b"], ["k", 2016], ["k", 2017], ["k", date(2016, 3, 4)])
    book.active["B2"].number_format = shown  # type: ignore[index]
    assert [row[2] for row in cells_of(saved(book, tmp_path / "t.xlsx"))] == [
        "2016",
        "2017",
        "2016-03-04",
    ]


def test_far_cells_do_not_fill_the_memory(tmp_path: Path) -> None:
    """The rectangle between two cells at the ends of a sheet has 17 billion cells."""
    book = book_of(["a", "b"], ["k", "v"])
    book.active["XFD1048576"] = "x"  # type: ignore[index]
    path = saved(book, tmp_path / "t.xlsx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = table_of(path)
    rows, broken = table.rows()
    assert (rows.rows(), broken) == ([(2, "k", "v")], [])
    assert table.beside() == [(1, "XFD", "")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10


def strict(xml: bytes) -> bytes:
    return xml.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ).replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def backslashed(name: bytes) -> bytes:
    return name.replace(b"/", b"\\")


def in_another_case(name: bytes) -> bytes:
    return name.replace(b"worksheets/sheet1", b"Worksheets/Sheet1").replace(b"shared", b"Shared")


@pytest.mark.parametrize(
    "parts",
    [
        {"workbook": strict, "workbook.xml": strict, "sheet1": strict, "styles": strict},
        {"name": in_another_case},
        {"name": backslashed},
    ],
    ids=["strict", "case", "backslashes"],
)
def test_workbooks_of_other_programs(
    parts: dict[str, Change], tmp_path: Path, rules: Rules
) -> None:
    path = changed(saved(book_of(HEADER, ROW), tmp_path / "submissions.xlsx"), **parts)
    checked = validate(read_register(path), rules)
    assert checked.submissions.select("sheet", "row", "party").rows() == [("submissions", 2, "KEN")]


def test_parts_that_reading_does_not_need_are_not_looked_into(tmp_path: Path) -> None:
    path = saved(book_of(["a", "b"], ["k", "v"]), tmp_path / "t.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        declared = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
        archive.writestr("customXml/item1.xml", declared.encode("utf-16"))
        archive.writestr("xl/media/image1.bmp", bytes(100 << 20))
    assert cells_of(path) == [(2, "k", "v")]


def test_hidden_sheets_are_known(tmp_path: Path) -> None:
    book = book_of(["a", "b"], title="one")
    for title, state in (("two", "hidden"), ("three", "veryHidden"), ("four", "visible")):
        book.create_sheet(title).sheet_state = state
    path = saved(book, tmp_path / "t.xlsx")
    shown = [(sheet.name, sheet.hidden) for sheet in open_file(path).sheets]
    assert shown == [("one", False), ("two", True), ("three", True), ("four", False)]


def with_a_far_row(path: Path) -> None:
    far = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    changed(path, sheet1=lambda xml: xml.replace(b"</sheetData>", far))


def with_a_far_column(path: Path) -> None:
    far = b'<row r="3"><c r="ZZZZ3"><v>1</v></c></row></sheetData>'
    changed(path, sheet1=lambda xml: xml.replace(b"</sheetData>", far))


def with_a_swollen_sheet(path: Path) -> None:
    changed(path, sheet1=lambda xml: xml + b" " * (350 << 20))


def with_swollen_texts(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/SharedStrings.xml", b" " * (350 << 20))


def with_an_endless_row(path: Path) -> None:
    noise = os.urandom(1 << 20).hex().encode()  # which no archive packs to less than half
    changed(path, sheet1=lambda xml: xml.replace(b"</sheetData>", noise * 33 + b"</sheetData>"))


@cache
def made(make: Callable[[Path], None]) -> bytes:
    """The bytes of a hostile workbook, which takes longer to make than to refuse."""
    with TemporaryDirectory() as folder:
        path = saved(book_of(HEADER, ROW), Path(folder) / "t.xlsx")
        make(path)
        return path.read_bytes()


HOSTILE = [
    (with_a_far_row, "last one of a sheet"),
    (with_a_far_column, "last one of a sheet"),
    (with_a_swollen_sheet, "unpacks to far more"),
]
COMMANDS = {
    "validate": ["validate", "{}"],
    "run": ["run", "{}", "--cycle", "2015", "--output", "{}.out"],
    "unsd": ["import", "unsd", "{}", "--vintage", "x", "--output", "{}.csv"],
    "reconcile": ["reconcile", "--input", str(ROOT / "sample_data" / "2015"), "--cycle", "2015",
                  "--published", "{}"],
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("make", "problem"), HOSTILE)
def test_a_hostile_workbook_costs_a_moment_and_a_line(
    make: Callable[[Path], None], problem: str, command: str, tmp_path: Path
) -> None:
    path = tmp_path / "submissions.xlsx"
    path.write_bytes(made(make))
    arguments = [word.format(path) for word in COMMANDS[command]]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "sdg1241", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 2 and problem in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert seconds < MOMENT


@pytest.mark.parametrize("make", [with_swollen_texts, with_an_endless_row])
def test_other_hostile_workbooks(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = saved(book_of(HEADER, ROW), tmp_path / "submissions.xlsx")
    make(path)
    with pytest.raises(InputError, match="unpacks to far more") as told:
        open_file(path).sheets[0].table(set())
    assert "\n" not in str(told.value)


def test_cells_beside_the_table_are_noted_and_cost_no_row(tmp_path: Path) -> None:
    rows = [["a", "b"], ["k", "v"], ["l", "w", None, " by e-mail "], ["m", "x", 7, "again"]]
    table = table_of(saved(book_of(*rows), tmp_path / "t.xlsx"))
    cells, broken = table.rows()
    assert (cells.rows(), broken) == ([(2, "k", "v"), (3, "l", "w"), (4, "m", "x")], [])
    assert table.beside() == [(3, "D", "by e-mail"), (4, "C", "7")]
