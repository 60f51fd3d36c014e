"""The report points at the cell, keeps text as text, and is a copy that can be sent back."""

import csv
import io
import json

import polars as pl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from sdg1241 import load_rules, read_register, validate
from sdg1241.cli import cli
from sdg1241.exports import csv_bytes
from sdg1241.exports.report import COLOURS, LIST, report_bytes
from sdg1241.exports.saving import TableBook, saved
from sdg1241.exports.sheets import add_table
from sdg1241.exports.template import template_bytes

HEADER = ("party", "convention", "obligation", "item", "received_on", "reference", "note")
ROWS = [
    ("KEN", "basel", "focal_point", None, "2015-01-01", "two\nlines", "=1+1"),
    ("XQQ", "basel", "focal_point", None, "2015-01-01", None, "+1"),
    ("KEN", "basel", "annual_report", "2014", "03/04/2016", "@x", "-1"),
    ("=cmd()", "basel", "annual_report", "2014", "2016-01-01", "\ttab", "#N/A"),
]


def _csv_input(folder):
    with (folder / "submissions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])


def _broken_csv_input(folder):
    text = 'party,convention,obligation,received_on\nKEN,"basel,focal_point,2015-01-01\nXQQ,basel,focal_point,2015-01-01\n'
    (folder / "submissions.csv").write_text(text, "utf-8")


def _workbook_input(folder):
    book = Workbook()
    sheet = book.active
    sheet.title = "submissions"
    sheet["A1"] = "A register"
    for row, cells in enumerate([HEADER, *ROWS], 4):
        for column, value in enumerate(cells, 2):
            sheet.cell(row, column).value = value
            sheet.cell(row, column).data_type = "s" if value else "n"
    book.save(folder / "submissions.xlsx")


def _template_input(folder):
    book = load_workbook(io.BytesIO(template_bytes(load_rules(), ["basel"], 2020, ["KEN", "UGA"])))
    sheet = book.worksheets[1]
    sheet["A4"], sheet["C5"], sheet["D5"] = "XQQ", "03/04/2016", "=1+"
    sheet["D5"].data_type = "s"
    sheet["C4"] = "2016-01-01"
    book.save(folder / "basel.xlsx")


def _parquet_input(folder):
    frame = pl.DataFrame(ROWS, schema=dict.fromkeys(HEADER, pl.String), orient="row")
    frame.write_parquet(folder / "submissions.parquet")


INPUTS = [_csv_input, _broken_csv_input, _workbook_input, _template_input, _parquet_input]


@pytest.fixture(params=INPUTS, ids=lambda make: make.__name__.strip("_"))
def reported(request, tmp_path):
    request.param(tmp_path)
    register = read_register(tmp_path)
    checked = validate(register, load_rules())
    return checked.findings, load_workbook(io.BytesIO(report_bytes(register, checked.findings)))


def test_each_link_leads_to_the_cell_that_holds_the_value(reported):
    findings, book = reported
    listed = book[LIST]
    assert listed.max_row == findings.height + 1
    linked = 0
    for row, finding in enumerate(findings.iter_rows(named=True), 2):
        assert listed.cell(row, 1).value == finding["code"]
        link = listed.cell(row, 10).hyperlink
        if finding["row"] is None:
            assert link is None
            continue
        title, _, place = link.location.rpartition("!")
        cell = book[title.strip("'")][place]
        assert cell.row == finding["row"]
        assert cell.fill.fgColor.rgb.endswith(COLOURS[finding["severity"]])
        assert finding["message"][:60] in cell.comment.text
        if finding["value"] is not None and finding["code"] != "missing-column":
            assert str(cell.value).strip() == finding["value"].strip()
        linked += 1
    assert linked >= 2


def test_no_cell_of_a_report_is_a_formula(reported):
    _, book = reported
    values = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in values} <= {"s", "n", "d"}
    risky = [cell for cell in values if str(cell.value).startswith(("=", "+", "-", "@", "\t", "#"))]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)


def test_text_stays_text_in_every_workbook():
    table = pl.DataFrame({"code": ["=1", "+1", "-1", "@1", "\t1", "'1", "plain"]})
    book = TableBook()
    add_table(book, "findings", table)
    sheet = load_workbook(io.BytesIO(saved(book)))["findings"]
    cells = [sheet.cell(row, 1) for row in range(2, 9)]
    assert [cell.value for cell in cells] == table["code"].to_list()
    assert {cell.data_type for cell in cells} == {"s"}


def test_csv_reads_back_equal():
    texts = [
        "=1",
        "+1",
        "-1",
        "@1",
        "\t1",
        "'1",
        'say "x"',
        "a,b",
        "two\nlines",
        "cr\rcr",
        " space ",
        "é",
        None,
    ]
    table = pl.DataFrame({"n": range(len(texts)), "text": texts})
    data = csv_bytes(table)
    assert pl.read_csv(data, schema=table.schema).equals(table)
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert [row[1] or None for row in rows[1:]] == texts


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_full_list_in_other_forms(ending, tmp_path):
    _csv_input(tmp_path)
    report = tmp_path.parent / f"{tmp_path.name}.{ending}"
    done = CliRunner().invoke(cli, ["validate", str(tmp_path), "--report", str(report)])
    assert done.exit_code == 1, done.output
    findings = validate(read_register(tmp_path), load_rules()).findings
    if ending == "csv":
        assert pl.read_csv(report, schema=findings.schema).equals(findings)
    else:
        assert json.loads(report.read_text("utf-8"))["findings"] == findings.to_dicts()


def test_the_terminal_shows_groups_with_the_first_places(tmp_path):
    rows = "".join(f"XQ{letter},basel,focal_point,2015-01-01\n" for letter in "ABCDE")
    path = tmp_path / "register.csv"
    path.write_text("party,convention,obligation,received_on\n" + rows, "utf-8")
    done = CliRunner().invoke(cli, ["validate", str(path)])
    line = next(line for line in done.stdout.splitlines() if "unknown-party" in line)
    assert (
        line.split()[:2] == ["error", "unknown-party"]
        and " 5  register.csv row 2 party 'XQA'" in line
    )
    assert done.stdout.endswith("Rows read: 5; accepted: 0; rejected: 5.\n")


def test_a_report_does_not_replace_the_input(tmp_path):
    _workbook_input(tmp_path)
    path = tmp_path / "submissions.xlsx"
    before = path.read_bytes()
    done = CliRunner().invoke(cli, ["validate", str(path), "--report", str(path)])
    assert done.exit_code == 2 and "is the input itself" in done.stderr
    assert path.read_bytes() == before


def test_another_ending_is_refused(tmp_path):
    _csv_input(tmp_path)
    done = CliRunner().invoke(cli, ["validate", str(tmp_path), "--report", str(tmp_path / "x.pdf")])
    assert done.exit_code == 2 and ".csv, .json, .xlsx" in done.stderr
