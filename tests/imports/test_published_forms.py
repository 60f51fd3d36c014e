"""Forms in which published values come, each a small invented file."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from sdg1241 import Rules
from sdg1241.errors import InputError
from sdg1241.imports import import_published, read_published

VALUE = [("SG_HAZ_CMRBASEL", "004", 2020, Decimal("66.66667"))]
SDMX_1 = (
    "DATAFLOW,SERIES,REF_AREA,TIME_PERIOD,UNIT_MEASURE,OBS_VALUE\n"
    "IAEG-SDGs:DF_SDG_GLH(1.24),SG_HAZ_CMRBASEL,4,2020,{unit},66.66667\n"
)
SDMX_2 = (
    "STRUCTURE,STRUCTURE_ID,ACTION,SERIES,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,NATURE\n"
    "dataflow,IAEG-SDGs:DF_SDG_GLH(1.24),R,SG_HAZ_CMRBASEL,4,2020,66.66667,{unit},C\n"
)
HUB = (
    "SeriesCode,Units_Code,GeoArea_Code,GeoArea_Desc,Year,Value,Nature_Code\n"
    "SG_HAZ_CMRBASEL,{unit},4,Afghanistan,2020,66.66667,C\n"
)


def pivot(unit: str = "PERCENT", years: object = None) -> str:
    found = [
        {"year": "[2020]", "value": "66.66667", "Nature": "C", "Units": unit},
        {"year": "[2005]", "value": ""},
    ]
    record = {"series": "SG_HAZ_CMRBASEL", "geoAreaCode": "4", "units": unit}
    record["years"] = json.dumps(found) if years is None else years
    return json.dumps({"indicator": "12.4.1", "data": [record]})


def cells(path: Path, rules: Rules) -> list[tuple[object, ...]]:
    return (
        read_published(path, rules, "2026-10")
        .select("series", "geo_area_m49", "time_period", "value")
        .rows()
    )


@pytest.mark.parametrize("title", ["", "Table 12.4.1\n\n"])
@pytest.mark.parametrize("form", [SDMX_1, SDMX_2, HUB])
def test_tables_are_told_by_their_columns(
    rules: Rules, tmp_path: Path, form: str, title: str
) -> None:
    path = tmp_path / "values.csv"
    path.write_text(title + form.format(unit="PT"), "utf-8")
    assert cells(path, rules) == VALUE


def test_pivoted_answers_are_read(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "pivot.json"
    path.write_text(pivot(), "utf-8")
    assert cells(path, rules) == VALUE
    assert import_published([path], rules, "2026-10").counts["without value"] == 1


@pytest.mark.parametrize("years", [5, "x", "{}", "[1]"])
def test_years_that_cannot_be_read_are_refused(rules: Rules, tmp_path: Path, years: object) -> None:
    path = tmp_path / "pivot.json"
    path.write_text(pivot(years=years), "utf-8")
    with pytest.raises(InputError, match="years"):
        import_published([path], rules, "2026-10")


@pytest.mark.parametrize("form", [SDMX_1, SDMX_2, HUB, "pivot"])
@pytest.mark.parametrize("unit", ["NUMBER", "IX", "RATIO"])
def test_a_unit_other_than_percent_is_refused(
    rules: Rules, tmp_path: Path, form: str, unit: str
) -> None:
    path = tmp_path / "values"
    path.write_text(pivot(unit) if form == "pivot" else form.format(unit=unit), "utf-8")
    imported = import_published([path], rules, "2026-10")
    assert imported.rows.is_empty()
    assert imported.findings["code"].to_list() == ["unsd-bad-unit"]
