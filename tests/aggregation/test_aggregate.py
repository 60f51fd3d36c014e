"""Aggregates of areas: unrounded means, dated membership, coverage exact at the threshold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241 import Indicator, Rules, Run, Scored, aggregate, read_register, score, validate
from sdg1241.aggregation import ALL, group_members

TODAY = date(2026, 10, 1)
LDC = "199"


def with_group(rules: Rules, members: list[str], coverage: str = "75") -> Rules:
    """The rules with one invented area of these members, and with this coverage asked by every
    edition."""
    rows = [["990", "Invented area", member, None] for member in members]
    groups = pl.DataFrame(rows, schema=rules.reference.groups.schema, orient="row")
    editions = tuple(replace(e, coverage=Decimal(coverage)) for e in rules.editions)
    return replace(rules, reference=replace(rules.reference, groups=groups), editions=editions)


def scored(rules: Rules, folder: Path, cycle: int = 2020) -> Scored:
    return score(validate(read_register(folder), rules, TODAY), rules, cycle)


def row(indicator: Indicator, convention: str) -> dict[str, Any]:
    [found] = indicator.aggregates.filter(convention=convention).to_dicts()
    return found


def test_a_mean_is_taken_of_unrounded_scores(
    rules: Rules, write_input: Callable[..., Path]
) -> None:
    """Six countries: one with 2 and five with 1 of 6 points have the mean 700 / 36 = 19.444..., and
    19.44444."""
    six = ["NOR", "SWE", "DNK", "FIN", "ISL", "EST"]
    reports = [f"{party},basel,annual_report,2015,2017-01-01\n" for party in six]
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n"
        + "".join(reports)
        + "NOR,basel,annual_report,2016,2017-12-01\n",
        parties="convention,party,entry_into_force\n"
        + "".join(f"basel,{party},\n" for party in six),
    )
    rules = with_group(rules, six)
    found = row(aggregate(scored(rules, folder), rules), "basel")
    assert found["mean_score"] == Decimal(
        "19.44444"
    )  # of scores rounded first it would be 19.44445
    assert (found["parties"], found["parties_meeting"]) == (6, 0)


def test_a_rate_is_the_mean_over_the_conventions_a_country_belongs_to(
    rules: Rules, write_input: Callable[..., Path]
) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n"
        "NOR,basel,annual_report,2015,2017-01-01\n"
        "NOR,stockholm,national_report,4,2018-08-31\n"
        "SWE,montreal,licensing_system,,2001-01-01\n"
        + "".join(
            f"SWE,montreal,article_7_report,{year},2021-01-01\n" for year in range(2015, 2020)
        ),
        parties="convention,party,entry_into_force\nbasel,NOR,\nstockholm,NOR,\nmontreal,SWE,\n",
    )
    rules = with_group(rules, ["NOR", "SWE", "DNK"])
    indicator = aggregate(scored(rules, folder), rules)
    rates = indicator.rates.select("party", "conventions", "transmission_rate", "meets_all").rows()
    norway = Decimal("15.47619")  # (100 / 6 + 100 / 7) / 2
    assert rates == [("NOR", 2, norway, False), ("SWE", 1, Decimal(100), True)]
    found = row(indicator, ALL)
    assert found["mean_score"] == Decimal("57.73810")  # (15.476190... + 100) / 2
    assert (found["parties"], found["parties_meeting"], found["series"], found["published"]) == (
        2,
        1,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("members", "parties", "coverage", "published"),
    [
        (4, 3, "75.00000", True),  # exactly the threshold
        (7, 5, "71.42857", False),
        (9, 7, "77.77778", True),
        (8, 6, "75.00000", True),
        (8, 5, "62.50000", False),
    ],
)
def test_coverage_is_exact_at_the_threshold(
    rules: Rules,
    write_input: Callable[..., Path],
    members: int,
    parties: int,
    coverage: str,
    published: bool,
) -> None:
    codes = rules.reference.groups.filter(group_m49="150")["member"].to_list()[:members]
    assert len(codes) == members
    basel = "".join(f"basel,{code},\n" for code in codes[:parties])
    montreal = "".join(f"montreal,{code},\n" for code in codes)
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\n" + basel + montreal,
    )
    rules = with_group(
        rules, [*codes, "ATA"]
    )  # Antarctica has no Party status, so it is not asked about
    found = row(aggregate(scored(rules, folder), rules), "basel")
    assert (found["parties"], found["coverage"], found["published"]) == (
        parties,
        Decimal(coverage),
        published,
    )


def test_a_share_just_below_the_threshold_is_not_rounded_up_to_it(
    rules: Rules, write_input: Callable[..., Path]
) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nbasel,NOR,\nbasel,SWE,\nmontreal,DNK,\n",
    )
    for threshold, published in (("66.66", True), ("66.67", False)):
        changed = with_group(rules, ["NOR", "SWE", "DNK"], threshold)
        assert row(aggregate(scored(changed, folder), changed), "basel")["published"] is published


@pytest.mark.parametrize(
    ("country", "edition", "member"),
    [
        ("WSM", "2020-10", False),  # Samoa left in 2014, before 2017-01-01
        ("GNQ", "2020-10", True),  # Equatorial Guinea left in June 2017
        ("WSM", "2026-10", False),
        ("GNQ", "2026-10", False),
        ("AFG", "2026-10", True),
    ],
)
def test_least_developed_countries_are_those_of_the_edition(
    rules: Rules, country: str, edition: str, member: bool
) -> None:
    members = group_members(rules, rules.edition(edition)).filter(group_m49=LDC)
    assert (country in members["party"].to_list()) is member


def test_one_membership_date_holds_for_every_cycle_of_an_edition(
    sample_run: Callable[..., Run],
) -> None:
    """Samoa was an LDC in most of 2010 to 2014; edition 2020-10 leaves it out of cycle 2015 all the
    same."""
    for cycle in (2015, 2020):
        run = sample_run(cycle, "2020-10")
        members = group_members(run.rules, run.scored.edition).filter(group_m49=LDC)["party"]
        expected = run.scored.scores.filter(
            pl.col("party").is_in(members.implode()), convention="basel"
        ).height
        [found] = run.indicator.aggregates.filter(group_m49=LDC, convention="basel")["parties"]
        assert found == expected > 0


def test_membership_ends_on_its_day(rules: Rules) -> None:
    [left] = rules.reference.groups.filter(group_m49=LDC, member="GNQ")["member_until"]
    on = replace(rules.edition(), membership_on=left)
    before = replace(on, membership_on=date.fromordinal(left.toordinal() - 1))
    members = [
        group_members(rules, e).filter(group_m49=LDC, party="GNQ").height for e in (before, on)
    ]
    assert members == [1, 0]


def test_an_area_without_a_party_has_no_row(rules: Rules, write_input: Callable[..., Path]) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nmontreal,NOR,\n",
    )
    rules = with_group(rules, ["SWE"])
    assert aggregate(scored(rules, folder), rules).aggregates.is_empty()
