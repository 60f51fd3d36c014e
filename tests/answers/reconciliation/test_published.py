"""Reconcile on what UNSD published."""

from decimal import Decimal

import polars as pl
import pytest

from sdg1241.answers import reconcile
from sdg1241.errors import UsageError
from sdg1241.reference import published_values
from sdg1241.scoring import score
from tests.answers.reconciliation.cells import sentences

LATE_FOUND = ("AFG", "KIR", "LAO", "MHL", "MLT", "NAM")  # dates that other sources left blank


def test_published_edition_2020_10_differs_in_eleven_aggregates_for_one_reason(answer):
    found = answer(published_values("2020-10"))
    assert sentences(found) == [
        "Jordan was counted in Eastern and South-Eastern Asia (753) instead of Northern Africa and"
        " Western Asia (747), in cycles 2015 and 2020"
    ]
    assert found.explanations.row(0, named=True)["aggregates"] == 11
    assert found.evidence.height == 11
    assert (found.evidence["after"] - found.evidence["published"]).abs().max() <= Decimal("0.00501")
    assert (found.evidence["before"] - found.evidence["published"]).abs().min() > Decimal("0.05")
    assert found.unexplained == 0


def test_non_parties_with_a_published_value_are_named(answer):
    table = answer(published_values("2020-10")).non_parties
    assert table["cycle"].to_list() == [2015] * 24
    named = {(row["convention"], row["party"]) for row in table.iter_rows(named=True)}
    assert {("basel", "USA"), ("basel", "HTI"), ("stockholm", "MYS"), ("stockholm", "IRQ")} <= named


def test_parties_that_the_published_table_leaves_out_are_named_in_every_cycle(answer):
    table = answer(published_values("2020-10")).unpublished_parties
    sheets = table.group_by("cycle", "convention")
    by_sheet = {sheet: sorted(rows["party"]) for sheet, rows in sheets}
    assert by_sheet == {
        (2020, "basel"): ["AGO"],
        (2020, "rotterdam"): ["VEN"],
        (2020, "minamata"): sorted(["ARE", "JAM", "WSM", "ZMB", *LATE_FOUND]),
    }


def test_a_non_party_and_a_party_left_out_are_named_in_whichever_cycle(answer):
    table = published_values("2020-10")
    bahamas = (pl.col("geo_area_m49") == "044") & (pl.col("time_period") == 2020)
    basel = pl.col("series") == "SG_HAZ_CMRBASEL"
    american = table.filter(bahamas & basel).with_columns(geo_area_m49=pl.lit("840"))
    found = answer(pl.concat([table.filter(~(bahamas & basel)), american]))
    here = pl.col("cycle") == 2020, pl.col("convention") == "basel"
    assert found.non_parties.filter(here)["party"].to_list() == ["USA"]
    assert found.unpublished_parties.filter(here)["party"].to_list() == ["AGO", "BHS"]


def test_a_convention_of_which_nothing_was_published_leaves_out_nobody(answer):
    table = published_values("2020-10").filter(pl.col("series") == "SG_HAZ_CMRBASEL")
    assert answer(table).unpublished_parties["party"].to_list() == ["AGO"]


def test_today_s_rule_beside_the_first_publication_has_five_reasons(rules, runs):
    today = [(run.checked, score(run.checked, rules, run.scored.cycle.id)) for run in runs]
    found = reconcile(today, rules, published_values("2020-10"))
    assert found.explanations["kind"].to_list() == [
        "another edition",
        "another edition",
        "coverage threshold",
        "another region",
        "membership date",
    ]
    told = sentences(found)
    assert (
        told[0]
        == "The items of edition 2020-10 were counted, under the Basel Convention in cycle 2020"
    )
    assert "75 % as in edition 2020-10" in told[2]
    assert "Jordan" in told[3]
    assert "2014-01-01 to 2017-06-03" in told[4]
    assert found.unexplained == 0


def test_what_was_never_published_is_no_difference(answer):
    table = published_values("2020-10").filter(pl.col("series") != "SG_HAZ_CMRBASEL")
    found = answer(table)
    assert found.values.filter(pl.col("convention") == "basel")["status"].unique().to_list() == [
        "only here"
    ]
    assert [told.split()[0] for told in sentences(found)] == ["Jordan"]
    assert found.unexplained == 0


def test_row_order_changes_nothing(answer):
    table = published_values("2020-10")
    first, second = answer(table), answer(table.reverse())
    for name, rows in first.tables().items():
        assert rows.equals(second.tables()[name]), name


def test_a_cycle_twice_or_never_published(rules, runs):
    pair = (runs[1].checked, runs[1].scored)
    with pytest.raises(UsageError, match="once"):
        reconcile([pair, pair], rules, published_values("2020-10"))
    with pytest.raises(UsageError, match="Nothing was published"):
        reconcile([pair], rules, published_values("2019-01"))
