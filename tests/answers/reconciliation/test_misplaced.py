"""Reconcile on tables in which values stand in the wrong place: swapped, or under another code."""

from fractions import Fraction

import polars as pl

from tests.answers.reconciliation.cells import (
    BASEL,
    ROTTERDAM,
    at,
    sentences,
    swapped,
    with_values,
)

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
