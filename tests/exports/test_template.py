"""A template, filled from the sample register by a script, says the same as the register."""

import io
import re
from datetime import date

import polars as pl
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from sdg1241 import read_register, score, validate
from sdg1241.errors import UsageError
from sdg1241.exports.template import CODES, FIRST, FIRST_ITEM, LABELS, template_bytes
from sdg1241.rules import cycle_items
from sdg1241.submissions.template import column_code

CONVENTIONS = ("basel", "rotterdam", "stockholm", "montreal", "minamata")
CYCLE = 2020
COLUMNS = ("party", "convention", "points", "maximum", "score", "meets")


def _book(data):
    return load_workbook(io.BytesIO(data))


def _codes(sheet):
    return {sheet.cell(CODES, at).value: at for at in range(FIRST_ITEM, sheet.max_column + 1)}


def _fill(data, submissions, path, not_bound=()):
    """Write each earliest receipt of the register into its cell, as text or as a date in turn."""
    book = _book(data)
    earliest = submissions.sort("received_on").unique(
        ("party", "convention", "obligation", "item"), keep="first", maintain_order=True
    )
    for sheet in book.worksheets[1:]:
        if sheet.sheet_state == "hidden":
            continue
        codes = _codes(sheet)
        rows = {
            sheet.cell(row, 1).value: row
            for row in range(FIRST, sheet.max_row + 1)
            if sheet.cell(row, 1).value
        }
        receipts = earliest.select("party", "convention", "obligation", "item", "received_on")
        for n, (party, convention, obligation, item, day) in enumerate(receipts.rows()):
            column = codes.get(column_code(convention, obligation, item))
            if column:
                if party not in rows:  # parties may be added below
                    rows[party] = max(rows.values()) + 1
                    sheet.cell(rows[party], 1).value = party
                sheet.cell(rows[party], column).value = day if n % 2 else day.isoformat()
        for party, item in not_bound:
            sheet.cell(
                rows[party], codes[f"stockholm:implementation_plan_update:{item}"]
            ).value = "Not bound"
    book.save(path)


def _status(folder, sample):
    """The Party status of the sample beside the filled workbook."""
    (folder / "parties.csv").write_bytes((sample / "parties.csv").read_bytes())


def _scores(folder, rules, conventions):
    checked = validate(read_register(folder), rules)
    assert checked.findings.filter(pl.col("severity") == "error").is_empty()
    return (
        score(checked, rules, CYCLE)
        .scores.filter(pl.col("convention").is_in(conventions))
        .select(COLUMNS)
    )


@pytest.mark.parametrize(
    "conventions", [*((name,) for name in CONVENTIONS), CONVENTIONS], ids="+".join
)
def test_round_trip(conventions, rules, sample_run, tmp_path):
    run = sample_run(CYCLE, None)
    wanted = run.scored.scores.filter(pl.col("convention").is_in(conventions)).select(COLUMNS)
    sample = run.register.files[0].path.parent
    _status(tmp_path, sample)
    rows = pl.read_csv(sample / "submissions.csv", infer_schema=False).with_columns(
        pl.col("item").fill_null(""), pl.col("received_on").str.to_date()
    )
    data = template_bytes(rules, conventions, CYCLE)
    _fill(data, rows, tmp_path / "filled.xlsx")
    assert _scores(tmp_path, rules, conventions).equals(wanted)


def test_not_bound_in_a_cell_is_not_bound_in_the_long_form(rules, tmp_path):
    rows = [("KEN", "stockholm", "implementation_plan", "", date(2016, 1, 1))]
    schema = ["party", "convention", "obligation", "item", "received_on"]
    submissions = pl.DataFrame(rows, schema=schema, orient="row")
    filled, long = tmp_path / "filled", tmp_path / "long"
    filled.mkdir(), long.mkdir()
    _fill(
        template_bytes(rules, ["stockholm"], CYCLE, ["KEN", "UGA"]),
        submissions,
        filled / "stockholm.xlsx",
        [("KEN", "cop-4"), ("UGA", "cop-7")],
    )
    submissions.write_csv(long / "submissions.csv")
    (long / "amendments_not_bound.csv").write_text("party,item\nKEN,cop-4\nUGA,cop-7\n", "utf-8")
    one, other = (validate(read_register(folder), rules) for folder in (filled, long))
    assert one.not_bound.equals(other.not_bound) and one.not_bound.height == 2
    assert score(one, rules, CYCLE).scores.equals(score(other, rules, CYCLE).scores)


@pytest.fixture(scope="module")
def all_sheets(rules):
    return _book(template_bytes(rules, CONVENTIONS, CYCLE))


def test_every_cell_to_fill_is_validated_and_the_header_frozen(all_sheets, rules):
    sheets = [sheet for sheet in all_sheets.worksheets[1:] if sheet.sheet_state == "visible"]
    assert len(sheets) == len(CONVENTIONS)
    for sheet in sheets:
        assert sheet.freeze_panes == sheet.cell(FIRST, FIRST_ITEM).coordinate
        validated = {
            cell for rule in sheet.data_validations.dataValidation for cell in rule.sqref.ranges
        }
        covered = {(cell.min_col, cell.min_row, cell.max_row) for cell in validated}
        filled = [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value]
        for column in (1, *range(FIRST_ITEM, sheet.max_column + 1)):
            assert any(
                at == column and first <= filled[0] and filled[-1] <= last
                for at, first, last in covered
            )


