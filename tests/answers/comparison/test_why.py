"""Why one rate changed: terms, items and members that add up, computed a second time by hand.

Of the invented register (conftest): the rate of Kazakhstan was (50 + 100) / 2 = 75 and became
(33.33 + 66.67) / 2 = 50. Basel, its only convention in both cycles, fell by 16.67. Minamata lies
33.33 above Basel, over two conventions: +16.67. Montreal, which it left, lay 50 above: -25.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdg1241 import Rules, Run
from sdg1241.answers import Comparison, Why, compare, movers, why
from sdg1241.errors import UsageError
from tests.test_properties import RULES, SOME

from .made import registers, run_of, states

PARTS = ("part_transmissions", "part_rules", "part_membership")
OWN = ("from_transmissions", "from_rules", "from_membership")


def figures(table: pl.DataFrame, *columns: str) -> list[tuple[str | None, ...]]:
    """Columns as they stand in a file, two decimals of a figure."""
    shown = (
        pl.col(c).round(2).cast(pl.Decimal(9, 2)).cast(pl.String)
        if table.schema[c].is_decimal()
        else pl.col(c)
        for c in columns
    )
    return table.select(shown).rows()


def term(told: Why, name: str) -> dict[str, object]:
    return told.terms.row(by_predicate=pl.col("term") == name, named=True)


def test_a_party_that_joined_one_convention_and_left_another(
    central_asia: Comparison, rules: Rules
) -> None:
    told = why(central_asia, rules, party="KAZ")
    assert figures(told.terms, "term", "value_a", "value_b", "change", "part", *PARTS) == [
        ("basel", "50.00", "33.33", "-16.67", "-16.67", "-16.67", "0.00", "0.00"),
        ("montreal", "100.00", None, None, "-25.00", "0.00", "0.00", "-25.00"),
        ("minamata", None, "66.67", None, "16.67", "0.00", "0.00", "16.67"),
        ("all", "75.00", "50.00", "-25.00", "-25.00", "-16.67", "0.00", "-8.33"),
    ]
    assert figures(told.items, "obligation", "item", "instead_of", "happened", "part") == [
        ("annual_report", "2015", "2010", "lost", "-16.67")
    ]
    assert told.members.is_empty()


def test_an_area_some_of_whose_members_came_or_left(central_asia: Comparison, rules: Rules) -> None:
    """Means of the rates: (75 + 16.67 + 16.67) / 3 = 36.11, then (50 + 33.33 + 50) / 3 = 44.44.

    Kazakhstan and Kyrgyzstan are in both: 45.83, then 41.67. Tajikistan came with 50, which is 8.33
    above, of three: +2.78. Uzbekistan left with 16.67, which was 29.17 below: +9.72.
    """
    told = why(central_asia, rules, group="Central Asia")
    assert (told.code, told.name) == ("143", "Central Asia")
    assert figures(told.terms, "term", "value_a", "value_b", "change", "part", *PARTS) == [
        # Kazakhstan -16.67 and Kyrgyzstan +16.67, of two
        ("basel", "27.78", "38.89", "11.11", "0.00", "0.00", "0.00", "0.00"),
        ("montreal", "100.00", None, None, "-12.50", "0.00", "0.00", "-12.50"),
        ("minamata", None, "66.67", None, "8.33", "0.00", "0.00", "8.33"),
        ("members", None, None, None, "12.50", "0.00", "0.00", "12.50"),
        ("all", "36.11", "44.44", "8.33", "8.33", "0.00", "0.00", "8.33"),
    ]
    assert told.terms.select("parties_a", "parties_b", "parties_both").rows() == [
        (3, 3, 2),
        (1, 0, 0),
        (0, 1, 0),
        (1, 1, 0),
        (3, 3, 2),
    ]
    assert figures(told.members, "party", "kind", "rate_a", "rate_b", "change", "part") == [
        ("KAZ", "both", "75.00", "50.00", "-25.00", "-12.50"),
        ("KGZ", "both", "16.67", "33.33", "16.67", "8.33"),
        ("TJK", "entered", None, "50.00", None, "2.78"),
        ("UZB", "left", "16.67", None, None, "9.72"),
    ]


def test_the_items_of_an_area_are_counted_by_party(central_asia: Comparison, rules: Rules) -> None:
    items = why(central_asia, rules, group="143").items
    assert figures(items, "item", "instead_of", "happened", "cause", "change", "part") == [
        # Kazakhstan's, and Kyrgyzstan's: one sixth each, over two Parties.
        ("2015", "2010", "lost", "transmissions", "-8.33", "-8.33"),
        ("2016", "2011", "gained", "transmissions", "8.33", "8.33"),
    ]
    assert set(items["parties"]) == {1}


def test_kenya_in_the_samples(samples: Comparison, rules: Rules) -> None:
    told = why(samples, rules, party="Kenya")
    assert figures(told.terms, "term", "change", "part", *PARTS)[1:3] == [
        ("rotterdam", "-5.85", "-1.46", "0.43", "-1.89", "0.00"),
        ("stockholm", "-26.19", "-6.55", "-3.57", "-2.98", "0.00"),
    ]
    stockholm = told.items.filter(convention="stockholm")
    assert figures(stockholm, "item_name", "happened", "change") == [
        ("Fourth national report", "lost", "-14.29"),  # 1 of 7
        ("COP-6", "newly asked, missing", "-11.90"),  # 5/6 of 1/7
        ("COP-7", "newly asked, missing", "-11.90"),
        ("Third national report", "no longer asked, missing", "11.90"),
    ]


def test_a_party_that_is_no_area_has_scores_and_no_rate(
    central_asia: Comparison, rules: Rules
) -> None:
    told = why(central_asia, rules, party="EU")
    assert figures(told.terms, "term", "value_a", "value_b", "change", "part") == [
        ("basel", "16.67", "0.00", "-16.67", None),
        ("all", None, None, None, None),
    ]
    assert figures(told.items, "happened", "change", "part") == [("lost", "-16.67", None)]


def test_a_party_that_one_run_alone_knows(central_asia: Comparison, rules: Rules) -> None:
    told = why(central_asia, rules, party="Tajikistan")
    assert figures(told.terms, "term", "value_a", "value_b", "part") == [
        ("basel", None, "50.00", None),
        ("all", None, "50.00", None),
    ]
    assert told.items.is_empty()


def test_two_runs_of_no_common_convention(computed: Callable[..., Run], rules: Rules) -> None:
    """Each convention that was left takes its whole share of the rate along, and one that was
    joined brings its own: 100 became 50."""
    parties = "KAZ,montreal,2000-01-01,2018-01-01\nKAZ,basel,2016-01-01,\n"
    reports = [f"KAZ,montreal,article_7_report,{y},{y + 1}-06-01,\n" for y in range(2010, 2015)]
    reports += [f"KAZ,basel,annual_report,{y},{y + 1}-06-01,\n" for y in range(2015, 2018)]
    rows = "".join(reports) + "KAZ,montreal,licensing_system,,2005-01-01,\n"
    runs = (computed(cycle, rows, parties) for cycle in (2015, 2020))
    told = why(compare(*runs, rules), rules, party="KAZ")
    assert figures(told.terms, "term", "part", "part_membership") == [
        ("basel", "50.00", "50.00"),
        ("montreal", "-100.00", "-100.00"),
        ("all", "-50.00", "-50.00"),
    ]


def test_a_question_about_nobody_or_about_two_is_refused(samples: Comparison, rules: Rules) -> None:
    for asked in ({}, {"party": "KEN", "group": "202"}):
        with pytest.raises(UsageError, match="Name one Party or one group"):
            why(samples, rules, **asked)
    with pytest.raises(UsageError, match="There is no Party 'Kenyaa'"):
        why(samples, rules, party="Kenyaa")


# ---- Adding up, whatever the registers ----


def adds_up(told: Why) -> None:
    """Everything adds up in the figures as they stand."""
    rate, terms = term(told, "all"), told.terms.filter(pl.col("term") != "all")
    for row in told.terms.iter_rows(named=True):
        if row["change"] is not None:
            assert sum(row[part] for part in OWN) == row["change"]
        if row["part"] is not None:
            assert sum(row[part] for part in PARTS) == row["part"]
    if rate["change"] is None:
        assert told.terms["part"].null_count() == told.terms.height
        return
    assert rate["part"] == rate["change"] == rate["value_b"] - rate["value_a"]
    for column in ("part", *PARTS):
        assert terms[column].sum() == rate[column]
    for row in terms.iter_rows(named=True):
        items = told.items.filter(convention=row["term"])
        for cause in ("transmissions", "rules"):
            rows = items.filter(cause=cause)
            assert rows["part"].sum() == row[f"part_{cause}"]
            assert rows["change"].sum() == (row[f"from_{cause}"] or 0)
    if not told.members.is_empty():
        assert told.members["part"].sum() == rate["change"]


def close(figure: Decimal | None, exact: Fraction) -> bool:
    """Whether a figure is the exact one but for what makes a list of them add up."""
    return figure is not None and abs(Fraction(figure) - 100 * exact) <= Fraction(6, 10**5)


def scores_of(run: Run) -> dict[str, dict[str, Fraction]]:
    """The scores of each country by convention, from points and maximum."""
    found: dict[str, dict[str, Fraction]] = {}
    rows = run.tables["scores"].select("party", "convention", "points", "maximum")
    for party, convention, points, maximum in rows.iter_rows():
        found.setdefault(party, {})[convention] = Fraction(points) / Fraction(maximum)
    return found


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def by_hand(a: dict[str, Fraction], b: dict[str, Fraction]) -> dict[str, Fraction]:
    """What each convention does to the change of a Party's rate."""
    both = a.keys() & b.keys()
    of_a, of_b = mean([a[c] for c in both]), mean([b[c] for c in both])
    terms = {c: (b[c] - a[c]) / len(both) for c in both}
    terms |= {c: (b[c] - of_b) / len(b) for c in b.keys() - both}
    return terms | {c: (of_a - a[c]) / len(a) for c in a.keys() - both}


