"""Reconcile on tables in which a whole column stands in the wrong place: series swapped, values one
row off."""

from itertools import pairwise

import polars as pl
import pytest

from tests.answers.reconciliation.cells import BASEL, ROTTERDAM, at, sentences, with_values

# ---- Series swapped ----


def test_two_series_swapped(answer, office, rules):
    table = office.table(rules)
    other = {BASEL: ROTTERDAM, ROTTERDAM: BASEL}
    in_2020 = pl.col("time_period") == 2020
    table = table.with_columns(
        series=pl.when(in_2020).then(pl.col("series").replace(other)).otherwise("series")
    )
    found = answer(table)
    assert sentences(found) == [
        "The values of the Basel Convention and the Rotterdam Convention were swapped, in cycle"
        " 2020"
    ]
    assert found.unexplained == 0


def test_two_series_swapped_and_a_country_moved(answer, office, rules):
    for groups in office.groups.values():
        groups["747"].remove("MAR")
        groups["202"].append("MAR")
    other = {BASEL: ROTTERDAM, ROTTERDAM: BASEL}
    code = pl.when(pl.col("time_period") == 2020).then(pl.col("series").replace(other))
    found = answer(office.table(rules).with_columns(series=code.otherwise("series")))
    first, second = sentences(found)
    assert first.startswith("The values of the Basel Convention and the Rotterdam Convention were")
    assert second.startswith("Morocco was counted in Sub-Saharan Africa (202) instead of")
    assert found.unexplained == 0


def test_one_series_under_the_code_of_another(answer, office, rules):
    table = office.table(rules)
    of_2020 = pl.col("time_period") == 2020
    copied = table.filter(of_2020, pl.col("series") == BASEL).with_columns(series=pl.lit(ROTTERDAM))
    kept = table.filter(~(of_2020 & (pl.col("series") == ROTTERDAM)))
    assert sentences(answer(pl.concat([kept, copied]))) == [
        "The values of the Basel Convention were also published for the Rotterdam Convention, in"
        " cycle 2020"
    ]


def test_two_cycles_of_a_series_swapped(answer, office, rules):
    table = office.table(rules)
    here = pl.col("series") == BASEL
    years = pl.col("time_period").replace({2015: 2020, 2020: 2015})
    found = answer(
        table.with_columns(time_period=pl.when(here).then(years).otherwise("time_period"))
    )
    assert sentences(found) == [
        "The values of cycle 2015 and cycle 2020 were swapped, under the Basel Convention"
    ]
    assert found.unexplained == 0


def test_tables_that_differ_in_one_party_are_not_taken_for_each_other(answer, office, rules):
    """All Parties to Montreal have 100 in both cycles; one of them joined between."""
    now, before = (office.scores[cycle, "montreal"] for cycle in (2020, 2015))
    (joined,) = now.keys() - before.keys()
    assert set(now.values()) == {100}
    now.pop(joined)
    (told,) = sentences(answer(office.table(rules)))
    assert told.startswith("State of Palestine ")


# ---- Shifted by a row ----


def shifted(table: pl.DataFrame, areas: list[str], by: int) -> pl.DataFrame:
    """The values of some rows, in this order, one row lower (1) or higher (-1); the last falls
    off and the first is left blank."""
    rows = table.filter(pl.col("series") == BASEL, pl.col("time_period") == 2020)
    held = dict(rows.select("geo_area_m49", "value").iter_rows())
    moved = dict(zip(areas[by:], areas, strict=False)) if by > 0 else dict(pairwise(areas))
    gone = areas[0] if by > 0 else areas[-1]
    table = with_values(table, *((at(BASEL, area), held[source]) for area, source in moved.items()))
    return table.filter(~at(BASEL, gone))


@pytest.mark.parametrize(("by", "said"), [(1, "low"), (-1, "high")])
def test_the_values_of_all_areas_one_row_off(answer, office, rules, by, said):
    table = office.table(rules)
    rows = table.filter(pl.col("series") == BASEL, pl.col("time_period") == 2020)
    found = answer(shifted(table, sorted(rows["geo_area_m49"]), by))
    assert sentences(found) == [
        f"Values stand one row too {said} in the order of area codes, under the Basel Convention in"
        " cycle 2020"
    ]
    assert found.unexplained == 0


def test_some_countries_in_the_order_of_their_names_one_row_off(answer, office, rules):
    table = office.table(rules)
    names = rules.reference.areas.select("name_en", "m49").sort("name_en")
    rows = table.filter(pl.col("series") == BASEL, pl.col("time_period") == 2020)
    countries = names.filter(pl.col("m49").is_in(rows["geo_area_m49"].implode()))["m49"].to_list()
    found = answer(shifted(table, countries[40:70], 1))
    (told,) = sentences(found)
    assert told.startswith("Values stand one row too low in the order of names of countries")
    assert found.unexplained == 0


def test_scores_one_row_off_before_the_means_were_taken(answer, office, rules):
    """The last score of the rows that moved came to stand in the first of them."""
    scores = office.scores[2020, "rotterdam"]
    names = dict(rules.reference.areas.select("iso3", "name_en").iter_rows())
    rows = sorted(scores, key=names.__getitem__)[40:70]
    scores |= dict(zip(rows, [scores[rows[-1]], *(scores[p] for p in rows[:-1])], strict=True))
    found = answer(office.table(rules))
    (told,) = sentences(found)
    assert told.startswith("Values stand one row too low in the order of names of countries, and")
    assert "the means follow" in told
    assert found.explanations["aggregates"].item() > 2
    assert found.unexplained == 0


def test_values_in_no_order_are_not_one_row_off(answer, office, rules):
    """Ten countries in the order of their names, each with the score of the one two rows above."""
    scores = office.scores[2020, "rotterdam"]
    names = dict(rules.reference.areas.select("iso3", "name_en").iter_rows())
    rows = sorted(scores, key=names.__getitem__)[40:50]
    scores |= {p: scores[q] for p, q in zip(rows, [*rows[-2:], *rows[:-2]], strict=True)}
    found = answer(office.table(rules))
    assert not [told for told in sentences(found) if "one row" in told or "swapped" in told]
    assert found.unexplained > 5
