"""The rules by which Open SDG reads its files."""

import csv
import io
import re
from typing import Any

import pytest

from sdg1241.errors import UsageError
from sdg1241.exports.exchange import Exchange, Settings, exchange_files
from sdg1241.reference import load_reference

# Columns that do not take a row out of the headline.
NO_BREAKDOWN = {"Year", "Units", "Series", "GeoCode", "Value"}


def _files(data: Exchange, area: str | None = None) -> dict[str, str]:
    files = exchange_files(data, ["open-sdg"], area)
    return {name.split("/", 1)[1]: content.decode() for name, content in files.items()}


def _rows(files: dict[str, str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["data/indicator_12-4-1.csv"], newline="")))


def _yaml(text: str) -> dict[str, Any]:
    return pytest.importorskip("yaml").safe_load(text)


@pytest.mark.parametrize("area", [None, "KEN"])
def test_the_data_meet_the_rules_of_the_platform(both: Exchange, area: str | None) -> None:
    files = _files(both, area)
    text = files["data/indicator_12-4-1.csv"]
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert (header[0], header[-1]) == ("Year", "Value")
    assert len(set(header)) == len(header)
    assert rows
    for row in rows:
        assert re.fullmatch(r"[0-9]{4}", row[0])
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", row[-1])
        assert all(cell == cell.strip() for cell in row)
        assert len(row) == len(header)
    keys = [tuple(row[:-1]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(name == name.strip() for name in header)
    assert "\n\n" not in text


def test_the_worlds_rows_alone_are_the_headline(both: Exchange) -> None:
    rows = _rows(_files(both))
    headline = [
        row for row in rows if not any(v for name, v in row.items() if name not in NO_BREAKDOWN)
    ]
    world = both.observations.filter(both.observations["REF_AREA"] == "1")
    assert [(row["Series"], row["Year"], row["Value"]) for row in headline] == world.select(
        "SERIES", "TIME_PERIOD", "OBS_VALUE"
    ).rows()
    assert {row["GeoCode"] for row in headline} == {""}


def test_geocodes_are_iso3_so_that_no_reader_takes_them_for_numbers(both: Exchange) -> None:
    codes = dict(load_reference().areas.select("name_en", "iso3").rows())
    rows = _rows(_files(both))
    assert {row["GeoCode"] for row in rows if row["GeoCode"]} <= set(codes.values())
    assert all(row["GeoCode"] == codes[row["Reference area"]] for row in rows if row["GeoCode"])
    assert len(rows) == both.observations.height


def test_one_country_has_four_columns_and_all_its_cycles(both: Exchange) -> None:
    files = exchange_files(both, ["open-sdg"], "Kenya")
    assert sorted(files) == [
        "open-sdg-KEN/data/indicator_12-4-1.csv",
        "open-sdg-KEN/indicator-config/12-4-1.yml",
        "open-sdg-KEN/meta/12-4-1.yml",
    ]
    lines = files["open-sdg-KEN/data/indicator_12-4-1.csv"].decode().splitlines()
    assert lines[:3] == [
        "Year,Series,Units,Value",
        "2015,SG_HAZ_CMRBASEL,PT,16.66667",
        "2020,SG_HAZ_CMRBASEL,PT,20",
    ]


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ("EUE", "EUE has no value"),
        ("Kenyaa", "There is no Party 'Kenyaa'. Nearest: Kenya (KEN)"),
        ("202", "There is no Party '202'."),
    ],
)
def test_what_is_no_country_with_a_value_is_refused(
    both: Exchange, area: str, message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        exchange_files(both, ["open-sdg"], area)
    assert message in str(refused.value)


def test_the_configuration_is_yaml_and_holds_the_notes(both: Exchange, awkward: Settings) -> None:
    config = _yaml(_files(both)["indicator-config/12-4-1.yml"])
    assert config["indicator_number"] == "12.4.1"
    assert config["reporting_status"] == "complete"
    assert config["graph_type"] == "line"
    assert config["data_non_statistical"] is False
    footnote = config["data_footnote"]
    assert awkward.footnotes["all"] in footnote
    assert "not yet due when the values were collected." in footnote
    assert "(Basel Convention 2020)" in footnote


def test_without_notes_there_is_no_footnote(plain: Exchange) -> None:
    """Andorra is no Party of the Minamata Convention, the only one with a note in this run."""
    files = _files(plain, "AND")
    assert "data_footnote" not in _yaml(files["indicator-config/12-4-1.yml"])
    assert "data_footnote" in _yaml(_files(plain)["indicator-config/12-4-1.yml"])


def test_the_metadata_are_yaml_with_sdmx_names(both: Exchange) -> None:
    meta = _yaml(_files(both)["meta/12-4-1.yml"])
    assert {
        "SDG_INDICATOR",
        "DATA_COMP",
        "REC_USE_LIM",
        "SOURCE_TYPE",
        "CONTACT_ORGANISATION",
    } <= set(meta)
    assert all(isinstance(text, str) and text for text in meta.values())
