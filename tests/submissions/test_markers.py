"""What marks a missing value, and when NA is Namibia."""

import io
import json

import openpyxl
import pytest

from sdg1241 import read_register, validate
from sdg1241.exports.template import template_bytes
from sdg1241.submissions.markers import is_marker, is_plainly_a_party, markers
from sdg1241.submissions.schemas import INPUT_TABLES, data_folder, table_schema


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "N/A",
        "n/a",
        "NULL",
        "null",
        "\\N",
        "-",
        " NA ",
        "\u200bna",
        "NaN",
        "None",
        "\u2013",
        "#N/A",
    ],
)
def test_a_marker_of_a_missing_value(text):
    assert is_marker(text)


@pytest.mark.parametrize("text", ["", " ", "0", "NAM", "KEN", "no", "2015", "N", "--- see note"])
def test_anything_else_is_a_value(text):
    assert not is_marker(text)


@pytest.mark.parametrize("table", INPUT_TABLES)
def test_the_markers_are_those_of_the_schemas(table):
    written = json.loads((data_folder() / "schemas" / f"{table}.json").read_text("utf-8"))
    assert list(table_schema(table).missing_values) == written["missingValues"]
    assert markers() == {text.lower() for text in written["missingValues"]} - {""}


@pytest.mark.parametrize(
    ("texts", "elsewhere", "plain"),
    [
        ({"BO": 3, "KE": 4, "NA": 2}, False, True),  # all others in two letters too
        ({"BO": 3, "ke": 4, " na ": 2, "": 3}, False, True),
        (
            {"BO": 9, "KE": 9, "NA": 2, "UGA": 1},
            False,
            True,
        ),  # one slip in a register of two letters
        ({"BO": 3, "KE": 4, "NA": 2}, True, False),  # NA is a blank in another column
        ({"BOL": 3, "KEN": 4, "NA": 2}, False, False),  # the odd one among three letters
        ({"BOL": 3, "KE": 4, "NA": 2}, False, False),
        ({"Bolivia": 3, "Kenya": 1, "NA": 2}, False, False),
        ({"NA": 2}, False, False),  # alone
        ({"NA": 2, "NULL": 1, "": 5}, False, False),
    ],
)
def test_na_is_namibia_only_where_that_is_plain(texts, elsewhere, plain):
    marker = next(text for text in texts if text.strip().upper() == "NA")
    assert is_plainly_a_party(marker, texts, blank_elsewhere=elsewhere) is plain


def test_a_marker_that_is_no_code_is_never_a_party():
    assert not is_plainly_a_party("-", {"BO": 1, "-": 1}, blank_elsewhere=False)


def test_a_marker_in_a_date_cell_of_a_template_says_what_to_do(rules, tmp_path):
    path = tmp_path / "basel.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(rules, ["basel"], 2020, ["KEN"])))
    sheet = book["Basel Convention"]
    at = next(cell.column for cell in sheet[3] if cell.value == "basel:annual_report:2016")
    sheet.cell(4, at).value = "n/a"
    book.save(path)
    [finding] = validate(read_register(path), rules).findings.filter(code="bad-date").to_dicts()
    assert (finding["row"], finding["value"]) == (4, "n/a")
    assert finding["hint"].endswith("Leave the cell blank where nothing was received.")
