"""One country's published values beside every edition. The slips are invented."""

from decimal import Decimal

import polars as pl
import pytest

from sdg1241.answers import reconcile_area
from sdg1241.errors import UsageError
from sdg1241.reference import published_values

SERIES = {
    "basel": "SG_HAZ_CMRBASEL",
    "rotterdam": "SG_HAZ_CMRROTDAM",
    "stockholm": "SG_HAZ_CMRSTHOLM",
    "montreal": "SG_HAZ_CMRMNTRL",
    "minamata": "SG_HAZ_CMRMNMT",
}


@pytest.fixture
def national(rules, runs):
    """`national({"basel": "66.67"}, ...)`: the United Kingdom's values of 2020, and of 2015."""
    releases = {name: published_values(name) for name in ("2019-01", "2020-10")}

    def asked(*cycles: dict[str, str], area: str = "826") -> pl.DataFrame:
        rows = [
            (SERIES[convention], area, cycle, Decimal(value))
            for cycle, values in zip((2020, 2015), cycles, strict=False)
            for convention, value in values.items()
        ]
        columns = {
            "series": pl.String,
            "geo_area_m49": pl.String,
            "time_period": pl.Int64,
            "value": pl.Decimal(38, 5),
        }
        table = pl.DataFrame(rows, columns, orient="row")
        pairs = [(run.checked, run.scored) for run in runs]
        return reconcile_area(pairs, rules, table, area, releases)

    return asked


def row(table: pl.DataFrame, convention: str, cycle: int = 2020) -> dict[str, object]:
    (found,) = table.filter(pl.col("convention") == convention, pl.col("cycle") == cycle).iter_rows(
        named=True
    )
    return found


def test_each_value_stands_beside_every_edition(national):
    table = national({"basel": "83.33", "rotterdam": "96.55"})
    found = row(table, "basel")
    assert (found["2020-10"], found["2026-10"]) == (Decimal(100), Decimal("83.33333"))
    assert (found["status"], found["editions"], found["slip"]) == ("equal", "2026-10", None)
    both = row(table, "rotterdam")
    assert set(str(both["editions"]).split(", ")) == {"2020-10", "2026-10"}
    assert both["sentence"] == "Agrees with editions 2020-10 and 2026-10"
    assert row(table, "minamata")["status"] == "only here"


def test_the_value_of_an_old_edition(national):
    found = row(national({"stockholm": "87.5", "rotterdam": "96.55"}), "stockholm")
    assert (found["slip"], found["editions"]) == ("another edition", "2020-10")
    assert found["sentence"] == "Agrees with edition 2020-10, not with 2026-10"


def test_the_value_of_another_series(national):
    found = row(national({"minamata": "96.55"}), "minamata")
    assert (found["slip"], found["sentence"]) == (
        "another series",
        "The value of the Rotterdam Convention",
    )


def test_a_value_with_fewer_decimals_than_the_others(national):
    table = national({"rotterdam": "97", "minamata": "66.67"})
    assert row(table, "rotterdam")["slip"] == "rounding"
    assert "rounded to 0 decimals" in str(row(table, "rotterdam")["sentence"])
    cut = row(national({"rotterdam": "96", "minamata": "66.67"}), "rotterdam")
    assert "cut off to 0 decimals" in str(cut["sentence"])


def test_whole_numbers_throughout_are_no_slip(national):
    assert row(national({"rotterdam": "97", "minamata": "67"}), "rotterdam")["slip"] is None


def test_a_fraction_instead_of_percent(national):
    table = national({"minamata": "0.66667", "rotterdam": "96.55"})
    assert row(table, "rotterdam")["slip"] is None
    found = row(table, "minamata")
    assert (found["slip"], found["sentence"]) == (
        "a fraction instead of percent",
        "A fraction of one, which is 66.66667 %",
    )


def test_a_value_that_the_release_corrected_since(national, rules):
    """Afghanistan's value of 2015 under Basel was another in January 2019."""
    held = [
        {
            (r["series"], r["geo_area_m49"]): r["value"]
            for r in published_values(name).filter(time_period=2015).iter_rows(named=True)
        }
        for name in ("2019-01", "2020-10")
    ]
    codes = set(rules.reference.areas["m49"])
    lattice = {"SG_HAZ_CMRBASEL", "SG_HAZ_CMRSTHOLM"}
    changed = [
        key
        for key in sorted(held[0].keys() & held[1].keys())
        if key[1] in codes and key[0] in lattice and abs(held[0][key] - held[1][key]) > 1
    ]
    assert changed
    series, area = changed[0]
    convention = next(c for c, s in SERIES.items() if s == series)
    value = str(round(held[0][series, area], 2))
    found = row(national({}, {convention: value}, area=area), convention, 2015)
    assert found["slip"] == "a later correction of the release"
    assert str(found["sentence"]).startswith("The value of UNSD's release 2019-01; release 2020-10")


def test_a_value_from_before_a_receipt(national):
    found = row(national({"basel": "40", "rotterdam": "96.55"}), "basel")
    assert (found["slip"], found["sentence"]) == (
        "a later receipt",
        "What edition 2020-10 gives before the receipt of 2017-12-31",
    )


def test_what_nothing_explains_stays_open(national):
    found = row(national({"basel": "47.11"}), "basel")
    assert (found["status"], found["slip"], found["sentence"]) == (
        "differs",
        None,
        "Not explained",
    )


def test_a_value_where_the_country_is_no_party(national):
    found = row(national({"basel": "60"}, area="840"), "basel")
    assert (found["status"], found["2026-10"]) == ("only there", None)
    assert found["sentence"] == "Not a Party by the period's end: no value here"


def test_nothing_published_is_said(national):
    with pytest.raises(UsageError, match="Nothing was published for United Kingdom"):
        national({})