few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@few
@given(registers, registers, st.booleans(), states, states)
def test_it_adds_up_whatever_the_registers_and_is_what_plain_python_finds(
    tmp_path: Path, first: tuple, second: tuple, same: bool, state_a: tuple, state_b: tuple
) -> None:
    a = run_of(tmp_path, first, *state_a)
    b = run_of(tmp_path, first if same else second, *state_b)
    compared = compare(a, b, RULES)
    scores_a, scores_b = scores_of(a), scores_of(b)
    for group in ("001", "199", "143"):
        if group in {code for code, _ in compared.splits}:
            adds_up(why(compared, RULES, group=group))
    for party in SOME:
        told = why(compared, RULES, party=party)
        adds_up(told)
        before, after = scores_a.get(party, {}), scores_b.get(party, {})
        if before and after:
            assert close(
                term(told, "all")["change"], mean([*after.values()]) - mean([*before.values()])
            )
            for convention, part in by_hand(before, after).items():
                assert close(term(told, convention)["part"], part)


def test_it_adds_up_for_the_areas_and_parties_of_the_samples(
    samples: Comparison, rules: Rules
) -> None:
    for code in samples.aggregates["group_m49"].unique().sort():
        adds_up(why(samples, rules, group=code))
    for party in samples.parties["party"].unique().sort().gather_every(9):
        told = why(samples, rules, party=party)
        adds_up(told)
        row = samples.parties.filter(party=party, convention="all").row(0, named=True)
        assert [term(told, "all")[c] for c in ("change", *PARTS)] == [
            row[c] for c in ("change", *OWN)
        ]


def test_the_rate_of_an_area_is_told_as_the_aggregates_tell_it(
    samples: Comparison, rules: Rules
) -> None:
    told = why(samples, rules, group="202")
    rows = {r["convention"]: r for r in samples.aggregates.filter(group_m49="202").rows(named=True)}
    for row in told.terms.filter(pl.col("term") != "members").iter_rows(named=True):
        same = rows[row["term"]]
        assert [row[c] for c in ("value_a", "value_b", "change", *OWN)] == [
            same[c] for c in ("mean_a", "mean_b", "change", *OWN)
        ]


def test_every_frame_can_be_taken_by_other_tools(samples: Comparison, rules: Rules) -> None:
    told = why(samples, rules, group="202")
    frames = [*told.tables().values(), *samples.tables().values(), movers(samples, rules, 3)]
    assert pl.Int128 not in {kind for frame in frames for kind in frame.schema.values()}
