"""Conventions and obligations by the names that the rules print."""

import pytest

from sdg1241 import read_register, validate
from sdg1241.submissions.printed_names import convention_reader, obligation_reader


def test_every_convention_is_read_by_its_key_and_its_names(rules):
    read = convention_reader(rules)
    for convention in rules.conventions:
        for name in (convention.id, convention.short_name, convention.name):
            for text in (name, name.upper(), f" {name}\u00a0", f"The {name}"):
                assert read(text).value == convention.id


@pytest.mark.parametrize(
    ("text", "convention"),
    [
        ("Basel Conv.", "basel"),
        ("Protocol, Montreal", "montreal"),
        ("\u200bSTOCKHOLM\u2003convention", "stockholm"),
    ],
)
def test_a_convention_in_another_dress(rules, text, convention):
    assert convention_reader(rules)(text).value == convention


@pytest.mark.parametrize("text", ["basle", "Convention", "Basel and Rotterdam", "Paris Agreement"])
def test_what_is_no_name_of_a_convention_is_left_for_the_schema_to_refuse(rules, text):
    known = {convention.id for convention in rules.conventions}
    assert convention_reader(rules)(text).value not in known


def test_every_obligation_is_read_by_its_code_and_its_label(rules):
    read = obligation_reader(rules)
    for convention in rules.conventions:
        for duty in convention.obligations:
            assert {read(text).value for text in (duty.id, duty.label, duty.label.upper())} == {
                duty.id
            }
            for role in duty.requires:
                spaced = role.replace("_", " ")
                assert {
                    read(text).value for text in (role, spaced.title(), role.replace("_", "-"))
                } == {role}


def test_a_blank_cell_is_blank_and_another_code_stays(rules):
    for read in (convention_reader(rules), obligation_reader(rules)):
        assert read("\u200b ").value is None
        assert read("Something Else").value == "something_else"


def test_a_register_in_printed_names_is_read(rules, tmp_path):
    text = "party,convention,obligation,item,received_on\n"
    text += "Republic of Kenya,The Basel Convention,Annual national report,2015,31 Dec. 2016\n"
    (tmp_path / "submissions.csv").write_text(text, "utf-8")
    checked = validate(read_register(tmp_path), rules)
    row = checked.submissions.row(0, named=True)
    said = (row["party"], row["convention"], row["scored_obligation"])
    assert said == ("KEN", "basel", "annual_report")
    assert set(checked.findings["severity"]) == {"note"}
