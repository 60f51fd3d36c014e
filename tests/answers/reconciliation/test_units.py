"""Reconcile on tables whose values or means were computed in another way than ours."""

from decimal import Decimal

import polars as pl
import pytest

from tests.answers.reconciliation.cells import sentences

BASEL = "SG_HAZ_CMRBASEL"


def test_fractions_instead_of_percent(answer, office, rules):
    office.rounding = lambda v: (Decimal(v.numerator) / v.denominator / 100).quantize(
        Decimal("0.0001")
    )
    found = answer(office.table(rules))
    assert sentences(found) == [
        "Values were given as fractions instead of percent, in cycles 2015 and 2020"
    ]
    assert found.unexplained == 0


def test_fractions_of_countries_in_one_table_only(answer, office, rules):
    table = office.table(rules)
    groups = set(rules.reference.levels["group_m49"])
    here = (
        (pl.col("series") == BASEL)
        & (pl.col("time_period") == 2020)
        & ~pl.col("geo_area_m49").is_in(sorted(groups))
    )
    found = answer(
        table.with_columns(value=pl.when(here).then(pl.col("value") / 100).otherwise("value"))
    )
    assert sentences(found) == [
        "Values of countries were given as fractions instead of percent, under the Basel"
        " Convention in cycle 2020"
    ]


def test_the_fraction_of_one_country_does_not_make_the_others_differ(answer, office, rules):
    here = (
        (pl.col("series") == "SG_HAZ_CMRROTDAM")
        & (pl.col("geo_area_m49") == "604")
        & (pl.col("time_period") == 2020)
    )
    part = (pl.col("value") / 100).round(4)
    found = answer(
        office.table(rules).with_columns(value=pl.when(here).then(part).otherwise("value"))
    )
    assert sentences(found) == [
        "The values of Peru were given as fractions instead of percent, under the Rotterdam"
        " Convention in cycle 2020"
    ]
    assert found.unexplained == 0


def test_zeros_taken_for_missing_in_the_means(answer, office, rules):
    for sheet, scores in office.scores.items():
        office.mean_scores[sheet] = {p: v for p, v in scores.items() if v > 0}
    found = answer(office.table(rules))
    assert sentences(found) == ["Scores of 0 were left out of the means, in cycles 2015 and 2020"]
    assert found.explanations["country_values"].to_list() == [0]
    assert found.unexplained == 0


@pytest.mark.parametrize("level", ["SDG region", "M49 region", "M49 sub-region"])
@pytest.mark.parametrize("convention", ["basel", "rotterdam"])
def test_the_world_as_the_mean_of_its_regions(answer, office, rules, level, convention):
    scores = office.scores[2020, convention]
    codes = rules.reference.levels.filter(pl.col("level") == level)["group_m49"].to_list()
    means = []
    for code in codes:
        held = [scores[p] for p in office.groups[2020][code] if p in scores]
        means += [sum(held) / len(held)] if held else []
    series = {c.id: c.series for c in rules.conventions}[convention]
    here = (
        (pl.col("series") == series)
        & (pl.col("geo_area_m49") == "001")
        & (pl.col("time_period") == 2020)
    )
    world = float(office.rounding(sum(means) / len(means)))
    table = office.table(rules)
    assert table.filter(here)["value"].item() != world
    found = answer(table.with_columns(value=pl.when(here).then(world).otherwise("value")))
    (row,) = found.explanations.iter_rows(named=True)
    assert row["sentence"].startswith(
        f"World (001) is the mean of the means of every {level}, under"
    )
    assert found.unexplained == 0
