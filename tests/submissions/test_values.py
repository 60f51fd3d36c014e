"""What a cell may hold, and what it stands for."""

import pytest

from sdg1241 import load_rules
from sdg1241.submissions.cell import Reading
from sdg1241.submissions.hints import nearest
from sdg1241.submissions.names import party_reader
from sdg1241.submissions.values import read_code, read_item, read_text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KEN", "KEN"), ("ken", "KEN"), (" KEN\u00a0", "KEN"), ("\u200fKEN", "KEN"), ("KE", "KEN"), ("404", "KEN"),
        ("4", "AFG"), ("004", "AFG"), ("4.0", "AFG"), ("Kenya", "KEN"), ("KENYA", "KEN"), ("NA", "NAM"),
        ("كينيا", "KEN"), ("肯尼亚", "KEN"), ("Кения", "KEN"), ("Suisse", "CHE"), ("Suiza", "CHE"),
        ("EU", "EUE"), ("European Union", "EUE"), ("Côte d'Ivoire", "CIV"), ("Côte d\u2019Ivoire", "CIV"),
        ("Viet\u00a0 Nam", "VNM"),
    ],
)  # fmt: skip
def test_a_party_in_any_form(text, code):
    reading = party_reader(load_rules().reference)(text)
    assert (reading.value, reading.code) == (code, None)


def test_codes_and_items():
    assert read_code(" Focal Point ").value == "focal_point"
    assert read_code("ANNUAL-REPORT").value == "annual_report"
    assert read_item("COP 4").value == "cop-4"
    assert read_item("2018.0").value == "2018"
    assert read_item("\u00a0").value is None


def test_free_text_keeps_what_stands_inside():
    assert read_text("\u200b BRS\u00a02019 ").value == "BRS\u00a02019"
    assert read_text("\u00ad").value is None


def test_the_one_finding_of_a_cell_is_its_error_or_its_warning():
    assert Reading("2020-01-01").finding is None
    assert Reading(code="bad-date").finding == "bad-date"
    assert Reading("2020-01-01", warning="day-may-be-another").finding == "day-may-be-another"


def test_the_nearest_valid_values_are_named():
    assert nearest("basle", ["basel", "rotterdam"]) == " Nearest: basel."
    assert nearest("x" * 500, ["basel"]) == nearest("zzz", ["basel"]) == ""
