from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.answers import maxima_by_cycle, rule_book
from sdg1241.errors import UsageError
from sdg1241.rules import cycle_items, maxima


def entry(book: pl.DataFrame, obligation: str) -> dict[str, object]:
    return book.filter(obligation=obligation).row(0, named=True)


def test_every_obligation_of_every_convention_is_there_with_its_source(rules: Rules) -> None:
    book = rule_book(rules)
    named = [(c.id, o.id) for c in rules.conventions for o in c.obligations]
    assert book.select("convention", "obligation").rows() == named
    assert (
        book.select(pl.exclude("due", "note", "exceptions").is_null().any()).row(0) == (False,) * 9
    )


def test_an_obligation_as_a_cycle_asks_it(rules: Rules) -> None:
    update = entry(rule_book(rules, "stockholm", 2020), "implementation_plan_update")
    assert update["asked"] == "4: cop-4, cop-5, cop-6, cop-7"
    assert update["points"] == "1 point per amendment"
    assert update["counts"] == "standing, earned by a Party that is not bound"
    assert update["due"] == "plan_update_due of stockholm_amendments"
    assert update["article"] == "Article 7 and decision SC-1/12"
    assert update["last_checked"] == date(2026, 10, 1)
    assert update["exceptions"] is None


def test_what_an_edition_replaces_is_explained(rules: Rules) -> None:
    update = entry(rule_book(rules, "stockholm", 2020, "2020-10"), "implementation_plan_update")
    assert update["asked"] == "5: cop-4, cop-5, cop-6, cop-7, cop-8"
    assert str(update["exceptions"]).startswith(
        "Cycle 2020 in edition 2020-10: cop-4, cop-5, cop-6, cop-7, cop-8. "
    )
    assert (
        entry(rule_book(rules, "stockholm", 2025, "2020-10"), "implementation_plan_update")[
            "exceptions"
        ]
        is None
    )


def test_what_the_rule_itself_excepts_is_explained(rules: Rules) -> None:
    for cycle, excepted in ((None, True), (2020, True), (2025, False)):
        report = entry(rule_book(rules, "minamata", cycle), "national_report")
        assert (
            str(report["exceptions"]).startswith("Cycle 2020 by exception: 2019-short, 2021-full. ")
            is excepted
        )


def test_a_convention_is_silent_about_a_cycle_that_ended_before_it(rules: Rules) -> None:
    assert rule_book(rules, "minamata", 2015).is_empty()
    assert maxima_by_cycle(rules, "minamata", 2015).is_empty()


@pytest.mark.parametrize("edition", ["2026-10", "2020-10"])
def test_the_maxima_are_those_that_scores_are_measured_by(rules: Rules, edition: str) -> None:
    table = maxima_by_cycle(rules, edition=edition)
    for cycle in rules.cycles:
        expected = dict(maxima(cycle_items(rules, cycle, rules.edition(edition))).iter_rows())
        found = table.filter(cycle=cycle.id)
        assert dict(found.select("convention", "maximum").iter_rows()) == expected
        for text, maximum in found.select("maximum_from", "maximum").iter_rows():
            assert spelled(text.split(" = ")[0]) == Decimal(text.split(" = ")[1]) == maximum


def spelled(text: str) -> Decimal:
    """`1 contacts + 53 x 0.2 import responses` as a number."""
    total = Decimal(0)
    for term in text.split(" + "):
        words = term.split()
        total += Decimal(words[0]) * (Decimal(words[2]) if words[1] == "x" else 1)
    return total


@pytest.mark.parametrize("asked", [{"convention": "bern"}, {"cycle": 2022}, {"edition": "2021-01"}])
def test_what_there_is_not_is_refused(rules: Rules, asked: dict[str, object]) -> None:
    for answer in (rule_book, maxima_by_cycle):
        with pytest.raises(UsageError, match="There is no"):
            answer(rules, **asked)
