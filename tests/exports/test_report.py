"""The report points at the cell, keeps text as text, and is a copy that can be sent back."""

import csv
import io
import json
import time
import zipfile
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sdg1241 import load_rules, read_register, validate
from sdg1241.cli import cli
from sdg1241.exports.report import COLOURS, HEAD_ROW, LIST, report_bytes
from sdg1241.exports.saving import TableBook, saved
from sdg1241.exports.sheets import add_table
from sdg1241.exports.template import template_bytes
from sdg1241.runs import csv_bytes

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
    assert listed.max_row == findings.height + HEAD_ROW
    linked = 0
    rank = {"error": 0, "warning": 1, "note": 2}
    ordered = sorted(
        findings.iter_rows(named=True), key=lambda f: (rank[f["severity"]], f["file"] is None)
    )
    for row, finding in enumerate(ordered, HEAD_ROW + 1):
        assert listed.cell(row, 10).value == finding["code"]
        link = listed.cell(row, 2).hyperlink
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


def _sent(folder):
    """A register as an office keeps it: colours, widths, a hidden row, a drop-down, other sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Register 2020"
    sheet.append(["Ministry of the Environment"])
    sheet.append([])
    sheet.append(HEADER)
    sheet.append(("KEN", "basel", "focal_point", None, date(2015, 1, 1), "a", None))
    sheet.append(("XQQ", "basel", "focal_point", None, date(2015, 1, 2), "b", None))
    sheet.append(("UGA", "basel", "annual_report", 2016, "31/02/2017", "c", None))
    sheet.append(("ATG", "basel", "annual_report", 2016, date(2017, 1, 1), "c", None))
    sheet["A3"].fill = PatternFill("solid", fgColor="92D050")
    sheet["E5"].number_format = "dd mmm yyyy"
    sheet["C3"].font = Font(name="Arial", italic=True, size=14)
    sheet.column_dimensions["C"].width, sheet.column_dimensions["F"].hidden = 33, True
    sheet.row_dimensions[7].hidden, sheet.row_dimensions[3].height = True, 40
    sheet.merge_cells("A1:G1")
    sheet.freeze_panes = "B4"
    sheet.sheet_properties.tabColor = "FF0000"
    choice = DataValidation("list", formula1="=Agreements")
    choice.add("B4:B90")
    elsewhere = DataValidation("list", formula1="=[other.xlsx]S!$A$1:$A$5")
    elsewhere.add("C4:C90")
    for rule in (choice, elsewhere):
        sheet.add_data_validation(rule)
    red = FormulaRule(["$D4=2016"], fill=PatternFill("solid", bgColor="FFC7CE"))
    sheet.conditional_formatting.add("D4:D90", red)
    lists = book.create_sheet("Lists")
    lists.sheet_state = "hidden"
    for row, agreement in enumerate(("basel", "rotterdam"), 1):
        lists.cell(row, 1).value = agreement
    book.defined_names.add(DefinedName("Agreements", attr_text="Lists!$A$1:$A$2"))
    book.defined_names.add(DefinedName("Elsewhere", attr_text="'[1]S'!$A$1"))
    notes = book.create_sheet("Notes")
    notes["B2"], notes["B3"] = "call the ministry", "=SUM(A1:A2)"
    path = folder / "register.xlsx"
    book.save(path)
    return path


@pytest.fixture
def sent(tmp_path):
    path = _sent(tmp_path)
    register = read_register(path)
    checked = validate(register, load_rules())
    data = report_bytes(register, checked.findings, date(2026, 11, 25))
    return checked.findings, load_workbook(io.BytesIO(data)), data


def test_the_copy_looks_as_the_sender_made_it(sent):
    _, book, data = sent
    assert book.sheetnames == [LIST, "Register 2020", "Lists", "Notes"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden", "visible"]
    sheet = book["Register 2020"]
    assert sheet["A3"].fill.fgColor.rgb.endswith("92D050")
    assert (sheet["C3"].font.name, sheet["C3"].font.i, sheet["C3"].font.sz) == ("Arial", True, 14)
    assert sheet["E5"].number_format == "dd mmm yyyy" and sheet["E5"].value.day == 2
    assert sheet.column_dimensions["C"].width == 33 and sheet.column_dimensions["F"].hidden
    assert sheet.row_dimensions[7].hidden and sheet.row_dimensions[3].height == 40
    assert [str(cells) for cells in sheet.merged_cells.ranges] == ["A1:G1"]
    assert sheet.freeze_panes == "B4" and sheet.sheet_properties.tabColor.rgb.endswith("FF0000")
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ["=Agreements"]
    assert list(book.defined_names) == ["Agreements"]
    [coloured] = sheet.conditional_formatting
    assert coloured.rules[0].formula == ["$D4=2016"]
    assert coloured.rules[0].dxf.fill.bgColor.rgb.endswith("FFC7CE")
    assert book["Notes"]["B2"].value == "call the ministry"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [parts.read(n) for n in parts.namelist() if "worksheets/sheet" in n]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_report_can_be_mailed(sent):
    findings, book, _ = sent
    listed = book[LIST]
    assert book.active.title == LIST
    assert listed["A1"].value == "Check of a register for SDG indicator 12.4.1"
    assert listed["A2"].value.startswith("File: register.xlsx. Checked on 2026-11-25 by sdg1241")
    errors = findings.filter(pl.col("severity") == "error").height
    assert listed["A3"].value.startswith(f"Errors: {errors} (the row is left out). Warnings: ")
    lines = list(listed.iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    assert [line[:3] for line in lines[:2]] == [
        ("XQQ", "A5", "error"),
        ("Uganda (UGA)", "E6", "error"),
    ]
    assert [line[2] for line in lines] == sorted(
        (line[2] for line in lines), key=["error", "warning", "note"].index
    )
    assert lines[-1][8] is None  # what concerns the program and no file comes last


def test_corrected_and_sent_in_it_is_read_without_a_word_about_its_own_sheets(sent, tmp_path):
    _, book, _ = sent
    sheet = book["Register 2020"]
    sheet["A5"], sheet["E6"] = "NOR", date(2017, 2, 28)
    path = tmp_path / "corrected.xlsx"
    book.save(path)
    register = read_register(path)
    checked = validate(register, load_rules())
    told = checked.findings.filter(pl.col("sheet") == LIST)
    assert told.is_empty()
    assert checked.inputs["rows_accepted"].sum() == 4
    again = load_workbook(io.BytesIO(report_bytes(register, checked.findings)))
    assert again.sheetnames == book.sheetnames  # the list of the earlier report is not copied
    marked = again["Register 2020"]
    assert marked["A5"].comment is None and marked["A5"].fill.fill_type is None
    assert marked["A3"].fill.fgColor.rgb.endswith("92D050")


@pytest.mark.parametrize("damage", ["heights", "merged"])
def test_an_odd_workbook_is_copied_as_far_as_it_can_be(damage, tmp_path):
    """Merged cells as large as a sheet cost nothing; heights that make no sense leave the values."""
    path = _sent(tmp_path)
    with zipfile.ZipFile(path) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    if damage == "merged":
        content[sheet] = content[sheet].replace(b'ref="A1:G1"', b'ref="A1:XFD1048576"')
    else:
        content[sheet] = content[sheet].replace(b'ht="40"', b'ht="tall"')
    with zipfile.ZipFile(path, "w") as parts:
        for name, data in content.items():
            parts.writestr(name, data)
    register = read_register(path)
    checked = validate(register, load_rules())
    started = time.process_time()
    book = load_workbook(io.BytesIO(report_bytes(register, checked.findings)))
    assert time.process_time() - started < 20
    assert book["Register 2020"]["A5"].value == "XQQ"
    assert book["Register 2020"]["A5"].comment is not None


@pytest.mark.parametrize("make", INPUTS, ids=lambda make: make.__name__.strip("_"))
def test_a_report_says_of_itself_what_it_says_of_the_register(make, tmp_path):
    """Sent in as it is, nothing corrected, the copy gives the same errors in the same cells."""
    folder, back = tmp_path / "in", tmp_path / "report.xlsx"
    folder.mkdir()
    make(folder)
    register = read_register(folder)
    findings = validate(register, load_rules()).findings
    back.write_bytes(report_bytes(register, findings))
    again = validate(read_register(back), load_rules()).findings
    wanted, found = (
        {(f["code"], f["row"], f["value"]) for f in table.iter_rows(named=True) if f["row"]}
        for table in (findings, again)
    )
    if make is _broken_csv_input:  # in cells a quotation mark breaks nothing
        found, wanted = {f[1] for f in found}, {f[1] for f in wanted}
    assert found == wanted
    assert again.filter(pl.col("sheet") == LIST).is_empty()
