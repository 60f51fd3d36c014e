"""Reconcile on what UNSD published."""

from decimal import Decimal

import polars as pl
import pytest

from sdg1241.answers import Reconciliation, reconcile
from sdg1241.errors import UsageError
from sdg1241.reference import published_values
from sdg1241.scoring import score


def sentences(found: Reconciliation) -> list[str]:
    return found.explanations["sentence"].to_list()


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
    assert table["cycle"].to_list() == [2015] * 23
    named = {(row["convention"], row["party"]) for row in table.iter_rows(named=True)}
    assert {("basel", "USA"), ("basel", "HTI"), ("stockholm", "MYS"), ("stockholm", "ISR")} <= named


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
