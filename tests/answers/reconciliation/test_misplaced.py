"""Reconcile on tables in which values stand in the wrong place: swapped, shifted, under another
code."""

from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest

from sdg1241.answers import Reconciliation

BASEL, ROTTERDAM = "SG_HAZ_CMRBASEL", "SG_HAZ_CMRROTDAM"


def sentences(found: Reconciliation) -> list[str]:
    return found.explanations["sentence"].to_list()


def at(series: str, area: str, cycle: int = 2020) -> pl.Expr:
    return (
        (pl.col("series") == series)
        & (pl.col("geo_area_m49") == area)
        & (pl.col("time_period") == cycle)
    )


def value(table: pl.DataFrame, series: str, area: str, cycle: int = 2020) -> float:
    return table.filter(at(series, area, cycle))["value"].item()


def with_values(table: pl.DataFrame, *cells: tuple[pl.Expr, float]) -> pl.DataFrame:
    for here, new in cells:
        assert table.filter(here).height == 1
        table = table.with_columns(value=pl.when(here).then(new).otherwise("value"))
    return table


def swapped(table: pl.DataFrame, one: pl.Expr, other: pl.Expr) -> pl.DataFrame:
    first, second = (table.filter(here)["value"].item() for here in (one, other))
    assert first != second
    return with_values(table, (one, second), (other, first))


# ---- Two values swapped ----


def test_two_countries_values_swapped(answer, office, rules):
    table = swapped(office.table(rules), at(ROTTERDAM, "076"), at(ROTTERDAM, "604"))
    found = answer(table)
    assert sentences(found) == [
        "The values of Brazil and Peru were swapped, under the Rotterdam Convention in cycle 2020"
    ]
    assert found.explanations["country_values"].to_list() == [2]
    assert found.unexplained == 0


def test_two_countries_values_swapped_before_the_means_were_taken(answer, office, rules):
    scores = office.scores[2020, "rotterdam"]
    scores["BRA"], scores["KEN"] = scores["KEN"], scores["BRA"]
    found = answer(office.table(rules))
    (told,) = sentences(found)
    assert told.startswith("The values of Brazil and Kenya were swapped, in the means too, under")
    assert found.explanations["aggregates"].item() > 2
    assert found.unexplained == 0


def test_two_means_swapped(answer, office, rules):
    table = swapped(office.table(rules), at(BASEL, "202"), at(BASEL, "747"))
    (told,) = sentences(answer(table))
    assert told.startswith("The values of Sub-Saharan Africa (202) and Northern Africa and Western")
    assert "were swapped" in told


def test_one_country_s_values_of_two_conventions_swapped(answer, office, rules):
    table = swapped(office.table(rules), at(BASEL, "554"), at(ROTTERDAM, "554"))
    (told,) = sentences(answer(table))
    assert told == (
        "The values of New Zealand were swapped, under the Basel Convention in cycle 2020 and under"
        " the Rotterdam Convention in cycle 2020"
    )


def test_what_could_be_swapped_with_two_others_stays_open(answer, office, rules):
    """Two countries with the same score both hold a third one's: with which it was swapped cannot
    be told."""
    scores = office.scores[2020, "rotterdam"]
    value_of = {p: office.rounding(v) for p, v in scores.items()}
    peru = value_of["PER"]
    alike = [p for p in sorted(scores) if value_of[p] == value_of["BRA"]][:2]
    assert len(alike) == 2
    m49 = dict(rules.reference.areas.select("iso3", "m49").iter_rows())
    table = with_values(
        office.table(rules),
        *((at(ROTTERDAM, m49[p]), float(peru)) for p in alike),
        (at(ROTTERDAM, "604"), float(value_of["BRA"])),
    )
    found = answer(table)
    assert (sentences(found), found.unexplained) == ([], 3)


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


# ---- A wrong area code ----


def test_a_country_under_the_code_of_one_that_is_no_party(answer, office, rules):
    table = office.table(rules)
    wrong = pl.when(at(ROTTERDAM, "604")).then(pl.lit("840")).otherwise("geo_area_m49")
    found = answer(table.with_columns(geo_area_m49=wrong))
    assert sentences(found) == [
        "The value of Peru stands under the code 840 (United States of America) instead of 604,"
        " under the Rotterdam Convention in cycle 2020"
    ]
    assert found.explanations["country_values"].to_list() == [2]
    assert found.unexplained == 0


def test_a_country_under_another_code_before_the_means_were_taken(answer, office, rules):
    scores = office.scores[2020, "rotterdam"]
    scores["USA"] = scores.pop("PER")
    found = answer(office.table(rules))
    (told,) = sentences(found)
    assert told == (
        "The value of Peru stands under the code 840 (United States of America) instead of 604, in"
        " the means too, under the Rotterdam Convention in cycle 2020"
    )
    assert "not Parties here, were counted" in found.explanations["alternatives"].item()
    assert found.unexplained == 0


def test_an_unknown_code_in_every_table(answer, office, rules):
    table = office.table(rules)
    found = answer(table.with_columns(geo_area_m49=pl.col("geo_area_m49").replace("604", "607")))
    (told,) = sentences(found)
    assert told.startswith("The value of Peru stands under the code 607 (area 607) instead of 604")
    assert found.unexplained == 0


def test_a_region_under_a_wrong_code(answer, office, rules):
    table = office.table(rules)
    in_2020 = pl.col("time_period") == 2020
    code = pl.col("geo_area_m49").replace("202", "220")
    found = answer(
        table.with_columns(geo_area_m49=pl.when(in_2020).then(code).otherwise("geo_area_m49"))
    )
    (told,) = sentences(found)
    assert told.startswith(
        "The value of Sub-Saharan Africa (202) stands under the code 220 (area 220) instead of 202"
    )


def test_a_code_under_which_either_of_two_areas_may_stand_stays_open(answer, office, rules):
    """Two countries with the same score lack a value, and a third that is no Party has it."""
    scores = office.scores[2020, "rotterdam"]
    alike = next(
        pair
        for value_ in sorted(set(scores.values()))
        if len(pair := [p for p in sorted(scores) if scores[p] == value_]) == 2
    )
    m49 = dict(rules.reference.areas.select("iso3", "m49").iter_rows())
    table = office.table(rules)
    moved = pl.when(at(ROTTERDAM, m49[alike[0]])).then(pl.lit(m49["USA"]))
    table = table.with_columns(geo_area_m49=moved.otherwise("geo_area_m49"))
    found = answer(table.filter(~at(ROTTERDAM, m49[alike[1]])))
    assert not [told for told in sentences(found) if "under the code" in told]


def test_a_missing_and_a_surplus_value_that_many_countries_have_are_no_wrong_code(
    answer, office, rules
):
    """A quarter of all countries have 100: that a stray value is 100 says nothing of its place."""
    scores = office.scores[2020, "basel"]
    full = sorted(p for p, v in scores.items() if v == 100)
    assert 4 * len(full) > len(scores)
    scores.pop(full[0])
    office.scores[2020, "basel"]["USA"] = Fraction(100)
    office.mean_scores[2020, "basel"] = {**scores, full[0]: Fraction(100)}
    office.mean_scores[2020, "basel"].pop("USA")
    found = answer(office.table(rules))
    assert not [told for told in sentences(found) if "under the code" in told]
