"""What a cell may hold, and what it stands for."""

from dataclasses import replace

import polars as pl
import pytest

from sdg1241 import load_rules
from sdg1241.submissions.values import party_reader, read_code, read_date, read_item


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


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("KEM", "KEN"),
        ("Kenia Republic", ""),
        ("999", ""),
        ("Kenyaa", "KEN"),
        ("x" * 500, ""),
        ("Bolivia", " Nearest: BOL."),
        ("United Kingdom", " Nearest: GBR."),
    ],
)
def test_an_unknown_party_comes_with_the_nearest(text, near):
    reading = party_reader(load_rules().reference)(text)
    assert (reading.value, reading.code) == (None, "unknown-party")
    assert near in reading.details["nearest"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-01-31", "2020-01-31"), ("2020/01/31", "2020-01-31"), ("2020.01.31", "2020-01-31"),
        ("2020-1-3", "2020-01-03"), ("20200131", "2020-01-31"), ("31/01/2020", "2020-01-31"),
        ("01/31/2020", "2020-01-31"), ("31.01.2020", "2020-01-31"), ("05/05/2020", "2020-05-05"),
        ("2020-01-31 00:00:00", "2020-01-31"), ("2020-01-31T12:30:00Z", "2020-01-31"),
        ("\u0662\u0660\u0662\u0660-\u0660\u0661-\u0663\u0661", "2020-01-31"),
        (" 2020-01-31\u00a0", "2020-01-31"),
    ],
)  # fmt: skip
def test_a_date_with_one_reading(text, day):
    assert read_date(text).value == day


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("03/04/2020", "ambiguous-date", "2020-03-04 or 2020-04-03"),
        ("3-4-2020", "ambiguous-date", "2020-03-04 or 2020-04-03"),
        ("43861", "bad-date", "2020-01-31"),
        ("43861.5", "bad-date", "2020-01-31"),
        ("31/31/2020", "bad-date", ""),
        ("2019-02-29", "bad-date", ""),
        ("03/04/20", "bad-date", ""),
        ("2020", "bad-date", ""),
        ("31 January 2020", "bad-date", ""),
        ("2020-01/31", "bad-date", ""),
    ],
)
def test_a_date_that_is_not_clear(text, code, said):
    reading = read_date(text)
    assert (reading.value, reading.code) == (None, code)
    assert said in " ".join(reading.details.values())


def test_a_name_of_two_countries_is_not_guessed():
    reference = load_rules().reference
    shared = (
        pl.when(pl.col("iso3").is_in(["COG", "COD"])).then(pl.lit("The Congo")).otherwise("name_en")
    )
    doubled = replace(reference, areas=reference.areas.with_columns(name_en=shared))
    reading = party_reader(doubled)("the congo")
    assert (reading.value, reading.code) == (None, "ambiguous-party")
    assert sorted(reading.details["readings"].split(", ")) == ["COD", "COG"]


def test_codes_and_items():
    assert read_code(" Focal Point ").value == "focal_point"
    assert read_code("ANNUAL-REPORT").value == "annual_report"
    assert read_item("COP 4").value == "cop-4"
    assert read_item("2018.0").value == "2018"
    assert read_item("\u00a0").value is None
