"""Any text that the settings accept survives every format."""

import csv
import io
import unicodedata
from dataclasses import replace
from xml.etree import ElementTree as ET

import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdg1241.errors import InputError
from sdg1241.exports.exchange import Exchange, exchange_files, load_settings

TEXTS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs", "Zl", "Zp"])
        | st.sampled_from("\"'&<>,;=\\\u00a0"),
        min_size=1,
        max_size=60,
    )
    .map(str.strip)
    .filter(bool)
)


@pytest.fixture(scope="module")
def few(plain: Exchange) -> Exchange:
    """The last observations alone: few enough to write a hundred times."""
    return replace(plain, observations=plain.observations.tail(3))


@given(text=TEXTS)
@example(text="=cmd|' /C calc'!A0")
@example(text="-1 + 2")
@example(text="#N/A")
@example(
    text='\u200f\u0627\u062a\u0641\u0627\u0642\u064a\u0629 & \u5df4\u585e\u5c14 "q" it\'s\u00a0so'
)
@settings(max_examples=25, deadline=None)
def test_a_text_survives_every_format(few: Exchange, text: str) -> None:
    observations = few.observations.with_columns(
        SOURCE_DETAIL=pl.lit(text), COMMENT_OBS=pl.lit(text)
    )
    formats = (
        "sdmx-csv-1.0",
        "sdmx-csv-2.0",
        "sdmx-ml",
        "unsd-csv",
        "unsd-xlsx",
        "sdmx-converter",
        "open-sdg",
    )
    files = exchange_files(replace(few, observations=observations), formats)
    for name in ("_sdmx_1.0.csv", "_sdmx_2.0.csv"):
        for row in csv.DictReader(io.StringIO(files[few.name + name].decode(), newline="")):
            assert (row["SOURCE_DETAIL"], row["COMMENT_OBS"]) == (text, text)
    for one in ET.fromstring(files[f"{few.name}_sdmx_2.1.xml"]).iter("Obs"):
        assert (one.get("SOURCE_DETAIL"), one.get("COMMENT_OBS")) == (text, text)
    for row in csv.DictReader(io.StringIO(files[f"{few.name}_unsd.csv"].decode(), newline="")):
        assert (row["Source"], row["FootNote"]) == (text, text)
    assert {text} == _cells(files[f"{few.name}_unsd.xlsx"], "data", "Source")
    assert {text} == _cells(
        files[f"{few.name}_converter.xlsx"], "Parameters", "Position", "SOURCE_DETAIL"
    )
    config = pytest.importorskip("yaml").safe_load(
        files["open-sdg/indicator-config/12-4-1.yml"].decode()
    )
    assert config["data_footnote"] == text


def _cells(content: bytes, sheet: str, column: str, element: str | None = None) -> set[str]:
    header, *rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows()
    at = [cell.value for cell in header].index(column)
    kept = [row[at] for row in rows if element is None or row[0].value == element]
    assert {cell.data_type for cell in kept} == {"s"}
    return {cell.value for cell in kept}


@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_settings_take_exactly_the_texts_that_formats_can_hold(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text('source = "' + "".join(f"\\U{ord(c):08X}" for c in text) + '"\n', "utf-8")
    bad = any(unicodedata.category(c) in ("Cc", "Cn", "Zl", "Zp") for c in text)
    try:
        accepted = load_settings(path).source == text
    except InputError as fault:
        accepted = False
        assert "source: " in str(fault)
    assert accepted == (text == text.strip() and not bad)
