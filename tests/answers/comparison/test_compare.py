"""Compare: who rose and fell and why, and parts that add up to the change exactly."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from sdg1241 import compute, read_run, write_run
from sdg1241.answers import compare
from sdg1241.errors import InputError

PARTS = ("from_transmissions", "from_rules", "from_membership")


def adds_up(found) -> None:
    rows = found.aggregates.filter(pl.col("change").is_not_null())
    assert not rows.is_empty()
    assert (rows["change"] == rows["mean_b"] - rows["mean_a"]).all()
    assert rows.select(sum=pl.sum_horizontal(PARTS))["sum"].to_list() == rows["change"].to_list()
    for split in found.splits.values():
        assert sum(split.parts) == split.b - split.a


def test_two_cycles(finished, rules):
    found = compare(finished(2015), finished(2020), rules)
    adds_up(found)
    world = found.aggregates.filter(pl.col("group_m49") == "001", pl.col("convention") == "basel")
    row = world.row(0, named=True)
    assert (row["parties_a"], row["parties_b"]) == (186, 185)
    assert row["from_rules"] == 0
    minamata = found.aggregates.filter(
        pl.col("group_m49") == "001", pl.col("convention") == "minamata"
    )
    assert minamata["change"].is_null().all()
    jamaica = found.parties.filter(pl.col("party") == "JAM", pl.col("convention") == "basel").row(
        0, named=True
    )
    assert jamaica["direction"] == "fell"
    assert "annual_report 2019" in jamaica["items_lost"]


def test_one_register_under_two_editions_differs_by_rules_and_dated_groups_alone(finished, rules):
    found = compare(finished(2020, "2020-10"), finished(2020, "2026-10"), rules)
    adds_up(found)
    table = found.aggregates.filter(pl.col("change").is_not_null())
    assert (table["from_transmissions"] == 0).all()
    assert (table.filter(pl.col("group_m49") != "199")["from_membership"] == 0).all()
    assert (table.filter(pl.col("group_m49") == "199")["from_membership"] != 0).any()
    basel = found.parties.filter(pl.col("convention") == "basel")
    assert set(basel["items_new"]) == {"annual_report 2019"}


def test_one_more_report_is_a_transmission(rules, write_input, tmp_path):
    head = "party,convention,obligation,item,received_on\n"
    rows = "KEN,basel,annual_report,2015,2017-01-01\nUGA,basel,annual_report,2015,2017-01-01\n"
    runs = []
    for name, more in (("a", ""), ("b", "KEN,basel,annual_report,2016,2018-01-01\n")):
        write_run(tmp_path / name, compute(write_input(submissions=head + rows + more), 2020))
        runs.append(read_run(tmp_path / name))
    found = compare(*runs, rules)
    adds_up(found)
    moved = found.parties.filter(pl.col("direction") != "same")
    assert moved.select(
        "party", "convention", "change", "from_transmissions", "items_gained"
    ).rows() == [
        # A rate over four conventions: 8.33333 - 4.16667 as the tables show them.
        ("KEN", "all", Decimal("4.16666"), Decimal("4.16666"), None),
        # 33.33333 - 16.66667
        ("KEN", "basel", Decimal("16.66666"), Decimal("16.66666"), "annual_report 2016"),
    ]
    assert (found.aggregates["from_rules"].drop_nulls() == 0).all()
    assert (found.aggregates["from_membership"].drop_nulls() == 0).all()


def test_a_run_beside_itself_changes_nothing(finished, rules):
    run = finished(2020)
    found = compare(run, run, rules)
    assert set(found.parties["direction"]) == {"same"}
    assert (found.aggregates["change"] == 0).all()


def test_a_changed_or_missing_file_is_refused(sample_run, rules, tmp_path):
    write_run(tmp_path, sample_run(2020, None))
    audit = tmp_path / "audit.csv"
    audit.write_bytes(audit.read_bytes() + b"\n")
    with pytest.raises(InputError, match="was altered"):
        read_run(tmp_path)
    audit.unlink()
    with pytest.raises(InputError, match="missing"):
        read_run(tmp_path)
    with pytest.raises(InputError, match=r"run\.json is missing"):
        read_run(tmp_path / "nowhere")


def test_means_that_do_not_follow_from_the_audit_are_refused(finished, rules):
    run = finished(2020)
    raised = run.tables["aggregates"].with_columns(mean_score=pl.col("mean_score") / 2)
    with pytest.raises(InputError, match="does not follow"):
        compare(run, replace(run, tables=run.tables | {"aggregates": raised}), rules)
