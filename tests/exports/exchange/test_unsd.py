import csv
import io
from collections.abc import Callable

import openpyxl
import polars as pl
import pytest

from sdg1241 import Rules, Run
from sdg1241.exports.exchange import Exchange, exchange, exchange_files, load_settings
from sdg1241.exports.exchange.unsd import FROM_COMPONENTS, database_table

HEADER = (
    "Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,Time_Detail,TimeCoverage,UpperBound,LowerBound,BasePeriod,Source,GeoInfoUrl,FootNote,[Nature],[Observation"
    " Status],[Reporting Type],[Units]"
)
BASEL = (
    "Parties meeting their commitments and obligations in transmitting information as required by"
    " Basel Convention on hazardous waste, and other chemicals (%)"
)


def test_the_csv_is_written_as_the_download_is(finished: Callable[..., Run], rules: Rules) -> None:
    content = exchange_files(exchange([finished(2015)], load_settings(), rules), ["unsd-csv"])
    header, *rows = content["sdg_12_4_1_2015_unsd.csv"].decode().splitlines()
    assert header == HEADER
    place = f'"12","12.4","12.4.1","SG_HAZ_CMRBASEL","{BASEL}"'
    rest = '"2010-2014","","","","","UNEP","","","C","A","G","PERCENT"'
    assert f'{place},"4","Afghanistan","2015","16.66667",{rest}' in rows
    assert rows[0].startswith(f'{place},"1","World","2015",')
    assert rows[0].endswith('"N","A","G","PERCENT"')


def test_every_cell_is_there_for_any_reader_of_csv(both: Exchange) -> None:
    text = exchange_files(both, ["unsd-csv"])["sdg_12_4_1_2015_2020_unsd.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    sdmx = {"PERCENT": "PT"}
    for column, component in FROM_COMPONENTS.items():
        read = [sdmx.get(row[column], row[column]) or None for row in rows]
        assert read == both.observations[component].to_list(), column
    names = dict(both.areas.select("REF_AREA", "name").rows())
    assert [row["GeoAreaName"] for row in rows] == [names[row["GeoAreaCode"]] for row in rows]


def test_the_five_descriptions_name_their_conventions(plain: Exchange) -> None:
    said = dict(database_table(plain).select("SeriesCode", "SeriesDescription").unique().rows())
    assert {code: text.split(" by ")[1].split(" on ")[0] for code, text in said.items()} == {
        "SG_HAZ_CMRBASEL": "Basel Convention",
        "SG_HAZ_CMRROTDAM": "Rotterdam Convention",
        "SG_HAZ_CMRSTHOLM": "Stockholm Convention",
        "SG_HAZ_CMRMNTRL": "Montreal Protocol",
        "SG_HAZ_CMRMNMT": "Minamata Convention",
    }


def test_the_database_writes_na_where_sdmx_writes_x(
    finished: Callable[..., Run], rules: Rules, plain: Exchange
) -> None:
    settings = load_settings()
    settings.nature["country"] = "_X"
    natures = database_table(exchange([finished(2020)], settings, rules))["[Nature]"]
    assert set(natures) == {"NA", "N"}
    assert set(database_table(plain)["[Nature]"]) == {"C", "N"}


@pytest.fixture(scope="module")
def workbook(both: Exchange) -> bytes:
    return exchange_files(both, ["unsd-xlsx"])["sdg_12_4_1_2015_2020_unsd.xlsx"]


def test_the_workbook_holds_the_same_table_without_brackets(
    both: Exchange, workbook: bytes
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    assert book.sheetnames == ["data"]
    header, *rows = book["data"].iter_rows(values_only=True)
    assert list(header) == HEADER.replace("[", "").replace("]", "").split(",")
    table = database_table(both).with_columns(
        pl.col("TimePeriod").cast(pl.Int64), pl.col("Value").cast(pl.Float64)
    )
    assert rows == table.rows()
    book.close()


def test_no_text_of_the_workbook_is_a_formula(workbook: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    row = next(book["data"].iter_rows(min_row=2, max_row=2))
    cells = dict(zip(HEADER.split(","), row, strict=True))
    assert cells["Source"].value.startswith('="Côte')
    assert {
        cells[name].data_type for name in ("Source", "GeoAreaCode", "SeriesCode", "Indicator")
    } <= {
        "s",
        "inlineStr",
    }
    assert {cells[name].data_type for name in ("Value", "TimePeriod")} == {"n"}
    book.close()


def test_the_same_run_gives_the_same_bytes(both: Exchange, workbook: bytes) -> None:
    assert exchange_files(both, ["unsd-xlsx"])["sdg_12_4_1_2015_2020_unsd.xlsx"] == workbook
