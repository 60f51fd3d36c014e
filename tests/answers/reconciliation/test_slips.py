"""Reconcile on tables that an office computed with a slip: each is named, and what nothing explains
stays open."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from sdg1241.errors import InputError
from sdg1241.scoring import score
from tests.answers.reconciliation.cells import BASEL, ROTTERDAM, at, sentences, with_values


def test_a_table_without_slips_needs_no_explanation(answer, office, rules):
    found = answer(office.table(rules))
    assert found.values["status"].unique().to_list() == ["equal"]
    assert found.explanations.is_empty()


def test_a_country_moved(answer, office, rules):
    for groups in office.groups.values():
        groups["747"].remove("MAR")
        groups["202"].append("MAR")
    found = answer(office.table(rules))
    expected = (
        "Morocco was counted in Sub-Saharan Africa (202) instead of Northern Africa and Western"
        " Asia (747), in cycles 2015 and 2020"
    )
    assert sentences(found) == [expected]
    assert found.unexplained == 0


def test_a_country_moved_in_one_cycle_only(answer, office, rules):
    office.groups[2020]["747"].remove("MAR")
    office.groups[2020]["202"].append("MAR")
    (told,) = sentences(answer(office.table(rules)))
    assert told.startswith("Morocco was counted in Sub-Saharan Africa (202) instead of")
    assert told.endswith("in cycle 2020")


def test_a_party_dropped_from_every_mean(answer, office, rules):
    office.drop_from_means((2020, "rotterdam"), "BRA")
    found = answer(office.table(rules))
    assert sentences(found) == [
        "Brazil was left out of every mean, under the Rotterdam Convention in cycle 2020"
    ]


def test_a_party_dropped_from_one_mean_is_named_with_those_that_fit_as_well(answer, office, rules):
    mine = office.scores[2020, "rotterdam"]
    members = [p for p in office.groups[2020]["753"] if p in mine]
    alone = sorted(p for p in members if [mine[q] for q in members].count(mine[p]) == 1)[0]
    twice = sorted(p for p in members if [mine[q] for q in members].count(mine[p]) == 2)[0]
    names = dict(rules.reference.areas.select("iso3", "name_en").iter_rows())
    for party, fits in ((alone, 1), (twice, 2)):
        mean = [mine[p] for p in members if p != party]
        published = float(office.rounding(sum(mean) / len(mean)))
        table = with_values(office.table(rules), (at(ROTTERDAM, "753"), published))
        found = answer(table)
        (row,) = found.explanations.iter_rows(named=True)
        assert names[party] in row["sentence"]
        assert "left out of the mean of Eastern and South-Eastern Asia (753)" in row["sentence"]
        assert row["candidates"] >= fits
        assert (" or " in row["sentence"]) == (row["candidates"] > 1)


def test_a_party_taken_for_a_non_party(answer, office, rules):
    office.scores[2020, "basel"].pop("BRA")
    found = answer(office.table(rules))
    assert sentences(found) == [
        "Brazil was not counted as a Party, under the Basel Convention in cycle 2020"
    ]
    assert found.explanations["country_values"].to_list() == [1]


def test_two_editions_mixed(answer, office, rules, runs):
    office.take(score(runs[1].checked, rules, 2020, "2026-10"), ["basel"])
    found = answer(office.table(rules))
    assert sentences(found) == [
        "The items of edition 2026-10 were counted, under the Basel Convention in cycle 2020"
    ]
    assert found.unexplained == 0


def test_another_edition_s_items_for_some_parties_only(answer, office, rules, runs):
    today = score(runs[1].checked, rules, 2020, "2026-10").scores.filter(
        pl.col("convention") == "basel"
    )
    theirs = {
        p: Fraction(100 * int(pts), int(top))
        for p, pts, top in today.select("party", "points", "maximum").rows()
    }
    for party in ("FRA", "KEN", "PER"):
        assert theirs[party] != office.scores[2020, "basel"][party]
        office.scores[2020, "basel"][party] = theirs[party]
    found = answer(office.table(rules))
    assert sentences(found) == [
        "The items of edition 2026-10 were counted for France, Kenya and Peru, under the Basel"
        " Convention in cycle 2020"
    ]
    assert found.unexplained == 0


def test_a_rounding_rule(answer, office, rules):
    office.rounding = lambda value: Decimal(value * 100 // 1) / 100
    found = answer(office.table(rules))
    assert sentences(found) == ["Values were cut off to 2 decimals, in cycles 2015 and 2020"]
    assert found.unexplained == 0


def test_means_taken_over_rounded_scores(answer, office, rules):
    for sheet, scores in office.scores.items():
        office.mean_scores[sheet] = {
            p: Fraction(int(v + Fraction(1, 2))) for p, v in scores.items()
        }
    found = answer(office.table(rules))
    assert sentences(found) == [
        "Means were taken over scores rounded to 0 decimals, in cycles 2015 and 2020"
    ]


def test_a_non_party_counted_with_nought(answer, office, rules):
    office.count_again((2020, "basel"), "USA", Fraction(0))
    found = answer(office.table(rules))
    told = "United States of America, not a Party, was counted in every mean with 0"
    assert sentences(found) == [f"{told}, under the Basel Convention in cycle 2020"]
    assert found.explanations["kind"].to_list() == ["non-Party in a mean"]


def test_a_non_party_with_a_value_of_its_own(answer, office, rules):
    office.scores[2020, "basel"]["USA"] = Fraction(60)
    found = answer(office.table(rules))
    assert sentences(found) == [
        "United States of America, not a Party, was counted, under the Basel Convention in cycle"
        " 2020"
    ]
    assert ("basel", "USA") in found.non_parties.filter(pl.col("cycle") == 2020).select(
        "convention", "party"
    ).rows()


def test_a_least_developed_country_graduated_early(answer, office, rules):
    for groups in office.groups.values():
        groups["199"].remove("BGD")
    told = (
        "Bangladesh was no longer counted in Least Developed Countries (LDCs) (199), in cycles 2015"
        " and 2020"
    )
    assert sentences(answer(office.table(rules))) == [told]


def test_a_group_at_another_date(answer, office, rules):
    for groups in office.groups.values():
        groups["199"] = [p for p in groups["199"] if p not in ("GNQ", "VUT")]
    (told,) = sentences(answer(office.table(rules)))
    expected = (
        "Least Developed Countries (LDCs) (199) was taken with its members of 2020-12-04 to"
        " 2023-12-12"
    )
    assert told == f"{expected}, in cycles 2015 and 2020"


def test_a_doubled_row_counted_twice(answer, office, rules):
    office.count_again((2020, "rotterdam"), "BRA", office.scores[2020, "rotterdam"]["BRA"])
    assert sentences(answer(office.table(rules))) == [
        "Brazil was counted twice in every mean, under the Rotterdam Convention in cycle 2020"
    ]


def test_a_doubled_row_of_the_published_table(answer, office, rules):
    table = office.table(rules)
    found = answer(pl.concat([table, table.head(1)]))
    assert found.explanations["kind"].to_list() == ["doubled row"]
    assert found.unexplained == 0
    torn = pl.concat([table, table.head(1).with_columns(value=pl.lit(1.5))])
    with pytest.raises(InputError, match="two values"):
        answer(torn)


def test_another_coverage_threshold(answer, office, rules):
    office.coverage = Decimal(60)
    found = answer(office.table(rules))
    (told,) = sentences(found)
    assert told.startswith("Aggregates were published from a coverage of above ")
    assert found.unexplained == 0


def test_two_slips_apart(answer, office, rules):
    for groups in office.groups.values():
        groups["747"].remove("JOR")
        groups["753"].append("JOR")
    office.scores[2020, "basel"].pop("BRA")
    found = answer(office.table(rules))
    assert sorted(told.split()[0] for told in sentences(found)) == ["Brazil", "Jordan"]
    assert found.unexplained == 0


def test_an_edition_s_items_and_a_country_moved(answer, office, rules, runs):
    office.take(score(runs[1].checked, rules, 2020, "2026-10"), ["basel"])
    for groups in office.groups.values():
        groups["747"].remove("MAR")
        groups["202"].append("MAR")
    found = answer(office.table(rules))
    first, second = sentences(found)
    assert (
        first
        == "The items of edition 2026-10 were counted, under the Basel Convention in cycle 2020"
    )
    assert second.startswith("Morocco was counted in Sub-Saharan Africa (202) instead of")
    assert found.unexplained == 0


def test_two_slips_in_the_same_area(answer, office, rules):
    for groups in office.groups.values():
        groups["747"].remove("JOR")
        groups["753"].append("JOR")
        groups["747"].remove("MAR")
        groups["202"].append("MAR")
    found = answer(office.table(rules))
    assert {
        (told.split()[0], told.endswith("in cycles 2015 and 2020")) for told in sentences(found)
    } == {
        ("Jordan", True),
        ("Morocco", True),
    }
    assert found.unexplained == 0


@pytest.mark.parametrize(
    ("area", "shift"), [("001", 0.37), ("202", 1.23), ("199", -2.71), ("747", 7.9)]
)
def test_a_mean_that_nothing_explains_is_left_unexplained(answer, office, rules, area, shift):
    table = office.table(rules)
    here = (
        (pl.col("series") == "SG_HAZ_CMRBASEL")
        & (pl.col("geo_area_m49") == area)
        & (pl.col("time_period") == 2020)
    )
    found = answer(
        table.with_columns(value=pl.when(here).then(pl.col("value") + shift).otherwise("value"))
    )
    assert sentences(found) == []
    assert found.unexplained == 1


def test_a_country_value_that_nothing_explains(answer, office, rules):
    office.scores[2020, "basel"]["BRA"] = Fraction(47)
    found = answer(office.table(rules))
    (row,) = found.explanations.iter_rows(named=True)
    assert row["kind"] == "follows from country values"
    assert row["sentence"].startswith("Nothing explains the published values of Brazil")
    assert row["aggregates"] > 2
    assert found.unexplained == 1


def test_a_misprint_of_one_country_does_not_touch_the_means(answer, office, rules):
    table = with_values(office.table(rules), (at(BASEL, "076"), 47.0))
    found = answer(table)
    assert (sentences(found), found.unexplained) == ([], 1)
