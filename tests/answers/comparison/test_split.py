"""The split of a change: parts that add up to it exactly, and figures that add up as they stand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241.answers.comparison.matching import Item, match
from sdg1241.answers.comparison.split import (
    from_members,
    percent,
    percents,
    split_mean,
    split_score,
)

from .made import items, worths


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
    assert split.a + split.parts.transmissions + split.parts.rules == split.b
    assert 0 <= split.a <= 1
    assert 0 <= split.b <= 1
    assert 0 <= split.a + split.parts.rules <= 1


@given(items)
def test_the_same_items_changed_by_nothing_but_receipts_are_transmissions(a):
    b = [replace(item, earned=not item.earned) for item in a]
    split = split_score(a, b, match(a, b))
    assert split.parts.rules == 0


@given(items, st.lists(worths, min_size=8, max_size=8))
def test_the_same_receipts_worth_something_else_are_rules(a, new):
    b = [replace(item, worth=worth) for item, worth in zip(a, new, strict=False)]
    assert split_score(a, b, match(a, b)).parts.transmissions == 0


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
        assert split.parts.membership == 0
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


def report(year: str, *, earned: bool, worth: Fraction = Fraction(1)) -> Item:
    return Item("annual_report", year, worth, earned)


@pytest.mark.parametrize(
    ("earned", "change"),
    [
        (True, Fraction(1, 2)),  # 0 of 1 became 1 of 2
        (False, Fraction(0)),  # 0 of 1 became 0 of 2
    ],
)
def test_what_the_second_run_alone_asks_is_from_rules_whether_it_came_or_not(earned, change):
    a = [report("2015", earned=False)]
    b = [report("2015", earned=False), report("2016", earned=earned)]
    split = split_score(a, b, match(a, b))
    assert (split.parts.transmissions, split.parts.rules) == (0, change)


def test_a_report_that_is_asked_besides_and_missing_lowers_by_rules():
    a = [report("2015", earned=True)]
    b = [report("2015", earned=True), report("2016", earned=False)]
    split = split_score(a, b, match(a, b))
    assert (split.parts.transmissions, split.parts.rules) == (0, Fraction(-1, 2))


def test_a_report_that_is_asked_no_more_is_from_rules():
    a = [report("2015", earned=True), report("2016", earned=False)]
    b = [report("2015", earned=True)]
    split = split_score(a, b, match(a, b))
    assert (split.parts.transmissions, split.parts.rules) == (0, Fraction(1, 2))


def test_a_report_that_came_is_from_transmissions_at_its_worth_of_now():
    a = [report("2015", earned=True), report("2016", earned=False)]
    b = [report("2015", earned=True), report("2016", earned=True, worth=Fraction(3))]
    split = split_score(a, b, match(a, b))
    # Had it been missing still, 1 of 4 instead of 1 of 2 would have been earned.
    assert (split.parts.transmissions, split.parts.rules) == (Fraction(3, 4), Fraction(-1, 4))


def test_one_that_came_lifts_a_mean_as_far_as_it_lies_above_the_others():
    a = {"XAA": Fraction(1, 2), "XAB": Fraction(1)}
    b = {"XAA": Fraction(1, 4), "XAC": Fraction(3, 4)}
    # 3/4 became 1/2. XAA, in both, fell by 1/4; XAC lies 1/2 above it, of two; so did XAB, which left.
    assert from_members(a, b) == {"XAC": Fraction(1, 4), "XAB": Fraction(-1, 4)}


def test_where_nobody_is_in_both_each_brings_or_takes_its_share_of_the_mean():
    a, b = {"XAA": Fraction(1, 2)}, {"XAB": Fraction(1), "XAC": Fraction(1, 2)}
    assert from_members(a, b) == {
        "XAB": Fraction(1, 2),
        "XAC": Fraction(1, 4),
        "XAA": Fraction(-1, 2),
    }


values = st.dictionaries(
    st.sampled_from("ABCDE"), st.fractions(0, 1, max_denominator=12), min_size=1
)


@given(values, values)
def test_members_add_up_to_what_the_means_of_those_in_both_leave(a, b):
    kept = a.keys() & b.keys()
    change = sum(b.values()) / len(b) - sum(a.values()) / len(a)
    of_kept = sum(b[m] - a[m] for m in kept) / len(kept) if kept else 0
    assert sum(from_members(a, b).values()) == change - of_kept


@pytest.mark.parametrize(
    ("change", "parts", "shown"),
    [
        # In percent 33.333..., three times: the unit that is missing goes to the first of equals.
        ("100.0", (Fraction(1, 3),) * 3, ("33.4", "33.3", "33.3")),
        # 0.25 and 0.78: cut off they are 0.2 and 0.7; the second lost more.
        ("1.0", (Fraction(25, 10**4), Fraction(78, 10**4)), ("0.2", "0.8")),
        # -0.25 and -0.78: cut off downwards they are -0.3 and -0.8; the first lost more.
        ("-1.0", (Fraction(-25, 10**4), Fraction(-78, 10**4)), ("-0.2", "-0.8")),
        # 0.20 and 0.35, and a change that is 0.4 as it is shown: one unit less, where least was lost.
        ("0.4", (Fraction(20, 10**4), Fraction(35, 10**4)), ("0.1", "0.3")),
        # -0.25 and 0.78: cut off downwards they are -0.3 and 0.7; the second lost more.
        ("0.5", (Fraction(-25, 10**4), Fraction(78, 10**4)), ("-0.3", "0.8")),
        # Nothing stays nothing, whether a unit is missing or is one too many.
        ("0.2", (Fraction(0), Fraction(16, 10**4)), ("0.0", "0.2")),
        ("0.1", (Fraction(20, 10**4), Fraction(0)), ("0.1", "0.0")),
        ("0.0", (Fraction(0), Fraction(0)), ("0.0", "0.0")),
        # More units are missing than there are parts.
        ("0.3", (Fraction(5, 10**5),), ("0.3",)),
    ],
)
def test_figures_are_rounded_so_that_they_add_up_as_they_stand(change, parts, shown):
    assert [str(part) for part in percents(Decimal(change), parts, 1)] == list(shown)


def test_a_percentage_is_rounded_half_up():
    assert percent(Fraction(1, 16), 1) == Decimal("6.3")  # 6.25
    assert percent(Fraction(1, 3)) == Decimal("33.33333")