def test_columns_are_the_items_of_the_cycle(all_sheets, rules):
    items = cycle_items(rules, rules.cycle(CYCLE), rules.edition())
    asked = items.filter(
        pl.col("convention") == "rotterdam", pl.col("obligation") == "import_response"
    )
    codes = _codes(next(s for s in all_sheets.worksheets if s.title.startswith("Rotterdam")))
    assert {code for code in codes if ":import_response:" in code} == {
        column_code("rotterdam", "import_response", item) for item in asked["item"]
    }


def test_the_instructions_name_the_legal_basis_of_each_column(all_sheets):
    listed = {row[0]: row[2] for row in all_sheets["Instructions"].iter_rows(values_only=True)}
    for sheet in all_sheets.worksheets[1:]:
        if sheet.sheet_state == "visible":
            for code in _codes(sheet):
                assert listed[code].startswith(("Article", "Decision")), code
            assert all(sheet.cell(LABELS, at).value for at in range(1, sheet.max_column + 1))


def test_parties_by_any_name(rules):
    sheet = _book(template_bytes(rules, ["basel"], CYCLE, ["KE", "Uganda", " 756"])).worksheets[1]
    rows = [
        [cell.value for cell in row[:2]]
        for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 2)
    ]
    assert rows == [["KEN", "Kenya"], ["UGA", "Uganda"], ["CHE", "Switzerland"]]


def test_a_party_that_is_not_known(sdg1241, tmp_path):
    output = tmp_path / "basel.xlsx"
    done = sdg1241(
        "template", "basel", "--cycle", CYCLE, "--output", output, "--parties", "KEN,Atlantis"
    )
    assert done.returncode == 2 and not output.exists()
    assert (
        done.stderr
        == "Error: Not known as a Party: Atlantis. Write ISO 3166-1 alpha-3 codes, e.g. KEN.\n"
    )


def test_a_convention_that_was_not_in_force(rules):
    with pytest.raises(UsageError, match="not in force"):
        template_bytes(rules, ["minamata"], 2015)


def test_all_leaves_out_what_was_not_in_force(sdg1241, tmp_path):
    output = tmp_path / "all.xlsx"
    assert sdg1241("template", "--all", "--cycle", 2015, "--output", output).returncode == 0
    assert [name for name in load_workbook(output).sheetnames if "Minamata" in name] == []


def _rules_of(sheet):
    """The rule of validation for each column by its letter."""
    return {
        str(cells).split(":")[0].rstrip("0123456789"): rule
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }


def test_date_cells_refuse_bare_years_and_days_to_come(all_sheets, rules):
    """2024 alone is a day of 1905 to Excel; the first day lies some years before the convention."""
    for sheet, convention in zip(
        [s for s in all_sheets.worksheets[1:] if s.sheet_state == "visible"],
        rules.conventions,
        strict=True,
    ):
        found = _rules_of(sheet)
        for at in range(FIRST_ITEM, sheet.max_column + 1):
            rule = found[get_column_letter(at)]
            assert rule.errorStyle in (None, "stop") and rule.showErrorMessage
            text = f"{rule.formula1} {rule.formula2}"
            [(year, month, day)] = re.findall(r"DATE\((\d+),(\d+),(\d+)\)", text)
            first = date(int(year), int(month), int(day))
            assert date(1970, 1, 1) < first < convention.entry_into_force
            assert "TODAY()" in text
            if rule.type == "date":
                assert rule.operator == "between"
            else:
                assert "not bound" in rule.formula1


@pytest.mark.parametrize("language", ["en", "ar", "zh", "fr", "ru", "es"])
def test_languages(language, rules, tmp_path):
    """Filled in any language it is read, and says nothing of its own sheets."""
    data = template_bytes(rules, ["basel", "stockholm"], CYCLE, ["KEN"], language)
    book = _book(data)
    kenya = {"ar": "كينيا", "zh": "肯尼亚", "ru": "Кения"}.get(language, "Kenya")
    for sheet in book.worksheets[1:3]:
        assert sheet.cell(FIRST, 2).value == kenya
        assert sheet.sheet_view.rightToLeft == (language == "ar")
        sheet.cell(FIRST, FIRST_ITEM).value = date(2016, 5, 1)
    told = " ".join(str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True))
    assert f"sdg1241 run FILE.xlsx --cycle {CYCLE} --output FOLDER" in told
    book.save(tmp_path / "filled.xlsx")
    checked = validate(read_register(tmp_path / "filled.xlsx"), rules)
    assert checked.findings.filter(pl.col("file").is_not_null()).is_empty()
    assert checked.inputs["rows_accepted"].sum() == 2


def test_printed_it_has_a_title_lines_and_its_headings_on_every_page(all_sheets):
    sheet = next(s for s in all_sheets.worksheets if s.title.startswith("Rotterdam"))
    assert sheet["A1"].value == (
        "Rotterdam Convention: information received from Parties, 2015 to 2019"
    )
    assert sheet.print_options.gridLines
    assert sheet.print_title_rows == f"$1:${CODES}" and sheet.print_title_cols == "$A:$B"
    assert sheet.page_setup.fitToWidth > 1  # some 55 columns on one page could not be read
    assert sheet.oddFooter.left.text == "Days of receipt, for SDG indicator 12.4.1, cycle 2020"


def test_a_language_without_words(rules):
    with pytest.raises(UsageError, match="no words in language 'xx'"):
        template_bytes(rules, ["basel"], CYCLE, language="xx")


def test_the_command_takes_a_language_and_no_other(sdg1241, tmp_path):
    output = tmp_path / "es.xlsx"
    asked = ("template", "basel", "--cycle", CYCLE, "--output", output, "--language")
    assert sdg1241(*asked, "es").returncode == 0
    assert load_workbook(output).sheetnames[:2] == ["Instrucciones", "Convenio de Basilea"]
    assert sdg1241(*asked, "xx").returncode == 2
