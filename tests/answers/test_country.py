"""One country's whole view of a run."""

from decimal import Decimal

import polars as pl
import pytest

from sdg1241.aggregation import ALL
from sdg1241.answers import country_view
from sdg1241.errors import UsageError
from sdg1241.runs import Run


@pytest.fixture
def kenya(sample_run):
    return country_view(sample_run(2020, "2020-10"), "KEN")


def test_every_convention_has_its_standing_and_its_score(kenya):
    names = kenya.scores["convention"].to_list()
    assert names == ["basel", "rotterdam", "stockholm", "montreal", "minamata"]
    rows = {row["convention"]: row for row in kenya.scores.iter_rows(named=True)}
    assert rows["basel"]["score"] == 100 * rows["basel"]["points"] / rows["basel"]["maximum"]
    assert (rows["minamata"]["is_party"], rows["minamata"]["score"]) == (False, None)
    assert rows["minamata"]["status"].startswith("not a Party")


def test_the_means_of_its_areas_stand_beside_its_own_values(kenya, sample_run):
    assert set(kenya.areas["group_m49"]) == {"001", "002", "014", "202"}
    means = sample_run(2020, "2020-10").tables["aggregates"]
    for row in kenya.areas.iter_rows(named=True):
        here = pl.col("group_m49") == row["group_m49"], pl.col("convention") == row["convention"]
        assert row["mean_score"] == means.filter(*here)["mean_score"].item()
        assert row["difference"] == row["score"] - row["mean_score"]
    rates = kenya.areas.filter(pl.col("convention") == ALL)["score"].unique().to_list()
    assert rates == [kenya.explanation.rate]


def test_items_and_what_is_owed_are_those_of_the_country_alone(kenya):
    missing = kenya.explanation.items.filter(
        pl.col("outcome") == "missing", pl.col("maximum") > Decimal(0)
    )
    assert set(kenya.outstanding["party"]) == {"KEN"}
    assert kenya.outstanding.height == missing.height
    assert list(kenya.tables()) == ["scores", "areas", "items", "outstanding"]


def test_a_run_that_was_read_back_has_no_such_view(sample_run):
    finished = sample_run(2020, "2020-10")
    with pytest.raises(UsageError, match="read back"):
        country_view(Run(finished.record, finished.tables), "KEN")
