"""A table of Parties beside the one that ships: every difference, and the cycles that it moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.answers import StatusChange, status_change

COLUMNS = ("convention", "party", "entry_into_force", "withdrawn_on")
Changed = Callable[..., StatusChange]


@pytest.fixture
def changed(rules: Rules) -> Changed:
    """`changed(KEN=date(2020, 1, 1))`: the shipped table of Basel, with other dates for some
    Parties, None for one that is not in the table."""

    def compare(**dates: date | None) -> StatusChange:
        shipped = rules.reference.party_status.select(COLUMNS).filter(convention="basel")
        kept = shipped.filter(~pl.col("party").is_in(list(dates)))
        rows = [("basel", party, day, None) for party, day in dates.items() if day]
        added = pl.DataFrame(rows, schema=shipped.schema, orient="row")
        return status_change(pl.concat([kept, added]), rules)

    return compare


def only(table: pl.DataFrame, party: str) -> dict[str, Any]:
    return table.filter(pl.col("party") == party).row(0, named=True)


def test_the_shipped_table_beside_itself_differs_in_nothing(changed: Changed) -> None:
    same = changed()
    assert same.differences.is_empty()
    assert same.moves.is_empty()
    assert same.conventions == ("basel",)


def test_a_later_date_takes_a_party_out_of_the_cycles_before_it(changed: Changed) -> None:
    change = changed(KEN=date(2016, 7, 1))
    row = only(change.differences, "KEN")
    assert (row["difference"], row["area"]) == ("changed", "Kenya")
    assert (row["shipped_entry_into_force"], row["entry_into_force"]) == (
        date(2000, 8, 30),
        date(2016, 7, 1),
    )
    assert change.moves.select("cycle", "change").rows()[:1] == [(2015, "is no longer a Party")]
    # In cycle 2020 it is a Party by both: its contacts now fall due in it, by Article 5.
    moved = change.moves.filter(pl.col("cycle") == 2020).row(0, named=True)
    assert moved["change"] == "other due dates"
    assert "contacts 2000-11-30 -> 2016-10-01" in moved["items"]
    assert row["moves"].startswith("is no longer a Party in 2015; other due dates in 2020")


def test_an_earlier_date_brings_a_party_into_a_cycle(changed: Changed) -> None:
    change = changed(AGO=date(2010, 1, 1))  # shipped: 2017
    assert change.moves.filter(pl.col("cycle") == 2015)["change"].to_list() == ["becomes a Party"]


def test_a_report_that_was_due_before_is_named_as_not_binding(changed: Changed) -> None:
    change = changed(AGO=date(2018, 1, 1))  # shipped: 2017-05-07, when 2015's had been due
    items = only(change.moves.filter(pl.col("cycle") == 2020), "AGO")["items"]
    assert "annual report 2016 2017-12-31 -> not bound" in items
    assert "annual report 2017" not in items


def test_new_and_missing_parties_are_told_apart(changed: Changed) -> None:
    change = changed(USA=date(2021, 1, 1), KEN=None)
    assert only(change.differences, "USA")["difference"] == "new"
    assert only(change.differences, "USA")["moves"] == "becomes a Party in 2025, 2030"
    assert only(change.differences, "KEN")["difference"] == "missing"
    assert (
        only(change.differences, "KEN")["moves"] == "is no longer a Party in 2015, 2020, 2025, 2030"
    )
    assert only(change.differences, "KEN")["entry_into_force"] is None


def test_a_date_that_moves_no_cycle_is_listed_all_the_same(changed: Changed) -> None:
    change = changed(AUT=date(1993, 4, 13))  # one day later, long before the first cycle
    assert change.differences.height == 1
    items = change.moves["items"].to_list()
    assert items == [] or all(text.startswith("contacts") for text in items)


def test_a_blank_date_counts_in_every_cycle(rules: Rules) -> None:
    """In the shipped table such a Party counts from the first round in which UNSD published it."""
    undated = rules.reference.party_status.filter(
        pl.col("entry_into_force").is_null(), pl.col("first_round") > rules.cycles[0].id
    )
    first = undated.filter(pl.col("convention") != "minamata").select(COLUMNS).head(1)
    if first.is_empty():
        pytest.skip("every such Party has a date by now")
    change = status_change(first, rules)
    moved = only(change.moves, first["party"][0])
    assert (moved["change"], moved["cycle"]) == ("becomes a Party", rules.cycles[0].id)
    assert only(change.differences, first["party"][0])["difference"] == "changed"


def test_conventions_that_the_table_does_not_name_are_not_compared(changed: Changed) -> None:
    change = changed(KEN=None)
    assert set(change.differences["convention"]) == {"basel"}
