"""Text of an input stays text, and Excel's limits hold."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from sdg1241 import Run
from sdg1241.exports import workbook_bytes
from sdg1241.exports.text import LONGEST_TEXT, cell_text
from sdg1241.exports.workbook import page

PARTIES = (
    "convention,party,entry_into_force\nbasel,XXX,\nbasel,KEN,1995-01-01\nbasel,NOR,1995-01-01\n"
)
EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "#REF!",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "1e5",
]


def submissions(texts: list[str]) -> str:
    lines = [
        f'KEN,basel,annual_report,{2010 + n},2018-01-01,"{text.replace(chr(34), chr(34) * 2)}"'
        for n, text in enumerate(texts)
    ]
    return "party,convention,obligation,item,received_on,reference\n" + "\n".join(lines) + "\n"


def formulas(data: bytes) -> list[str]:
    """Every formula in the file's sheets."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [
            parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet")
        ]
    return [found for sheet in sheets for found in re.findall(r"<f[ >].*?</f>", sheet)]


def references(book: Workbook) -> list[Cell]:
    """The cells of column Reference of the audit that hold something."""
    page = book["Audit"]
    table = page[page.tables["Audit"].ref]
    at = [cell.value for cell in table[0]].index("Reference")
    return [row[at] for row in table[1:] if row[at].value]


def test_no_text_of_an_input_becomes_a_formula(
    write_input: Callable[..., Path], run_of: Callable[..., Run]
) -> None:
    texts = [EVIL[n % len(EVIL)] for n in range(10)]
    folder = write_input(submissions=submissions(texts), parties=PARTIES.replace("XXX", "=1+1"))
    data = workbook_bytes(run_of(folder, 2020, None))
    own = formulas(data)
    assert len(own) == 1
    assert own[0].startswith("<f>AVERAGEIFS('Indicator'!$")
    book = load_workbook(io.BytesIO(data))
    audit = references(book)
    assert [cell.value for cell in audit] == texts[
        5:
    ]  # the report years 2015 to 2019; spaces around a text go
    assert {cell.data_type for cell in audit} == {"s"}
    assert all(cell.quotePrefix for cell in audit if cell.value[0] in "=+-@#")
    assert "=1+1" in [row[6].value for row in book["Findings"].iter_rows(min_row=5)]


def test_a_text_longer_than_a_cell_is_cut_at_what_excel_takes(
    write_input: Callable[..., Path], run_of: Callable[..., Run]
) -> None:
    texts = [
        "",
        "",
        "",
        "",
        "",
        "x" * 40_000,
        "\U0001f642" * 20_000,
        "a\x01b\x0bc",
        "two\r\nlines",
        "_x0041_",
    ]
    folder = write_input(submissions=submissions(texts), parties=PARTIES)
    book = load_workbook(io.BytesIO(workbook_bytes(run_of(folder, 2020, None))))
    shown = [cell.value for cell in references(book)]
    assert [len(v.encode("utf-16-le")) // 2 for v in shown[:2]] == [LONGEST_TEXT, LONGEST_TEXT - 1]
    assert shown[2:] == ["abc", "two\nlines", "_x005F_x0041_"]


@given(st.text())
def test_any_text_is_one_that_xml_can_hold(text: str) -> None:
    from xml.etree.ElementTree import Element, fromstring, tostring

    cell = Element("t")
    cell.text = cell_text(text.encode("utf-8", "ignore").decode())
    assert (fromstring(tostring(cell)).text or "") == cell.text


def test_a_long_audit_goes_on_in_further_sheets(
    few: Path, run_of: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(few)
    monkeypatch.setattr(page, "MOST_ROWS", 310)
    book = load_workbook(io.BytesIO(workbook_bytes(run)))
    sheets = [name for name in book.sheetnames if name.startswith("Audit")]
    assert sheets == ["Audit", "Audit 2", "Audit 3"]
    assert sum(book[n].tables[n.replace(" ", "_")].ref.count(":") for n in sheets) == len(sheets)
    written = 0
    for name in sheets:
        head = next(r[0].row for r in book[name].iter_rows(max_col=1) if r[0].value == "Party")
        assert book[name].max_row <= 310
        written += book[name].max_row - head
        assert any(
            "goes on in sheets Audit 2 to Audit 3" in str(r[0].value)
            for r in book[name].iter_rows(max_row=head)
        )
    assert written == run.scored.audit.height
    for row in book["Indicator"].iter_rows(min_row=6):
        for cell in (c for c in row if c.hyperlink):
            sheet, line = re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location).groups()
            assert book[sheet].cell(int(line), 1).value == row[2].value


def test_more_findings_than_rows_are_left_to_the_csv(
    few: Path, run_of: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    import polars as pl

    run = run_of(few)
    findings = pl.concat([run.tables["findings"]] * 1500)
    many = replace(run, tables={**run.tables, "findings": findings})
    monkeypatch.setattr(page, "MOST_ROWS", 1200)
    sheet = load_workbook(io.BytesIO(workbook_bytes(many)))["Findings"]
    assert sheet.max_row <= 1200
    assert "the rest is left to findings.csv" in " ".join(
        str(r[0].value) for r in sheet.iter_rows(max_row=5)
    )
