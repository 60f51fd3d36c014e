"""Forms in which published values come, each a small invented file."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdg1241 import Rules
from sdg1241.errors import InputError, UsageError
from sdg1241.imports import import_published, read_published
from tests.imports.books import workbook

VALUE = [("SG_HAZ_CMRBASEL", "004", 2020, Decimal("66.66667"))]
FORMS = Path(__file__).parent / "published"  # each form as it comes, a small invented file


def form_of(name: str) -> str:
    """The text of a form, with {unit} in place of its unit."""
    return (FORMS / name).read_text("utf-8").replace("PT", "{unit}")


SDMX_1, SDMX_2 = form_of("sdmx_1.0.csv"), form_of("sdmx_2.0.csv")
HUB = form_of("open_data_hub.csv")
ONE_VALUE = sorted(
    p.name for p in FORMS.iterdir() if p.name not in ("README.md", "open_sdg_all.csv")
)


@pytest.mark.parametrize("name", ONE_VALUE)
def test_each_form_as_it_comes(rules: Rules, name: str) -> None:
    table = read_published(FORMS / name, rules, "2026-10", area="004")
    assert table.select("series", "geo_area_m49", "time_period", "value").rows() == VALUE


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


# ---- SDMX-ML ----

SPECIFIC, FLAT, GENERIC, GENERIC_FLAT = (
    form_of(f"sdmx_2.1_{name}.xml")
    for name in ("by_series", "flat", "generic_by_series", "generic_flat")
)
MESSAGES = {"specific": SPECIFIC, "flat": FLAT, "generic": GENERIC, "generic flat": GENERIC_FLAT}


@pytest.mark.parametrize("form", MESSAGES)
def test_messages_of_sdmx_ml_are_told_by_their_content(
    rules: Rules, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "values.txt"
    path.write_text(MESSAGES[form].format(unit="PT"), "utf-8")
    assert cells(path, rules) == VALUE


@pytest.mark.parametrize("form", MESSAGES)
def test_a_message_in_another_unit_is_refused_with_its_line(
    rules: Rules, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "values.xml"
    path.write_text(MESSAGES[form].format(unit="NUMBER"), "utf-8")
    imported = import_published([path], rules, "2026-10")
    assert imported.rows.is_empty()
    line = path.read_text("utf-8")[: path.read_text("utf-8").index("66.66667")].count("\n") + 1
    if form == "generic flat":
        line = path.read_text("utf-8")[: path.read_text("utf-8").index("<g:Obs>")].count("\n") + 1
    assert imported.findings.select("code", "row").rows() == [("unsd-bad-unit", line)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><body>Not found</body></html>", "no data in SDMX-ML"),
        ("<!DOCTYPE html><html/>", "document type"),
        (GENERIC[: len(GENERIC) // 2], "not well-formed"),
        (SPECIFIC.replace("<Series", "<Group SERIES='X'/><Series"), "groups of series"),
        (SPECIFIC.replace("OBS_VALUE", "OTHER"), "has no column value"),
        (SPECIFIC.replace("SG_HAZ_CMRBASEL", "AG_FLS_PCT"), "cannot be used"),
    ],
)
def test_xml_without_values_is_refused_in_one_line(
    rules: Rules, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "values.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as refused:
        read_published(path, rules)
    assert "\n" not in str(refused.value)


# ---- The SDMX Converter's workbook ----

PARAMETERS = [
    ["Element", "Type", "PosType", "Position", None, "DataStart", "D3"],
    ["SERIES", "DIM", "COLUMN", "A", None, "NumColumns", "2"],
    ["REF_AREA", "DIM", "COLUMN", "B"],
    ["TIME_PERIOD", "DIM", "ROW", "2"],
    ["UNIT_MEASURE", "ATT", "FIX", "PT"],
    ["NATURE", "ATT", "CELL", "A1"],
    ["SOURCE_DETAIL", "ATT", "SKIP"],
]
DATA = [
    ["C", None, None, None, None],
    ["SERIES", "REF_AREA", "Area", "2015", "2020"],
    ["SG_HAZ_CMRBASEL", "4", "Afghanistan", None, 66.66667],
    ["SG_HAZ_CMRBASEL", "404", "Kenya", 50, "100"],
]


@pytest.mark.parametrize("above", [0, 3])
def test_a_workbook_of_the_sdmx_converter_is_read_by_its_parameters(
    rules: Rules, tmp_path: Path, above: int
) -> None:
    title: list[list[object]] = [["Parameters of 12.4.1"], [], []][:above]
    sheets = {"Data": DATA, "Parameters": [*title, *PARAMETERS], "Validation": [["x"]]}
    imported = import_published([workbook(tmp_path / "c.xlsx", sheets)], rules, "2026-10")
    assert imported.rows.drop("vintage").rows() == [
        ("SG_HAZ_CMRBASEL", "004", 2020, "66.66667", "C"),
        ("SG_HAZ_CMRBASEL", "404", 2015, "50", "C"),
        ("SG_HAZ_CMRBASEL", "404", 2020, "100", "C"),
    ]
    assert imported.counts["without value"] == 1


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        ((0, 5), "Start", "no 'datastart'"),
        ((0, 6), "twelve", "'twelve' is not a cell"),
        ((1, 6), "all", "invalid literal"),
        ((1, 3), "7", "'7' is not a column"),
        ((3, 3), "B", "invalid literal"),
        ((5, 3), "A", "'A' is not a cell"),
    ],
)
def test_parameters_that_point_nowhere_are_refused(
    rules: Rules, tmp_path: Path, row: tuple[int, int], cell: str, said: str
) -> None:
    parameters = [list(line) for line in PARAMETERS]
    parameters[row[0]][row[1]] = cell
    path = workbook(tmp_path / "c.xlsx", {"Parameters": parameters, "Data": DATA})
    with pytest.raises(InputError, match=said):
        import_published([path], rules, "2026-10")


def test_more_columns_of_values_than_the_sheet_has_are_not_sought(
    rules: Rules, tmp_path: Path
) -> None:
    parameters = [list(line) for line in PARAMETERS]
    parameters[1][6] = str(10**15)
    path = workbook(tmp_path / "c.xlsx", {"Parameters": parameters, "Data": DATA})
    assert import_published([path], rules, "2026-10").counts["taken"] == 3


def test_a_fixed_unit_other_than_percent_refuses_every_value(rules: Rules, tmp_path: Path) -> None:
    parameters = [[*line[:3], "NUMBER"] if line[3:4] == ["PT"] else line for line in PARAMETERS]
    path = workbook(tmp_path / "c.xlsx", {"Parameters": parameters, "Data": DATA})
    imported = import_published([path], rules, "2026-10")
    assert imported.findings["code"].to_list() == ["unsd-bad-unit"] * 3


# ---- Open SDG ----

NATIONAL = form_of("open_sdg_national.csv").replace("SG_HAZ_CMRBASEL", "{series}")
ALL = (FORMS / "open_sdg_all.csv").read_text("utf-8")


@pytest.mark.parametrize("title", ["", "Indicator 12.4.1\n\n"])
@pytest.mark.parametrize(
    "series",
    [
        "SG_HAZ_CMRBASEL",
        "Basel Convention",
        "Basel",
        '"Parties meeting their commitments as required by Basel Convention on hazardous waste (%)"',
    ],
)
@pytest.mark.parametrize("unit", ["PT", "Percent", "Percentage (%)", ""])
def test_a_national_file_takes_its_country_from_the_user(
    rules: Rules, tmp_path: Path, series: str, unit: str, title: str
) -> None:
    path = tmp_path / "indicator_12-4-1.csv"
    path.write_text(title + NATIONAL.format(series=series, unit=unit), "utf-8")
    table = read_published(path, rules, area="004")
    assert table.select("series", "geo_area_m49", "time_period", "value").rows() == VALUE
    with pytest.raises(UsageError, match=r"names no country\. Name it with --area"):
        read_published(path, rules)


def test_a_national_file_as_a_workbook(rules: Rules, tmp_path: Path) -> None:
    lines = NATIONAL.format(series="SG_HAZ_CMRBASEL", unit="PT").splitlines()
    rows: list[list[object]] = [["Indicator 12.4.1"], [], *(line.split(",") for line in lines)]
    path = workbook(tmp_path / "national.xlsx", {"Sheet1": rows})
    assert read_published(path, rules, area="004")["value"].to_list() == [VALUE[0][3]]


def test_rows_of_a_part_of_the_country_are_left_out(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "indicator_12-4-1.csv"
    path.write_text("Year,Series,GeoCode,Value\n2020,Basel,,50\n2020,Basel,E92000001,60\n", "utf-8")
    imported = import_published([path], rules, "x", area="826")
    assert imported.rows["value"].to_list() == ["50"]
    assert imported.counts["other areas"] == 1


def test_a_series_that_names_no_convention_is_told(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "indicator_12-4-1.csv"
    path.write_text(NATIONAL.format(series="Waste of Basel and Rotterdam", unit=""), "utf-8")
    imported = import_published([path], rules, "x", area="826")
    assert imported.findings["code"].to_list() == ["unsd-unknown-series"]


def test_a_file_of_all_countries_names_them_and_leaves_the_world_blank(
    rules: Rules, tmp_path: Path
) -> None:
    path = tmp_path / "indicator_12-4-1.csv"
    path.write_text(ALL, "utf-8")
    imported = import_published([path], rules, "x")
    assert imported.rows.select("geo_area_m49", "value").rows() == [
        ("001", "61.5"),
        ("004", "66.66667"),
        ("202", "40"),
        ("404", "50"),
    ]
    assert imported.counts["without series"] == 1
    kenya = import_published([path], rules, "x", area="404")
    assert kenya.rows.select("geo_area_m49", "value").rows() == [("404", "50")]
    assert kenya.counts["other areas"] == 3
    path.write_text(ALL.replace("Afghanistan", "Atlantis"), "utf-8")
    assert import_published([path], rules, "x").findings["code"].to_list() == ["unsd-bad-area"]


def test_of_every_form_one_country_can_be_taken(rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text(SDMX_1.format(unit="PT") + "F,SG_HAZ_CMRBASEL,8,2020,PT,x\n", "utf-8")
    imported = import_published([path], rules, "x", area="004")
    assert imported.rows.height == 1
    assert (imported.counts["other areas"], imported.findings.height) == (1, 0)
    with pytest.raises(InputError, match=r"no value of 12\.4\.1 of area 404"):
        import_published([path], rules, "x", area="404")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    form=st.sampled_from(sorted(MESSAGES)),
    at=st.integers(0, 900),
    length=st.integers(0, 20),
    put=st.sampled_from(["", "<", ">", '"', "&", "\0", "<Obs>", "</Obs>", "<Series>", "é", "-1"]),
)
def test_a_damaged_message_is_read_or_refused_in_one_line(
    rules: Rules, tmp_path: Path, form: str, at: int, length: int, put: str
) -> None:
    text = MESSAGES[form].format(unit="PT")
    path = tmp_path / "values.xml"
    path.write_text(text[:at] + put + text[at + length :], "utf-8")
    try:
        imported = import_published([path], rules, "2026-10")
    except InputError as refused:
        assert "\n" not in str(refused)
    else:
        assert imported.counts["taken"] == imported.rows.height
