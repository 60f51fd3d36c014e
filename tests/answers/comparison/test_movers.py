"""Which areas and Parties moved most, and by which obligation."""

from collections.abc import Callable
from decimal import Decimal

import polars as pl
import pytest

from sdg1241 import Rules, Run
from sdg1241.answers import Comparison, compare, movers, why

PARTS = ["from_transmissions", "from_rules", "from_membership"]


def test_areas_that_rose_and_areas_that_fell(samples: Comparison, rules: Rules) -> None:
    ranked = movers(samples, rules, 2)
    shown = ranked.select("direction", "rank", "name", "level", "convention", "obligation")
    assert shown.rows() == [
        ("rose", 1, "Northern Africa", "M49 sub-region", "stockholm", "national_report"),
        ("rose", 2, "Northern America", "M49 sub-region", "stockholm", "national_report"),
        ("fell", 1, "Western Europe", "M49 sub-region", "stockholm", "implementation_plan_update"),
        ("fell", 2, "Northern Europe", "M49 sub-region", "basel", "annual_report"),
    ]
    assert ranked.select(sum=pl.sum_horizontal(PARTS))["sum"].to_list() == (
        ranked["change"].to_list()
    )


def test_figures_are_those_of_the_aggregates_and_of_why(samples: Comparison, rules: Rules) -> None:
    for row in movers(samples, rules, 50).iter_rows(named=True):
        means = samples.aggregates.filter(group_m49=row["code"], convention="all")
        assert means.select("mean_a", "mean_b", "change", *PARTS).row(0) == tuple(
            row[c] for c in ("rate_a", "rate_b", "change", *PARTS)
        )
        parts = why(samples, rules, group=row["code"]).items.group_by("convention", "obligation")
        sums = parts.agg(pl.col("part").sum())
        rose = row["direction"] == "rose"
        most = sums["part"].max() if rose else sums["part"].min()
        # Where all obligations moved it the other way, who is counted made it rise or fall.
        assert row["part"] == (most if (most > 0 if rose else most < 0) else None)


def test_every_area_that_moved_is_ranked_once_the_largest_change_first(
    samples: Comparison, rules: Rules
) -> None:
    ranked = movers(samples, rules, 100)
    moved = samples.aggregates.filter(pl.col("convention") == "all", pl.col("change") != 0)
    assert sorted(ranked["code"]) == sorted(moved["group_m49"])
    rose, fell = (ranked.filter(direction=way) for way in ("rose", "fell"))
    assert rose["change"].to_list() == sorted(rose["change"], reverse=True)
    assert fell["change"].to_list() == sorted(fell["change"])
    assert rose["rank"].to_list() == list(range(1, rose.height + 1))


@pytest.fixture
def contacts(computed: Callable[..., Run], rules: Rules) -> Comparison:
    """Kazakhstan and Uzbekistan each send one report more, Kyrgyzstan one less, Tajikistan none in
    either run, and Turkmenistan joins Minamata besides, of which it has sent all."""
    parties = "".join(f"{p},basel,2000-01-01,\n" for p in ("KAZ", "KGZ", "TJK", "UZB"))
    parties += "TKM,basel,2000-01-01,\nTKM,minamata,2018-01-01,\n"
    head = "{},basel,annual_report,{},2021-06-01,\n"
    minamata = "TKM,minamata,national_focal_point,,2018-06-01,\n"
    minamata += "TKM,minamata,national_report,2019-short,2019-12-01,\n"
    minamata += "TKM,minamata,national_report,2021-full,2021-12-01,\n"
    first = head.format("KGZ", 2010)
    second = "".join(head.format(p, 2015) for p in ("KAZ", "UZB")) + minamata
    return compare(computed(2015, first, parties), computed(2020, first + second, parties), rules)


def test_parties_are_ranked_where_that_is_asked_equals_by_code(
    contacts: Comparison, rules: Rules
) -> None:
    ranked = movers(contacts, rules, 3, parties=True)
    columns = ("direction", "rank", "code", "change", "obligation", "part")
    assert ranked.select(columns).rows() == [
        # Minamata was joined: no obligation moved the rate.
        ("rose", 1, "TKM", Decimal("50.00000"), None, None),
        ("rose", 2, "KAZ", Decimal("16.66667"), "annual_report", Decimal("16.66667")),
        ("rose", 3, "UZB", Decimal("16.66667"), "annual_report", Decimal("16.66667")),
        ("fell", 1, "KGZ", Decimal("-16.66667"), "annual_report", Decimal("-16.66667")),
    ]
    assert ranked["level"].null_count() == ranked.height


def test_what_did_not_move_is_not_ranked(contacts: Comparison, rules: Rules) -> None:
    assert "TJK" not in set(movers(contacts, rules, 9, parties=True)["code"])
    assert movers(compare(contacts.sides.a.run, contacts.sides.a.run, rules), rules, 9).is_empty()


def test_an_area_of_two_levels_is_ranked_once(samples: Comparison, rules: Rules) -> None:
    africa = movers(samples, rules, 100).filter(code="202")
    assert africa["level"].to_list() == ["SDG region, M49 sub-region"]
