import polars as pl
import pytest

from sdg1241.errors import ExchangeError
from sdg1241.exports.exchange import Exchange
from sdg1241.exports.exchange.check import check
from sdg1241.reference import load_reference, sdg_structure


def _spoilt(exchange: Exchange, column: str, value: str | None) -> pl.DataFrame:
    """The observations with one value of the row of Kenya under Basel replaced."""
    here = (pl.col("REF_AREA") == "404") & (pl.col("SERIES") == "SG_HAZ_CMRBASEL")
    return exchange.observations.with_columns(
        pl.when(here).then(pl.lit(value)).otherwise(column).alias(column)
    )


def test_the_samples_pass(plain: Exchange, both: Exchange) -> None:
    check(plain.observations)
    check(both.observations)


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("REF_AREA", "004", "'004' is not a code of IAEG-SDGs:CL_AREA(1.14)"),
        ("REF_AREA", "KEN", "'KEN' is not a code of IAEG-SDGs:CL_AREA(1.14)"),
        ("SERIES", "SG_HAZ_CMRBASLE", "'SG_HAZ_CMRBASLE' is not a code"),
        ("UNIT_MEASURE", "PERCENT", "'PERCENT' is not a code of IAEG-SDGs:CL_UNIT_MEASURE(1.8)"),
        ("NATURE", "NA", "'NA' is not a code of IAEG-SDGs:CL_NATURE(1.0)"),
        ("OBS_STATUS", "X", "'X' is not a code of SDMX:CL_OBS_STATUS(2.1)"),
        ("SEX", "BOTHSEX", "'BOTHSEX' is not a code"),
        ("TIME_COVERAGE", "2015-01-01/2019-12-31", "is no date-time"),
        ("TIME_COVERAGE", "2015-02-30T00:00:00", "is no date of the calendar"),
        ("DATA_LAST_UPDATE", "2026-03-24 00:00:00", "is no date-time"),
        ("DATA_LAST_UPDATE", "2026-03-24", "is no date-time"),
        ("TIME_PERIOD", "2015-2019", "is no year"),
        ("OBS_VALUE", "NaN", "is no plain number"),
        ("OBS_VALUE", "40,5", "is no plain number"),
        ("OBS_VALUE", None, "is blank, but mandatory"),
        ("OBS_STATUS", None, "is blank, but mandatory"),
        ("UNIT_MULT", None, "is blank, but mandatory"),
        ("UNIT_MEASURE", None, "is blank, but mandatory"),
        ("AGE", None, "is blank, but mandatory"),
        ("TIME_PERIOD", None, "is blank, but mandatory"),
        ("COMMENT_OBS", "", "is an empty text instead of a blank"),
        ("COMMENT_OBS", "two\nlines", "holds a line break"),
        ("SOURCE_DETAIL", "a bell \x07", "holds a line break or control mark"),
    ],
)
def test_what_unsd_refuses_is_refused_here(
    plain: Exchange, column: str, value: str | None, problem: str
) -> None:
    with pytest.raises(ExchangeError) as refused:
        check(_spoilt(plain, column, value))
    series = value if column == "SERIES" else "SG_HAZ_CMRBASEL"
    area = value if column == "REF_AREA" else "404"
    assert str(refused.value).startswith(f"series {series}, area {area}, column {column}: ")
    assert problem in str(refused.value)
    assert refused.value.more == 0


def test_an_observation_that_stands_twice_is_refused(plain: Exchange) -> None:
    twice = pl.concat(
        [plain.observations, plain.observations[5:6].with_columns(OBS_VALUE=pl.lit("1"))]
    )
    row = plain.observations.row(5, named=True)
    with pytest.raises(ExchangeError, match="stands twice, and 1 more") as refused:
        check(twice)
    assert (refused.value.series, refused.value.area) == (row["SERIES"], row["REF_AREA"])


def test_a_series_attribute_that_varies_within_its_series_is_refused(both: Exchange) -> None:
    later = pl.col("TIME_PERIOD") == "2020"
    update = pl.when(later).then(pl.lit("2027-01-01T00:00:00")).otherwise("DATA_LAST_UPDATE")
    with pytest.raises(
        ExchangeError, match=r"column DATA_LAST_UPDATE.*not the same for the whole series"
    ):
        check(both.observations.with_columns(DATA_LAST_UPDATE=update))


@pytest.mark.parametrize("component", sdg_structure()[0]["component"].to_list())
def test_a_missing_component_is_named(plain: Exchange, component: str) -> None:
    with pytest.raises(ExchangeError, match=f"column {component}: "):
        check(plain.observations.drop(component))


def test_the_code_lists_hold_every_area_the_program_knows() -> None:
    components, codes = sdg_structure()
    area_list = components.row(by_predicate=pl.col("component") == "REF_AREA", named=True)[
        "codelist"
    ]
    areas = set(codes.filter(pl.col("codelist") == area_list)["code"])
    reference = load_reference()
    assert {
        m49.lstrip("0") for m49 in (*reference.areas["m49"], *reference.groups["group_m49"])
    } <= areas
