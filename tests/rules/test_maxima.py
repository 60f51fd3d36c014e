"""Every maximum follows from dated items. The table of the method is typed here, and only here."""

from decimal import Decimal

import polars as pl
import pytest

from sdg1241.rules import Rules, cycle_items, maxima

CONVENTIONS = ("basel", "rotterdam", "stockholm", "montreal", "minamata")
MAXIMA = {
    # cycle, edition:   basel  rotterdam  stockholm  montreal  minamata
    (2015, "2020-10"): ("6", "10.2", "6", "80", None),
    (2015, "2026-10"): ("6", "10.2", "6", "80", None),
    (2020, "2020-10"): ("5", "11.6", "8", "80", "15"),
    (2020, "2026-10"): ("6", "11.6", "7", "80", "15"),
    (2025, "2020-10"): ("6", "12.2", "9", "80", "15"),
    (2025, "2026-10"): ("6", "12.2", "9", "80", "15"),
    (2030, "2020-10"): ("6", "12.6", "11", "80", "20"),
    (2030, "2026-10"): ("6", "12.6", "11", "80", "20"),
}  # fmt: skip
ITEMS = {
    ("basel", "annual_report", 2015, "2026-10"): ["2010", "2011", "2012", "2013", "2014"],
    ("basel", "annual_report", 2020, "2020-10"): ["2015", "2016", "2017", "2018"],
    ("basel", "annual_report", 2020, "2026-10"): ["2015", "2016", "2017", "2018", "2019"],
    ("stockholm", "implementation_plan_update", 2015, "2020-10"): ["cop-4", "cop-5"],
    ("stockholm", "implementation_plan_update", 2020, "2020-10"): [
        "cop-4",
        "cop-5",
        "cop-6",
        "cop-7",
        "cop-8",
    ],
    ("stockholm", "implementation_plan_update", 2020, "2026-10"): [
        "cop-4",
        "cop-5",
        "cop-6",
        "cop-7",
    ],
    ("stockholm", "national_report", 2015, "2026-10"): ["2", "3"],
    ("stockholm", "national_report", 2020, "2026-10"): ["4"],
    ("stockholm", "national_report", 2025, "2026-10"): ["5"],
    ("minamata", "national_report", 2020, "2020-10"): ["2019-short", "2021-full"],
    ("minamata", "national_report", 2020, "2026-10"): ["2019-short", "2021-full"],
    ("minamata", "national_report", 2025, "2026-10"): ["2021-full", "2023-short"],
    ("minamata", "national_report", 2030, "2026-10"): ["2025-full", "2027-short", "2029-full"],
    ("montreal", "article_7_report", 2030, "2026-10"): ["2025", "2026", "2027", "2028", "2029"],
}
ENTRIES_OF_ANNEX_III = {2015: 46, 2020: 53, 2025: 56, 2030: 58}


def test_the_table_covers_every_cycle_and_edition(rules: Rules) -> None:
    assert set(MAXIMA) == {(c.id, e.id) for c in rules.cycles for e in rules.editions}
    assert {c.id for c in rules.conventions} == set(CONVENTIONS)


@pytest.mark.parametrize(("cycle", "edition"), MAXIMA)
def test_maxima_are_those_of_the_method(rules: Rules, cycle: int, edition: str) -> None:
    derived = dict(
        maxima(cycle_items(rules, rules.cycle(cycle), rules.edition(edition))).iter_rows()
    )
    stated = zip(CONVENTIONS, MAXIMA[cycle, edition], strict=True)
    assert derived == {convention: Decimal(value) for convention, value in stated if value}


@pytest.mark.parametrize(("convention", "obligation", "cycle", "edition"), ITEMS)
def test_items_are_those_of_the_method(
    rules: Rules, convention: str, obligation: str, cycle: int, edition: str
) -> None:
    items = cycle_items(rules, rules.cycle(cycle), rules.edition(edition))
    asked = items.filter(pl.col("convention") == convention, pl.col("obligation") == obligation)
    assert asked["item"].to_list() == ITEMS[convention, obligation, cycle, edition]


@pytest.mark.parametrize("cycle", ENTRIES_OF_ANNEX_III)
def test_entries_of_annex_iii_are_counted_by_listing(rules: Rules, cycle: int) -> None:
    items = cycle_items(rules, rules.cycle(cycle), rules.edition())
    asked = items.filter(pl.col("obligation") == "import_response")
    assert asked.height == ENTRIES_OF_ANNEX_III[cycle]


def test_a_chemical_in_two_categories_is_two_entries(rules: Rules) -> None:
    items = cycle_items(rules, rules.cycle(2020), rules.edition())
    named = items.filter(pl.col("item").str.starts_with("tributyltin"))
    assert named["item"].to_list() == ["tributyltin-pesticide", "tributyltin-industrial"]
    assert named["points"].to_list() == [Decimal("0.2"), Decimal("0.2")]


def test_roles_carry_no_points_of_their_own(rules: Rules) -> None:
    roles = cycle_items(rules, rules.cycle(2020), rules.edition()).filter("role")
    assert roles["points"].null_count() == roles.height > 0
