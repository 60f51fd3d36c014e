"""Compare: who rose and fell and why, and parts that add up to the change exactly."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241 import compute, read_run, write_run
from sdg1241.answers import compare
from sdg1241.answers.comparison.matching import Item, match
from sdg1241.answers.comparison.split import percent, percents, split_mean, split_score
from sdg1241.errors import InputError

PARTS = ("from_transmissions", "from_rules", "from_membership")

worths = st.sampled_from([Fraction(1), Fraction(1, 5), Fraction(5), Fraction(15)])
items = st.lists(
    st.builds(
        Item,
        st.sampled_from(["contacts", "report", "plan"]),
        st.sampled_from("abcdef"),
        worths,
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda item: (item.obligation, item.key),
)


@st.composite
def pairs_of_means(draw):
    """Two means over some of six Parties, each with its items in each run."""
    parties = [f"XA{letter}" for letter in "ABCDEF"]
    a = {p: draw(items) for p in draw(st.sets(st.sampled_from(parties)))}
    b = {p: draw(items) for p in draw(st.sets(st.sampled_from(parties)))}
    return a, b


@given(items, items)
def test_the_two_parts_of_a_score_add_up_exactly(a, b):
    split = split_score(a, b, match(a, b))
    assert split.a + split.transmissions + split.rules == split.b
    assert 0 <= split.a <= 1
    assert 0 <= split.b <= 1
    assert 0 <= split.a + split.rules <= 1


@given(items)
def test_the_same_items_changed_by_nothing_but_receipts_are_transmissions(a):
    b = [replace(item, earned=not item.earned) for item in a]
    split = split_score(a, b, match(a, b))
    assert split.rules == 0


@given(items, st.lists(worths, min_size=8, max_size=8))
def test_the_same_receipts_worth_something_else_are_rules(a, new):
    b = [replace(item, worth=worth) for item, worth in zip(a, new, strict=False)]
    assert split_score(a, b, match(a, b)).transmissions == 0


@given(pairs_of_means())
def test_the_three_parts_of_a_mean_add_up_exactly_also_when_rounded(means):
    a, b = means
    both = {p: split_score(a[p], b[p], match(a[p], b[p])) for p in a.keys() & b.keys()}
    scores_a = {
        p: sum(i.worth for i in its if i.earned) / sum(i.worth for i in its) for p, its in a.items()
    }
    scores_b = {
        p: sum(i.worth for i in its if i.earned) / sum(i.worth for i in its) for p, its in b.items()
    }
    split = split_mean(scores_a, scores_b, both)
    if not a or not b:
        assert split is None
        return
    assert sum(split.parts) == split.b - split.a
    if a.keys() == b.keys():
        assert split.membership == 0
    change = percent(split.b) - percent(split.a)
    rounded = percents(change, split.parts)
    assert sum(rounded) == change
    for exact, part in zip(split.parts, rounded, strict=True):
        assert abs(exact * 100 - Fraction(part)) <= Fraction(2, 10**5)
        assert exact or not part


def test_items_are_matched_by_key_and_then_in_order():
    def item(key: str) -> Item:
        return Item("annual_report", key, Fraction(1), earned=True)

    found = match([item("2013"), item("2014"), item("2015")], [item("2015"), item("2016")])
    assert [(old.key, new.key) for old, new in found.pairs] == [("2015", "2015"), ("2013", "2016")]
    assert [i.key for i in found.only_a] == ["2014"]
    assert found.only_b == ()


@pytest.fixture(scope="session")
def finished(sample_run, tmp_path_factory):
    """`finished(2020, "2020-10")`: a finished run of a sample, read back."""

    @cache
    def read(cycle, edition=None):
        folder = tmp_path_factory.mktemp("run")
        write_run(folder, sample_run(cycle, edition))
        return read_run(folder)

    return read


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
    moved = found.parties.filter(
        pl.col("direction") != "same"
    )  # 33.33333 - 16.66667 as the tables show them
    assert moved.select(
        "party", "convention", "change", "from_transmissions", "items_gained"
    ).rows() == [("KEN", "basel", Decimal("16.66666"), Decimal("16.66666"), "annual_report 2016")]
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
