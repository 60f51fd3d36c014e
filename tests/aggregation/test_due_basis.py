"""A cycle that goes on: means against what was due by the as-of date, beside those of the whole
cycle."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute
from sdg1241.aggregation import ALL, group_members
from sdg1241.scoring.percent import rounded

SAMPLE = Path(__file__).parents[2] / "sample_data" / "2020"
DAY = date(2018, 6, 30)
WORLD, EUROPE = "001", "513"
# By then Basel asked for contacts and the reports on 2015 and 2016, Montreal for the licensing
# system and the data on 2015 and 2016. Norway joins Basel half a year later.
PARTIES = """convention,party,entry_into_force
basel,KEN,2000-01-01
basel,UGA,2017-07-01
basel,NOR,2019-01-01
basel,EUE,1994-05-08
montreal,KEN,1989-01-01
"""
SUBMISSIONS = """party,convention,obligation,item,received_on
KEN,basel,focal_point,,2000-02-01
KEN,basel,competent_authority,,2000-02-01
KEN,basel,annual_report,2015,2016-06-01
UGA,basel,annual_report,2016,2018-01-01
KEN,montreal,licensing_system,,2001-01-01
KEN,montreal,article_7_report,2015,2016-06-01
KEN,montreal,article_7_report,2016,2017-06-01
"""


@pytest.fixture
def run_on(rules: Rules, write_input: Callable[..., Path]) -> Callable[[date | None], Run]:
    folder = write_input(submissions=SUBMISSIONS, parties=PARTIES)
    return lambda as_of: compute(folder, 2020, as_of=as_of, rules=rules)


def test_means_are_of_parties_that_owe_anything_yet(run_on: Callable[[date | None], Run]) -> None:
    world = run_on(DAY).indicator.aggregates.filter(group_m49=WORLD)
    due = ("convention", "mean_score_due", "parties_due", "parties_meeting_due")
    assert world.select(due).rows() == [
        (ALL, Decimal("58.33333"), 2, 0),  # ((2/3 + 1) / 2 + 1/3) / 2
        ("basel", Decimal("50.00000"), 2, 0),  # (2/3 + 1/3) / 2; Norway owes nothing yet
        ("montreal", Decimal("100.00000"), 1, 1),  # (5 + 2 x 15) / 35
    ]


def test_the_whole_cycle_stands_beside_it_unchanged(run_on: Callable[[date | None], Run]) -> None:
    aggregates = run_on(DAY).indicator.aggregates.filter(group_m49=WORLD)
    final = ("convention", "mean_score", "parties", "parties_meeting")
    assert aggregates.select(final).rows() == [
        (ALL, Decimal("18.40278"), 3, 0),  # ((2/6 + 35/80) / 2 + 1/6 + 0) / 3
        ("basel", Decimal("16.66667"), 3, 0),  # (2/6 + 1/6 + 0) / 3
        ("montreal", Decimal("43.75000"), 1, 0),  # 35 / 80
    ]


def test_a_rate_is_of_the_conventions_under_which_anything_was_due(
    run_on: Callable[[date | None], Run],
) -> None:
    rates = run_on(DAY).indicator.rates.select("party", "conventions_due", "transmission_rate_due")
    assert rates.rows() == [
        ("KEN", 2, Decimal("83.33333")),
        ("NOR", 0, None),
        ("UGA", 1, Decimal("33.33333")),
    ]


def test_where_nobody_owes_anything_there_is_no_mean(run_on: Callable[[date | None], Run]) -> None:
    [europe] = (
        run_on(DAY).indicator.aggregates.filter(group_m49=EUROPE, convention="basel").to_dicts()
    )
    assert (europe["parties"], europe["mean_score"]) == (1, 0)
    assert (europe["parties_due"], europe["mean_score_due"]) == (0, None)


def test_without_an_as_of_date_there_is_one_basis(run_on: Callable[[date | None], Run]) -> None:
    run = run_on(None)
    for name in ("rates", "aggregates"):
        due = run.tables[name].select(pl.selectors.ends_with("_due"))
        assert due.width > 1
        assert sum(due.null_count().row(0)) == due.width * due.height > 0


@pytest.mark.parametrize("as_of", [date(2016, 12, 31), date(2018, 6, 30), date(2020, 6, 30)])
def test_each_mean_of_the_sample_comes_out_a_second_time(rules: Rules, as_of: date) -> None:
    """By plain fractions, from the points of the table scores."""
    run = compute(SAMPLE, 2020, as_of=as_of, rules=rules)
    scores: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for party, convention, points, maximum in (
        run.tables["scores"].select("party", "convention", "points_due", "maximum_due").iter_rows()
    ):
        if maximum:
            scores[party][convention] = Fraction(points) / Fraction(maximum)
    for values in scores.values():
        values[ALL] = sum(values.values(), Fraction(0)) / len(values)
    members = defaultdict(set)
    for code, party in group_members(rules, rules.edition()).select("group_m49", "party").rows():
        members[code].add(party)
    for row in run.tables["aggregates"].iter_rows(named=True):
        here = [scores[p] for p in sorted(members[row["group_m49"]]) if p in scores]
        of = [values[row["convention"]] for values in here if row["convention"] in values]
        mean = rounded(100 * sum(of, Fraction(0)) / len(of)) if of else None
        assert (row["mean_score_due"], row["parties_due"]) == (mean, len(of)), row
        assert row["parties_meeting_due"] == sum(value == 1 for value in of)
