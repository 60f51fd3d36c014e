from dataclasses import replace
from datetime import date, timedelta

import pytest

from sdg1241 import Rules
from sdg1241.rules import rule_notes


def _notes(
    rules: Rules, cycle: int, edition: str | None = None
) -> dict[str, tuple[int | None, str]]:
    found = rule_notes(rules, rules.cycle(cycle), rules.edition(edition))
    return {note.convention: (note.changed_since, " ".join(note.notes)) for note in found}


def test_the_first_cycle_has_nothing_before_it(rules: Rules) -> None:
    assert _notes(rules, 2015) == {}
    assert _notes(rules, 2015, "2020-10") == {}


def test_more_items_under_the_same_rule_are_no_change(rules: Rules) -> None:
    assert "rotterdam" not in _notes(rules, 2020)
    assert "stockholm" not in _notes(rules, 2020)


def test_an_exception_is_noted_but_no_change_where_the_convention_had_no_values_before(
    rules: Rules,
) -> None:
    changed_since, note = _notes(rules, 2020)["minamata"]
    assert changed_since is None
    assert note.startswith("Cycle 2020: The first full report, due in 2021, was counted")


def test_the_cycle_after_an_exception_differs_from_it(rules: Rules) -> None:
    changed_since, note = _notes(rules, 2025)["minamata"]
    assert changed_since == 2020
    assert note.startswith("Cycle 2020: The first full report")


def test_an_edition_that_lists_items_changes_the_rule_for_that_cycle_and_the_next(
    rules: Rules,
) -> None:
    found = _notes(rules, 2020, "2020-10")
    assert found["basel"] == (
        2015,
        "Cycle 2020: The report on 2019 was not yet due when the values were collected.",
    )
    assert found["stockholm"][0] == 2015
    assert _notes(rules, 2025, "2020-10")["basel"][0] == 2020


@pytest.mark.parametrize(("cycle", "since"), [(2015, None), (2020, 2015), (2025, None)])
def test_a_new_entry_of_an_obligation_changes_the_cycle_in_which_it_begins(
    rules: Rules, cycle: int, since: int | None
) -> None:
    basel, *others = rules.conventions
    contacts, report = basel.obligations
    starts = date(2015, 1, 1)
    old = replace(report, valid_until=starts - timedelta(days=1))
    new = replace(
        report,
        valid_from=starts,
        legal_basis="An invented decision",
        note="Invented for this test.",
    )
    invented = replace(
        rules, conventions=(replace(basel, obligations=(contacts, old, new)), *others)
    )
    found = _notes(invented, cycle).get("basel", (None, ""))
    assert found[0] == since
    if since:
        expected = (
            "Cycle 2020: new rule for: Annual national report (An invented decision). Invented for"
            " this test."
        )
        assert found[1] == expected


def test_an_obligation_that_ends_is_said_to_be_counted_no_longer(rules: Rules) -> None:
    basel, *others = rules.conventions
    contacts, report = basel.obligations
    ended = replace(contacts, valid_until=date(2014, 12, 31))
    invented = replace(rules, conventions=(replace(basel, obligations=(ended, report)), *others))
    since, note = _notes(invented, 2020)["basel"]
    assert since == 2015
    assert note.startswith("Cycle 2020: no longer counted: Designation of the focal point")
