"""Published values: every form of a release gives the same table."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import Resource, Schema, system
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdg1241 import Rules
from sdg1241.errors import InputError, UsageError
from sdg1241.imports import import_published, read_published, shipped_vintages
from sdg1241.reference import published_values
from sdg1241.runs import csv_bytes
from sdg1241.submissions import table_schema
from sdg1241.submissions.schemas import data_folder
from tests.imports.books import workbook

Save = Callable[[str, Any], Path]
DOWNLOAD = [
    "Goal",
    "Indicator",
    "SeriesCode",
    "GeoAreaCode",
    "TimePeriod",
    "Value",
    "Time_Detail",
    "Nature",
    "Units",
]
SERIES_WORKBOOK = [
    "goalCode", "indicatorCode", "seriesCode", "seriesDesc", "seriesRelease", "timePeriod", "geoAreaCode",
    "geoAreaName", "level", "type", "value", "valueType", "timeDetail", "natureCode", "unitsCode", "natureDesc",
]  # fmt: skip


def service(*rows: dict[str, object], total: object = None) -> dict[str, object]:
    given = [
        {
            "indicator": ["12.4.1"],
            "series": "SG_HAZ_CMRBASEL",
            "geoAreaCode": "404",
            "timePeriodStart": 2020,
            "value": "50",
            "attributes": {"Nature": "C"},
            "dimensions": {"Reporting Type": "G"},
        }
        | row
        for row in rows
    ]
    return {"size": 25, "totalElements": len(rows) if total is None else total, "data": given}


def test_the_download_as_csv(rules: Rules, feeds: Path) -> None:
    published = import_published([feeds / "invented_unsd_download.csv"], rules, "2026-03")
    assert published.rows.rows() == [
        ("2026-03", "SG_HAZ_CMRBASEL", "004", 2015, "16.66667", "C"),
        ("2026-03", "SG_HAZ_CMRBASEL", "384", 2020, "66.66666", "C"),
        ("2026-03", "SG_HAZ_CMRMNMT", "001", 2020, "33.33", "N"),
    ]
    assert {k: n for k, n in published.counts.items() if n} == {
        "taken": 3,
        "other indicators": 1,
        "without value": 1,
    }
    assert published.findings.is_empty()
    assert published.rows.columns == table_schema("published_values").columns


def test_the_answer_of_the_service(rules: Rules, feeds: Path) -> None:
    published = import_published([feeds / "invented_unsd_service.json"], rules, "2026-03")
    assert published.rows.rows() == [
        ("2026-03", "SG_HAZ_CMRBASEL", "001", 2020, "60.65123", "N"),
        ("2026-03", "SG_HAZ_CMRBASEL", "004", 2020, "40", "C"),
        ("2026-03", "SG_HAZ_CMRMNMT", "404", 2020, "66.67", "C"),
    ]


def test_the_download_as_excel_takes_the_sheet_data(rules: Rules, tmp_path: Path) -> None:
    rows = [
        DOWNLOAD,
        [12, "12.4.1", "SG_HAZ_CMRBASEL", "4", 2015, "16.66667", "2010-2014", "C", "PERCENT"],
        [12, "12.4.1", "SG_HAZ_CMRBASEL", 404, 2020.0, 66.66667, "2015-2019", None, "PERCENT"],
        [None] * 9,
        [12, "12.3.1", "AG_FLS_PCT", 404, 2020, 13.3, "2020", "G", "PERCENT"],
    ]
    path = workbook(tmp_path / "Goal12.xlsx", {"notes": [["About"]], "data": rows})
    published = import_published([path], rules, "2026-03")
    assert published.rows.select(pl.exclude("vintage")).rows() == [
        ("SG_HAZ_CMRBASEL", "004", 2015, "16.66667", "C"),
        ("SG_HAZ_CMRBASEL", "404", 2020, "66.66667", None),
    ]
    assert published.counts["other indicators"] == 1


def test_the_workbook_of_a_series_names_its_release(rules: Rules, tmp_path: Path) -> None:
    basel, desc, release = "SG_HAZ_CMRBASEL", "Parties meeting their commitments", "2019.Q1.G.01"
    rows = [
        SERIES_WORKBOOK,
        ["12", "12.4.1", basel, desc, release, 2015, "1", "World", 1, "Region", "57.4537", "Float", "", "C"],
        ["12", "12.4.1", basel, desc, release, 2015, "4", "Afghanistan", 5, "Country", "100", "Float", "", "NA"],
        ["12", "12.4.1", basel, desc, release, 2015, "10", "Antarctica", 5, "Country", None, None, "", None],
    ]  # fmt: skip
    path = workbook(tmp_path / "Data_12.4.1_SG_HAZ_CMRBASEL.xlsx", {"Sheet1": rows})
    published = import_published([path], rules)
    assert published.rows.rows() == [
        (release, "SG_HAZ_CMRBASEL", "001", 2015, "57.4537", "C"),
        (release, "SG_HAZ_CMRBASEL", "004", 2015, "100", "NA"),
    ]
    assert published.counts["without value"] == 1


@pytest.mark.parametrize("vintage", ["2019-01", "2020-10"])
def test_a_shipped_vintage_is_read_by_its_name(rules: Rules, vintage: str) -> None:
    table = read_published(vintage, rules)
    key = ["series", "geo_area_m49", "time_period"]
    expected = published_values(vintage).sort(key)
    assert table.select(key).cast(pl.String).rows() == expected.select(key).cast(pl.String).rows()
    assert [float(v) for v in table["value"]] == expected["value"].to_list()
    assert table["nature"].to_list() == expected["nature"].to_list()
    assert isinstance(table["value"][0], Decimal)
    assert vintage in shipped_vintages()


def test_a_written_table_reads_back_equal(rules: Rules, feeds: Path, tmp_path: Path) -> None:
    published = import_published([feeds / "invented_unsd_download.csv"], rules, "2026-03")
    path = tmp_path / "published.csv"
    path.write_bytes(csv_bytes(published.rows))
    again = import_published([path], rules)
    assert again.rows.equals(published.rows)
    assert read_published(path, rules).equals(published.table)
    assert again.counts["taken"] == again.rows.height


def test_of_a_table_with_several_vintages_one_is_taken(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text(
        "vintage,series,geo_area_m49,time_period,value,nature\n"
        "2019-01,SG_HAZ_CMRBASEL,004,2015,16.66667,NA\n"
        "2020-10,SG_HAZ_CMRBASEL,004,2015,16.67,C\n"
    )
    assert read_published(path, rules, "2019-01")["value"].to_list() == [Decimal("16.66667")]
    with pytest.raises(UsageError, match=r"several vintages: 2019-01, 2020-10"):
        read_published(path, rules)


def test_a_release_without_name_needs_one(rules: Rules, feeds: Path) -> None:
    with pytest.raises(UsageError, match="--vintage"):
        import_published([feeds / "invented_unsd_download.csv"], rules)
    assert (
        read_published(feeds / "invented_unsd_download.csv", rules)["vintage"][0]
        == "invented_unsd_download"
    )


@pytest.mark.parametrize("value", ["66.66666", "100", "0", "33.333333333333336", "1e-05", "12.50"])
def test_no_digit_of_a_value_is_lost(rules: Rules, save: Save, value: str) -> None:
    text = json.dumps(service({"value": "VALUE"})).replace('"VALUE"', value)
    published = import_published([save("page.json", text.encode())], rules, "x")
    assert published.table["value"].to_list() == [Decimal(value)]
    assert Decimal(published.rows["value"][0]) == Decimal(value)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"value": "<5"}, "unsd-bad-value"),
        ({"value": "100.1"}, "unsd-bad-value"),
        ({"value": "-1"}, "unsd-bad-value"),
        ({"value": "=1+1"}, "unsd-bad-value"),
        ({"value": "1e999999999"}, "unsd-bad-value"),
        ({"geoAreaCode": "KEN"}, "unsd-bad-area"),
        ({"geoAreaCode": None}, "unsd-bad-area"),
        ({"timePeriodStart": "2015-2019"}, "unsd-bad-year"),
        ({"series": "SG_HAZ_CMRNEW"}, "unsd-unknown-series"),
    ],
)
def test_a_bad_row_is_a_finding_and_not_in_the_table(
    rules: Rules, save: Save, row: dict[str, object], code: str
) -> None:
    path = save("page.json", service({}, row | {"dimensions": []}))
    published = import_published([path], rules, "x")
    assert published.findings.select("code", "severity", "file", "row").rows() == [
        (code, "error", "page.json", 2)
    ]
    assert published.counts["taken"] == published.rows.height == 1
    assert sum(published.counts.values()) == 2
    with pytest.raises(InputError, match="1 rows cannot be used"):
        read_published(path, rules)


@pytest.mark.parametrize("value", [None, "", "NaN", float("nan"), ".."])
def test_no_value_is_no_row_and_not_zero(rules: Rules, save: Save, value: object) -> None:
    published = import_published(
        [save("page.json", service({"value": value}, {"geoAreaCode": "8"}))], rules, "x"
    )
    assert published.rows["geo_area_m49"].to_list() == ["008"]
    assert published.counts["without value"] == 1
    assert published.findings.is_empty()


def test_an_area_that_is_not_known_is_kept_with_a_warning(rules: Rules, save: Save) -> None:
    published = import_published([save("page.json", service({"geoAreaCode": "999"}))], rules, "x")
    assert published.rows["geo_area_m49"].to_list() == ["999"]
    assert published.findings["code"].to_list() == ["unsd-unknown-area"]


def test_a_release_without_the_indicator_is_refused(rules: Rules, save: Save, feeds: Path) -> None:
    other = save("page.json", service({"series": "AG_FLS_PCT", "indicator": ["12.3.1"]}))
    with pytest.raises(InputError, match=r"holds no value of 12\.4\.1"):
        import_published([other], rules, "x")
    table = save(
        "table.csv",
        b"vintage,series,geo_area_m49,time_period,value\n2020-10,SG_HAZ_CMRBASEL,004,2015,1\n",
    )
    with pytest.raises(InputError, match="of vintage 2019-01"):
        import_published([table], rules, "2019-01")


def test_a_repeated_row_counts_once_and_two_values_count_not_at_all(
    rules: Rules, save: Save
) -> None:
    rows = service({}, {"value": "50.0"}, {"geoAreaCode": "8"}, {"geoAreaCode": "8", "value": "51"})
    published = import_published([save("page.json", rows)], rules, "x")
    assert published.rows.select("geo_area_m49", "value").rows() == [("404", "50")]
    assert {k: n for k, n in published.counts.items() if n} == {
        "taken": 1,
        "repeated": 1,
        "rejected": 2,
    }
    found = published.findings.select("code", "row").rows()
    assert found == [("unsd-repeated", 2), ("unsd-two-values", 3), ("unsd-two-values", 4)]


def test_pages_of_the_service_must_be_complete(rules: Rules, save: Save) -> None:
    first = save("1.json", service({"geoAreaCode": "4"}, total=2))
    second = save("2.json", service({"geoAreaCode": "8", "series": "SG_HAZ_CMRMNMT"}, total=2))
    assert import_published([first, second], rules, "x").findings.is_empty()
    assert import_published([first], rules, "x").findings["code"].to_list() == ["unsd-missing-rows"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "has no column"),
        ("a.csv", b"a,b\n1,2\n", "has no column seriescode"),
        ("a.csv", b"\x00\x01\x02\x03\xff\xfe" * 9, "holds no text"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "damaged or incomplete Excel workbook"),
        ("a.json", b'{"data": [', "not JSON"),
        ("a.json", b'{"data": {}}', "no list of values"),
        ("a.json", b'{"data": [1]}', "entry 1 of 'data' is a number"),
        ("a.json", b'{"data": [{"goal": 12}]}', "has no column"),
        ("a.json", b"[" * 60 + b"]" * 60, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_release_is_refused(
    rules: Rules, save: Save, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        import_published([save(name, content)], rules, "x")


def test_a_workbook_without_the_columns_is_refused(rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet with the columns"):
        import_published(
            [workbook(tmp_path / "a.xlsx", {"data": [["a"], ["b"]], "empty": []})], rules, "x"
        )


def test_what_is_neither_file_nor_vintage_is_refused(rules: Rules) -> None:
    with pytest.raises(InputError, match=r"2019-01, 2020-10"):
        read_published("2021-10", rules)


def test_a_broken_row_of_a_csv_is_a_finding(rules: Rules, save: Save) -> None:
    text = b"series,geo_area_m49,time_period,value\nSG_HAZ_CMRBASEL,004,2015,1\nSG_HAZ_CMRBASEL,008,2015,1,2\n"
    published = import_published([save("a.csv", text)], rules, "x")
    assert published.findings.select("code", "row").rows() == [("broken-row", 3)]
    assert (published.counts["taken"], published.counts["rejected"]) == (1, 1)


def test_a_vintage_in_the_form_of_the_download_reads_back_as_it_is(
    rules: Rules, tmp_path: Path
) -> None:
    shipped = read_published("2020-10", rules)
    codes = pl.col("geo_area_m49").str.strip_chars_start("0")
    download = shipped.select(
        pl.lit("12.4.1").alias("Indicator"),
        pl.col("series").alias("SeriesCode"),
        codes.alias("GeoAreaCode"),
        pl.col("time_period").cast(pl.String).alias("TimePeriod"),
        pl.col("value")
        .cast(pl.String)
        .str.strip_chars_end("0")
        .str.strip_suffix(".")
        .alias("Value"),
        pl.col("nature").alias("[Nature]"),
    )
    path = tmp_path / "download.csv"
    path.write_text("\ufeff" + download.reverse().write_csv(quote_style="always"), "utf-8")
    assert read_published(path, rules, "2020-10").equals(shipped)


def test_the_written_table_fits_its_schema(rules: Rules, feeds: Path, tmp_path: Path) -> None:
    published = import_published([feeds / "invented_unsd_download.csv"], rules, "2026-03")
    path = tmp_path / "published.csv"
    path.write_bytes(csv_bytes(published.rows))
    schema = Schema.from_descriptor(str(data_folder() / "schemas" / "published_values.json"))
    with system.use_context(trusted=True):
        report = Resource(path=str(path), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


CELLS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.lists(st.text(max_size=3))
)
CELLS |= st.sampled_from(["SG_HAZ_CMRBASEL", "404", "4", 2020, "50", "1e-400", "12.4.1", "\ud800"])
ROWS = st.fixed_dictionaries(
    dict.fromkeys(("series", "geoAreaCode", "timePeriodStart", "value", "indicator"), CELLS)
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_a_release_holds_every_row_is_accounted_for(
    rules: Rules, save: Save, rows: list[dict[str, object]]
) -> None:
    try:
        published = import_published([save("page.json", service(*rows))], rules, "x")
    except InputError as refused:
        assert "holds no value" in str(refused)
        return
    assert sum(published.counts.values()) == len(rows)
    assert published.counts["taken"] == published.table.height
    csv_bytes(published.rows), csv_bytes(published.findings)
